// SPDX-License-Identifier: GPL-2.0-only
#include "smt/ir/decode/translation.h"

#include <llvm/IR/ConstantRange.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DebugLoc.h>
#include <llvm/IR/GetElementPtrTypeIterator.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Operator.h>

#include <algorithm>
#include <optional>

namespace dma_verify::ir {
namespace {

std::optional<Opcode> opcode_of(unsigned opcode) {
  using In = llvm::Instruction;
  switch (opcode) {
  case In::Add:
    return Opcode::add;
  case In::Sub:
    return Opcode::subtract;
  case In::Mul:
    return Opcode::multiply;
  case In::UDiv:
    return Opcode::unsigned_divide;
  case In::SDiv:
    return Opcode::signed_divide;
  case In::URem:
    return Opcode::unsigned_rest;
  case In::SRem:
    return Opcode::signed_rest;
  case In::Shl:
    return Opcode::shift_left;
  case In::LShr:
    return Opcode::logical_shift_right;
  case In::AShr:
    return Opcode::arithmetic_shift_right;
  case In::And:
    return Opcode::bit_and;
  case In::Or:
    return Opcode::bit_or;
  case In::Xor:
    return Opcode::bit_xor;
  case In::ICmp:
    return Opcode::compare;
  case In::Select:
    return Opcode::select;
  case In::Freeze:
    return Opcode::freeze;
  case In::Trunc:
    return Opcode::truncate;
  case In::ZExt:
    return Opcode::zero_extend;
  case In::SExt:
    return Opcode::sign_extend;
  case In::PtrToInt:
    return Opcode::to_integer;
  case In::IntToPtr:
    return Opcode::to_pointer;
  case In::GetElementPtr:
    return Opcode::move_pointer;
  case In::Load:
    return Opcode::load;
  case In::Store:
    return Opcode::store;
  case In::Alloca:
    return Opcode::allocate;
  case In::ExtractValue:
    return Opcode::extract_part;
  case In::InsertValue:
    return Opcode::insert_part;
  case In::PHI:
    return Opcode::phi;
  case In::Switch:
    return Opcode::switch_over;
  case In::Ret:
    return Opcode::give_back;
  case In::Unreachable:
    return Opcode::unreachable;
  case In::Call:
    return Opcode::call;
  default:
    return std::nullopt;
  }
}

Predicate predicate_of(llvm::CmpInst::Predicate predicate) {
  using Is = llvm::CmpInst;
  switch (predicate) {
  case Is::ICMP_NE:
    return Predicate::not_equal;
  case Is::ICMP_ULT:
    return Predicate::unsigned_less;
  case Is::ICMP_ULE:
    return Predicate::unsigned_less_equal;
  case Is::ICMP_UGT:
    return Predicate::unsigned_greater;
  case Is::ICMP_UGE:
    return Predicate::unsigned_greater_equal;
  case Is::ICMP_SLT:
    return Predicate::signed_less;
  case Is::ICMP_SLE:
    return Predicate::signed_less_equal;
  case Is::ICMP_SGT:
    return Predicate::signed_greater;
  case Is::ICMP_SGE:
    return Predicate::signed_greater_equal;
  default:
    return Predicate::equal;
  }
}

// Intrinsics that say nothing of a run.
bool is_remark(llvm::Intrinsic::ID id) {
  switch (id) {
  case llvm::Intrinsic::donothing:
  case llvm::Intrinsic::sideeffect:
  case llvm::Intrinsic::experimental_noalias_scope_decl:
    return true;
  default:
    return false;
  }
}

void set_unknown(Instruction &to, std::string text) {
  to.opcode = Opcode::unknown;
  to.text = std::move(text);
}

} // namespace

Promises Translation::promises_of(const llvm::AttributeSet &attributes) {
  Promises promises;
  promises.noundef = attributes.hasAttribute(llvm::Attribute::NoUndef);
  promises.nonnull = attributes.hasAttribute(llvm::Attribute::NonNull);
  if (const auto align = attributes.getAlignment())
    promises.align = align->value();
  promises.dereferenceable = attributes.getDereferenceableBytes();
  if (const auto range = attributes.getAttribute(llvm::Attribute::Range); range.isValid()) {
    promises.range = {number_of(range.getRange().getLower()),
                      number_of(range.getRange().getUpper())};
  }
  return promises;
}

Promises Translation::promises_of_load(const llvm::Instruction &load) {
  Promises promises;
  promises.noundef = load.hasMetadata(llvm::LLVMContext::MD_noundef);
  promises.nonnull = load.hasMetadata(llvm::LLVMContext::MD_nonnull);
  const auto number_in = [&](unsigned kind) -> std::uint64_t {
    const llvm::MDNode *node = load.getMetadata(kind);
    if (node == nullptr)
      return 0;
    return llvm::mdconst::extract<llvm::ConstantInt>(node->getOperand(0))->getZExtValue();
  };
  promises.align = number_in(llvm::LLVMContext::MD_align);
  promises.dereferenceable = number_in(llvm::LLVMContext::MD_dereferenceable);
  if (const llvm::MDNode *range = load.getMetadata(llvm::LLVMContext::MD_range)) {
    const llvm::ConstantRange hull = llvm::getConstantRangeFromMetadata(*range);
    promises.range = {number_of(hull.getLower()), number_of(hull.getUpper())};
  }
  return promises;
}

Operand Translation::operand(const llvm::Value &value) const {
  if (const auto *constant = llvm::dyn_cast<llvm::Constant>(&value))
    return this->constant(*constant);
  Operand to;
  to.type = type_of(value.getType());
  const auto local = locals_.find(&value);
  to.kind = local == locals_.end() ? Operand::Kind::unknown : Operand::Kind::local;
  if (local != locals_.end())
    to.index = local->second;
  return to;
}

void Translation::set_move(const llvm::GetElementPtrInst &move, Instruction &to) const {
  to.flags.in_bounds = move.isInBounds();
  to.flags.no_unsigned_wrap = move.hasNoUnsignedWrap();
  to.flags.no_signed_wrap = move.hasNoUnsignedSignedWrap();
  to.operands.push_back(operand(*move.getPointerOperand()));
  for (auto at = llvm::gep_type_begin(move); at != llvm::gep_type_end(move); ++at) {
    if (auto *structure = at.getStructTypeOrNull()) {
      const auto *number = llvm::cast<llvm::ConstantInt>(at.getOperand());
      to.offset += data_.getStructLayout(structure)->getElementOffset(
          static_cast<unsigned>(number->getZExtValue()));
      continue;
    }
    const std::uint64_t step = at.getSequentialElementStride(data_).getFixedValue();
    if (const auto *number = llvm::dyn_cast<llvm::ConstantInt>(at.getOperand())) {
      to.offset += static_cast<std::uint64_t>(number->getSExtValue()) * step;
    } else {
      to.operands.push_back(operand(*at.getOperand()));
      to.scales.push_back(step);
    }
  }
}

void Translation::set_call(const llvm::CallInst &call, Instruction &to) const {
  for (unsigned i = 0; i < call.arg_size(); ++i) {
    to.operands.push_back(operand(*call.getArgOperand(i)));
    to.arguments.push_back(promises_of(call.getAttributes().getParamAttrs(i)));
    const auto has = [&](llvm::Attribute::AttrKind kind) { return call.paramHasAttr(i, kind); };
    if (has(llvm::Attribute::ByVal) || has(llvm::Attribute::InAlloca) ||
        has(llvm::Attribute::Preallocated))
      return set_unknown(to, "call with an argument in memory");
  }
  to.promises = promises_of(call.getAttributes().getRetAttrs());
  if (call.isInlineAsm()) {
    const auto *assembly = llvm::cast<llvm::InlineAsm>(call.getCalledOperand());
    if (!assembly->getAsmString().empty() || !call.getType()->isVoidTy() || call.arg_size() != 0)
      return set_unknown(to, "asm \"" + assembly->getAsmString() + "\"");
    to.opcode = Opcode::nothing;
    return;
  }
  if (const auto *intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&call)) {
    if (is_remark(intrinsic->getIntrinsicID()) || llvm::isa<llvm::DbgInfoIntrinsic>(call)) {
      to.opcode = Opcode::nothing;
      return;
    }
    to.intrinsic = llvm::Intrinsic::getBaseName(intrinsic->getIntrinsicID()).str();
  }
  if (call.hasOperandBundles())
    return set_unknown(to, "call with operand bundles");
  to.operands.push_back(operand(*call.getCalledOperand()));
}

void Translation::set_place(const llvm::Instruction &from, Instruction &to) {
  const llvm::DebugLoc &place = from.getDebugLoc();
  if (!place)
    return;
  const std::string file = llvm::cast<llvm::DIScope>(place.getScope())->getFilename().str();
  const auto known = std::ranges::find(out_.files, file);
  to.file = static_cast<std::uint32_t>(known - out_.files.begin());
  if (known == out_.files.end())
    out_.files.push_back(file);
  to.line = place.getLine();
  const auto *scope = llvm::cast<llvm::DILocalScope>(place.getScope());
  for (const llvm::DILocation *outer = place.getInlinedAt(); outer != nullptr;
       outer = outer->getInlinedAt()) {
    to.inlined += " in " + scope->getSubprogram()->getName().str() + " at line " +
                  std::to_string(outer->getLine());
    scope = outer->getScope();
  }
}

Instruction Translation::instruction(const llvm::Instruction &from) {
  Instruction to;
  to.result = locals_.at(&from);
  to.type = type_of(from.getType());
  set_place(from, to);
  const auto opcode = opcode_of(from.getOpcode());
  if (const auto *jump = llvm::dyn_cast<llvm::BranchInst>(&from)) {
    to.opcode = jump->isConditional() ? Opcode::branch : Opcode::jump;
    if (jump->isConditional())
      to.operands.push_back(operand(*jump->getCondition()));
    for (unsigned i = 0; i < jump->getNumSuccessors(); ++i)
      to.blocks.push_back(block_of(jump->getSuccessor(i)));
    return to;
  }
  if (!opcode) {
    set_unknown(to, from.getOpcodeName());
    return to;
  }
  to.opcode = *opcode;
  if (const auto *call = llvm::dyn_cast<llvm::CallInst>(&from)) {
    set_call(*call, to);
    return to;
  }
  if (const auto *move = llvm::dyn_cast<llvm::GetElementPtrInst>(&from)) {
    set_move(*move, to);
    return to;
  }
  if (const auto *phi = llvm::dyn_cast<llvm::PHINode>(&from)) {
    for (unsigned i = 0; i < phi->getNumIncomingValues(); ++i) {
      to.operands.push_back(operand(*phi->getIncomingValue(i)));
      to.blocks.push_back(block_of(phi->getIncomingBlock(i)));
    }
    return to;
  }
  if (const auto *over = llvm::dyn_cast<llvm::SwitchInst>(&from)) {
    to.operands.push_back(operand(*over->getCondition()));
    to.blocks.push_back(block_of(over->getDefaultDest()));
    for (const auto &each : over->cases()) {
      to.blocks.push_back(block_of(each.getCaseSuccessor()));
      to.cases.push_back(number_of(each.getCaseValue()->getValue()));
    }
    return to;
  }
  if (const auto *load = llvm::dyn_cast<llvm::LoadInst>(&from)) {
    to.align = load->getAlign().value();
    to.is_atomic_or_odd = load->isAtomic();
    to.promises = promises_of_load(*load);
  } else if (const auto *store = llvm::dyn_cast<llvm::StoreInst>(&from)) {
    to.align = store->getAlign().value();
    to.is_atomic_or_odd = store->isAtomic();
    to.source = type_of(store->getValueOperand()->getType());
  } else if (const auto *room = llvm::dyn_cast<llvm::AllocaInst>(&from)) {
    to.source = type_of(room->getAllocatedType());
    to.source.bytes = data_.getTypeAllocSize(room->getAllocatedType());
    to.align = room->getAlign().value();
  } else if (const auto *part = llvm::dyn_cast<llvm::ExtractValueInst>(&from)) {
    to.path.assign(part->idx_begin(), part->idx_end());
  } else if (const auto *insert = llvm::dyn_cast<llvm::InsertValueInst>(&from)) {
    to.path.assign(insert->idx_begin(), insert->idx_end());
  } else if (const auto *compare = llvm::dyn_cast<llvm::ICmpInst>(&from)) {
    to.predicate = predicate_of(compare->getPredicate());
  }
  if (const auto *wraps = llvm::dyn_cast<llvm::OverflowingBinaryOperator>(&from)) {
    to.flags.no_unsigned_wrap = wraps->hasNoUnsignedWrap();
    to.flags.no_signed_wrap = wraps->hasNoSignedWrap();
  }
  if (const auto *cut = llvm::dyn_cast<llvm::TruncInst>(&from)) {
    to.flags.no_unsigned_wrap = cut->hasNoUnsignedWrap();
    to.flags.no_signed_wrap = cut->hasNoSignedWrap();
  }
  if (const auto *exact = llvm::dyn_cast<llvm::PossiblyExactOperator>(&from))
    to.flags.exact = exact->isExact();
  if (const auto *apart = llvm::dyn_cast<llvm::PossiblyDisjointInst>(&from))
    to.flags.disjoint = apart->isDisjoint();
  if (const auto *sign = llvm::dyn_cast<llvm::PossiblyNonNegInst>(&from))
    to.flags.non_negative = sign->hasNonNeg();
  for (const llvm::Use &use : from.operands())
    to.operands.push_back(operand(*use));
  return to;
}

} // namespace dma_verify::ir
