// SPDX-License-Identifier: GPL-2.0-only
#include "smt/ir/decode/statics.h"

#include <algorithm>
#include <vector>

namespace dma_verify::ir {
namespace {

// Calls visit(operand) for the operand and what it is made of.
template <class Visit> void for_each_part(const Operand &operand, const Visit &visit) {
  visit(operand);
  for (const Operand &part : operand.parts)
    for_each_part(part, visit);
}

} // namespace

Reached reached_from(const Module &module, std::string_view function) {
  Reached reached;
  std::vector<std::uint32_t> functions;
  std::vector<std::uint32_t> globals;
  const auto meet = [&](const Operand &operand) {
    if (operand.kind == Operand::Kind::function && reached.functions.insert(operand.index).second)
      functions.push_back(operand.index);
    if (operand.kind == Operand::Kind::global && reached.globals.insert(operand.index).second)
      globals.push_back(operand.index);
  };
  const auto entry = std::ranges::find(module.functions, function, &Function::name);
  if (entry != module.functions.end()) {
    functions.push_back(static_cast<std::uint32_t>(entry - module.functions.begin()));
    reached.functions.insert(functions.back());
  }
  while (!functions.empty() || !globals.empty()) {
    if (!functions.empty()) {
      const Function &next = module.functions.at(functions.back());
      functions.pop_back();
      for (const Block &block : next.blocks) {
        for (const Instruction &instruction : block.instructions) {
          for (const Operand &operand : instruction.operands)
            for_each_part(operand, meet);
        }
      }
      continue;
    }
    const Global &next = module.globals.at(globals.back());
    globals.pop_back();
    for (const Global::Piece &piece : next.pieces)
      for_each_part(piece.value, meet);
  }
  return reached;
}

std::set<std::uint32_t> functions_that_know(const Module &module,
                                            const std::set<std::uint32_t> &globals) {
  std::set<std::uint32_t> knowing;
  for (std::uint32_t i = 0; i < module.functions.size(); ++i) {
    if (module.functions[i].blocks.empty())
      continue;
    const Reached reached = reached_from(module, module.functions[i].name);
    if (std::ranges::any_of(globals,
                            [&](std::uint32_t global) { return reached.globals.contains(global); }))
      knowing.insert(i);
  }
  return knowing;
}

} // namespace dma_verify::ir
