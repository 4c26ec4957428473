// SPDX-License-Identifier: GPL-2.0-only
#include "smt/ir/decode/decode.h"

#include "smt/ir/decode/translation.h"

#include <llvm/Config/llvm-config.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/GlobalAlias.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Operator.h>
#include <llvm/IR/Verifier.h>
#include <llvm/IRReader/IRReader.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/SourceMgr.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>

namespace dma_verify::ir {
namespace {

// Whether all that is done with the address is to load from it.
bool is_only_loaded(const llvm::Value &address) {
  return std::all_of(address.user_begin(), address.user_end(), [](const llvm::User *user) {
    return llvm::isa<llvm::LoadInst>(user) ||
           (llvm::isa<llvm::GEPOperator>(user) && is_only_loaded(*user));
  });
}

std::string printed(const llvm::Value &value) {
  std::string text;
  llvm::raw_string_ostream(text) << value;
  return text;
}

} // namespace

Uint128 number_of(const llvm::APInt &number) {
  const llvm::APInt wide = number.zextOrTrunc(128);
  return Uint128{wide.extractBitsAsZExtValue(64, 64)} << 64U | wide.extractBitsAsZExtValue(64, 0);
}

Translation::Translation(const llvm::Module &module)
    : module_(module), data_(module.getDataLayout()) {
  out_.pointer_bits = data_.getPointerSizeInBits();
  out_.big_endian = data_.isBigEndian();
  for (const llvm::GlobalVariable &global : module.globals())
    globals_.emplace(&global, static_cast<std::uint32_t>(globals_.size()));
  std::uint32_t functions = 0;
  for (const llvm::Function &function : module.functions())
    globals_.emplace(&function, functions++);
  for (const llvm::GlobalVariable &global : module.globals())
    add_global(global);
  out_.functions.resize(functions);
  for (const llvm::Function &function : module.functions())
    add_function(function, out_.functions[globals_.at(&function)]);
  add_layouts();
}

Type Translation::type_of(llvm::Type *type) const {
  Type to;
  if (type->isVoidTy() || type->isLabelTy() || type->isMetadataTy())
    return to;
  to.kind = Type::Kind::unknown;
  if (!type->isSized() || llvm::isa<llvm::ScalableVectorType>(type))
    return to;
  to.bytes = data_.getTypeStoreSize(type).getFixedValue();
  if (type->isIntegerTy() && type->getIntegerBitWidth() <= 128) {
    to.kind = Type::Kind::integer;
    to.bits = type->getIntegerBitWidth();
  } else if (type->isPointerTy() && type->getPointerAddressSpace() == 0) {
    to.kind = Type::Kind::pointer;
    to.bits = data_.getPointerSizeInBits();
  } else if (auto *structure = llvm::dyn_cast<llvm::StructType>(type)) {
    to.kind = Type::Kind::aggregate;
    const llvm::StructLayout *layout = data_.getStructLayout(structure);
    for (unsigned i = 0; i < structure->getNumElements(); ++i) {
      to.parts.push_back(type_of(structure->getElementType(i)));
      to.places.push_back(layout->getElementOffset(i));
    }
  } else if (auto *array = llvm::dyn_cast<llvm::ArrayType>(type)) {
    constexpr std::uint64_t kMostParts = 4096;
    if (array->getNumElements() > kMostParts)
      return to;
    to.kind = Type::Kind::aggregate;
    const std::uint64_t step = data_.getTypeAllocSize(array->getElementType());
    for (std::uint64_t i = 0; i < array->getNumElements(); ++i) {
      to.parts.push_back(type_of(array->getElementType()));
      to.places.push_back(i * step);
    }
  }
  return to;
}

Operand Translation::constant(const llvm::Constant &constant) const {
  Operand to;
  to.type = type_of(constant.getType());
  if (llvm::isa<llvm::PoisonValue>(constant)) {
    to.kind = Operand::Kind::poison;
  } else if (llvm::isa<llvm::UndefValue>(constant)) {
    to.kind = Operand::Kind::undefined;
  } else if (const auto *number = llvm::dyn_cast<llvm::ConstantInt>(&constant);
             number != nullptr && to.type.kind == Type::Kind::integer) {
    to.number = number_of(number->getValue());
  } else if (to.type.kind == Type::Kind::pointer && constant.isNullValue()) {
    to.number = 0;
  } else if (to.type.kind == Type::Kind::aggregate) {
    to.kind = Operand::Kind::aggregate;
    for (unsigned i = 0; i < to.type.parts.size(); ++i) {
      const llvm::Constant *part = constant.getAggregateElement(i);
      if (part == nullptr) {
        to.kind = Operand::Kind::unknown;
        to.text = printed(constant);
        break;
      }
      to.parts.push_back(this->constant(*part));
    }
  } else if (const auto *function = llvm::dyn_cast<llvm::Function>(&constant)) {
    to.kind = Operand::Kind::function;
    to.index = globals_.at(function);
  } else if (const auto *global = llvm::dyn_cast<llvm::GlobalVariable>(&constant);
             global != nullptr && !global->isThreadLocal()) {
    to.kind = Operand::Kind::global;
    to.index = globals_.at(global);
  } else if (const auto *expression = llvm::dyn_cast<llvm::ConstantExpr>(&constant)) {
    const Operand base = this->constant(*expression->getOperand(0));
    llvm::APInt offset(data_.getIndexSizeInBits(0), 0);
    switch (expression->getOpcode()) {
    case llvm::Instruction::PtrToInt:
    case llvm::Instruction::IntToPtr:
      if (base.type.bits == to.type.bits) {
        const Type type = to.type;
        to = base;
        to.type = type;
        return to;
      }
      break;
    case llvm::Instruction::GetElementPtr:
      if (llvm::cast<llvm::GEPOperator>(expression)->accumulateConstantOffset(data_, offset) &&
          (base.kind == Operand::Kind::global || base.kind == Operand::Kind::number)) {
        to = base;
        to.number += number_of(offset.sextOrTrunc(64));
        to.number &= ~std::uint64_t{0};
        return to;
      }
      break;
    default:
      break;
    }
    to.kind = Operand::Kind::unknown;
    to.text = printed(constant);
  } else {
    to.kind = Operand::Kind::unknown;
    to.text = printed(constant);
  }
  return to;
}

void Translation::add_global(const llvm::GlobalVariable &from) {
  Global &to = out_.globals.emplace_back();
  to.name = from.getName().str();
  if (from.getValueType()->isSized())
    to.bytes = data_.getTypeAllocSize(from.getValueType()).getFixedValue();
  to.is_constant = from.isConstant();
  to.is_defined = from.hasInitializer();
  to.is_internal = from.hasLocalLinkage();
  to.is_stored = !to.is_constant && !is_only_loaded(from);
  if (to.is_defined)
    add_pieces(*from.getInitializer(), 0, to);
}

// The parts of a constant that are not zero.
void Translation::add_pieces(const llvm::Constant &from, std::uint64_t offset,
                             Global &global) const {
  if (from.isNullValue())
    return;
  llvm::Type *type = from.getType();
  if (const auto *structure = llvm::dyn_cast<llvm::StructType>(type)) {
    const llvm::StructLayout *layout =
        data_.getStructLayout(const_cast<llvm::StructType *>(structure));
    for (unsigned i = 0; i < structure->getNumElements(); ++i)
      add_pieces(*from.getAggregateElement(i), offset + layout->getElementOffset(i), global);
  } else if (const auto *array = llvm::dyn_cast<llvm::ArrayType>(type)) {
    const std::uint64_t step = data_.getTypeAllocSize(array->getElementType());
    for (std::uint64_t i = 0; i < array->getNumElements(); ++i)
      add_pieces(*from.getAggregateElement(static_cast<unsigned>(i)), offset + i * step, global);
  } else {
    global.pieces.push_back({offset, constant(from)});
  }
}

void Translation::add_function(const llvm::Function &from, Function &to) {
  to.name = from.getName().str();
  to.result = type_of(from.getReturnType());
  to.result_promises = promises_of(from.getAttributes().getRetAttrs());
  to.is_variadic = from.isVarArg();
  to.null_is_valid = from.nullPointerIsDefined();
  locals_.clear();
  blocks_.clear();
  for (const llvm::Argument &argument : from.args()) {
    locals_.emplace(&argument, to.locals++);
    to.parameters.push_back(type_of(argument.getType()));
    to.promises.push_back(promises_of(from.getAttributes().getParamAttrs(argument.getArgNo())));
  }
  for (const llvm::BasicBlock &block : from) {
    blocks_.emplace(&block, static_cast<std::uint32_t>(blocks_.size()));
    for (const llvm::Instruction &instruction : block)
      locals_.emplace(&instruction, to.locals++);
  }
  for (const llvm::BasicBlock &block : from) {
    Block &translated = to.blocks.emplace_back();
    for (const llvm::Instruction &each : block)
      translated.instructions.push_back(instruction(each));
  }
  find_loops(to);
}

std::variant<Module, DecodeError> decode(const std::string &text, const std::string &name) {
  llvm::LLVMContext context;
  llvm::SMDiagnostic problem;
  const auto buffer = llvm::MemoryBuffer::getMemBuffer(text, name, true);
  const auto module = llvm::parseIR(buffer->getMemBufferRef(), problem, context);
  if (module == nullptr)
    return DecodeError{name + ":" + std::to_string(problem.getLineNo()) + ": " +
                       problem.getMessage().str()};
  std::string broken;
  llvm::raw_string_ostream stream(broken);
  if (llvm::verifyModule(*module, &stream))
    return DecodeError{name + ": " + broken.substr(0, broken.find('\n'))};
  if (!module->alias_empty() || !module->ifunc_empty())
    return DecodeError{name + ": aliases of functions are not understood"};
  if (!module->getModuleInlineAsm().empty())
    return DecodeError{name + ": assembly outside of functions is not understood"};
  return Translation(*module).take();
}

std::string llvm_version() { return LLVM_VERSION_STRING; }

std::string place_of(const Module &module, const Instruction &instruction) {
  if (instruction.line == 0)
    return "an unknown line";
  return module.files.at(instruction.file) + ":" + std::to_string(instruction.line) +
         instruction.inlined;
}

} // namespace dma_verify::ir
