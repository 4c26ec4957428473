// SPDX-License-Identifier: GPL-2.0-only
// For decode/*.cpp: what they share while one module is translated.
#pragma once

#include "smt/ir/decode/module.h"

#include <llvm/IR/DataLayout.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

#include <unordered_map>

namespace dma_verify::ir {

class Translation {
public:
  explicit Translation(const llvm::Module &module);
  Module take() { return std::move(out_); }

private:
  // decode.cpp
  Type type_of(llvm::Type *type) const;
  Operand constant(const llvm::Constant &constant) const;
  void add_global(const llvm::GlobalVariable &from);
  void add_pieces(const llvm::Constant &from, std::uint64_t offset, Global &global) const;
  void add_function(const llvm::Function &from, Function &to);

  // instructions.cpp
  Operand operand(const llvm::Value &value) const;
  Instruction instruction(const llvm::Instruction &from);
  void set_call(const llvm::CallInst &call, Instruction &to) const;
  void set_move(const llvm::GetElementPtrInst &move, Instruction &to) const;
  void set_place(const llvm::Instruction &from, Instruction &to);
  static Promises promises_of(const llvm::AttributeSet &attributes);
  static Promises promises_of_load(const llvm::Instruction &load);

  // layouts.cpp
  void add_layouts();

  std::uint32_t block_of(const llvm::BasicBlock *block) const { return blocks_.at(block); }

  const llvm::Module &module_;
  const llvm::DataLayout &data_;
  Module out_;
  std::unordered_map<const llvm::Value *, std::uint32_t> globals_; // variables and functions
  std::unordered_map<const llvm::Value *, std::uint32_t> locals_;  // of one function
  std::unordered_map<const llvm::BasicBlock *, std::uint32_t> blocks_;
};

// The low 128 bits.
Uint128 number_of(const llvm::APInt &number);

} // namespace dma_verify::ir
