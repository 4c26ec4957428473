// SPDX-License-Identifier: GPL-2.0-only
#include "smt/ir/decode/translation.h"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DebugInfo.h>
#include <llvm/IR/DebugInfoMetadata.h>

namespace dma_verify::ir {

void Translation::add_layouts() {
  llvm::DebugInfoFinder finder;
  finder.processModule(module_);
  for (const llvm::DIType *type : finder.types()) {
    const auto *structure = llvm::dyn_cast<llvm::DICompositeType>(type);
    if (structure == nullptr || structure->getTag() != llvm::dwarf::DW_TAG_structure_type ||
        structure->getName().empty() || structure->isForwardDecl())
      continue;
    Layout &layout = out_.layouts[structure->getName().str()];
    layout.bytes = structure->getSizeInBits() / 8;
    layout.members.clear();
    for (const llvm::DINode *element : structure->getElements()) {
      const auto *member = llvm::dyn_cast<llvm::DIDerivedType>(element);
      if (member == nullptr || member->getTag() != llvm::dwarf::DW_TAG_member)
        continue;
      layout.members.push_back(
          {member->getName().str(), member->getOffsetInBits() / 8, member->getSizeInBits() / 8});
    }
  }
}

} // namespace dma_verify::ir
