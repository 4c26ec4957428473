// SPDX-License-Identifier: GPL-2.0-only
// Runs functions of a module. What is undefined behaviour is gathered as one truth value, which
// whoever started the run asks at its end; what cannot go on throws RunEnd.
#pragma once

#include "model/kernel/watching_functions.h"
#include "smt/ir/execute/operations.h"

#include <functional>
#include <map>
#include <span>
#include <tuple>

namespace dma_verify::ir {

// What stands behind the module.
template <class L> struct Host {
  // The service with this index, on arguments without poison and doubt.
  std::function<Value<L>(std::uint32_t index, std::span<const Value<L>> arguments)> service;
  // Writes `bytes` bytes `byte` at an address that is in no object.
  std::function<void(const Number<L> &address, const Number<L> &byte, const Number<L> &bytes)>
      set_memory;
  // That the service changes nothing, and answers the same whenever it is asked the same.
  std::function<bool(std::uint32_t index)> is_look_up{};
  // The element of arrays that is looked at in the end, which can be any. With it loops are summed
  // up (loops.h).
  std::optional<Number<L>> probe{};
};

struct RunLimits {
  std::uint64_t instructions = 200'000'000;
  unsigned rounds = 1u << 20U; // of one block in one call of a function
  // The same of rounds since which a branch depended on terms: each such round is more paths.
  unsigned open_rounds = 1u << 20U;
};

// The objects of a module's functions and globals, in its order.
struct Places {
  std::vector<std::int32_t> functions{};
  std::vector<std::int32_t> globals{};
};
template <class L> void add_functions(const Module &module, Memory<L> &memory, Places &places) {
  for (std::uint32_t i = 0; i < module.functions.size(); ++i) {
    Object<L> code;
    code.name = module.functions[i].name;
    code.kind = ObjectKind::function;
    code.index = i;
    places.functions.push_back(memory.add(std::move(code)));
  }
}
// The value of a constant of the module.
template <class L>
Value<L> constant_value(const Operand &operand, const Memory<L> &memory, const Places &places);

// Thrown in a round of a loop that is not as was supposed: the loop is then followed round by
// round.
struct RoundDiffers {};
template <class L> struct LoopStart;
template <class L> struct Carried;

template <class L> class Executor {
public:
  Executor(const Module &module, Memory<L> &memory, const Host<L> &host, const PageArray &pages,
           const RunLimits &limits, const Places &places)
      : module_(module), memory_(memory), host_(host), pages_(pages), limits_(limits),
        places_(places), operations_(memory, pages_) {}

  Value<L> run(const Function &function, const std::vector<Value<L>> &arguments) {
    Value<L> result = call_function(function, arguments);
    if (function.result.kind != Type::Kind::none)
      demand_sure(result, "the value that it returns");
    return result;
  }
  // Something of what was run so far is undefined; and what came first.
  [[nodiscard]] const Truth<L> &undefined() const { return undefined_; }
  [[nodiscard]] std::string_view what_is_undefined() const { return what_; }
  // Where the run is, for messages.
  [[nodiscard]] std::string place() const {
    return at_ == nullptr ? std::string("the beginning") : place_of(module_, *at_);
  }
  Memory<L> &memory() { return memory_; }

  void undefined_if(const Truth<L> &condition, std::string_view what);
  // What is used here for good must be one certain value.
  void demand_sure(const Value<L> &value, std::string_view what);
  // Bytes behind the beginning of the object that an access of `bytes` bytes means.
  std::uint64_t offset_of(const Value<L> &pointer, std::uint64_t bytes, bool is_store);
  // A pointer that can be accessed: to an object; nothing if it is an address of the kernel.
  std::optional<Value<L>> object_pointer(const Value<L> &pointer, std::string_view what);

  void set_bytes(const Value<L> &to, const Value<L> &byte, const Value<L> &bytes);
  void copy_bytes(const Value<L> &to, const Value<L> &from, const Value<L> &bytes);

private:
  const Value<L> &value_of(const Operand &operand, const std::vector<Value<L>> &locals,
                           Value<L> &room);
  Value<L> constant_of(const Operand &operand, const std::vector<Value<L>> &locals) {
    Value<L> room;
    return value_of(operand, locals, room);
  }

  struct Frame {
    const Function &function;
    std::vector<Value<L>> locals;
    std::vector<std::int32_t> allocated{};
    struct Rounds {
      unsigned all = 0;
      unsigned open = 0;
      std::uint64_t open_branches = 0; // of the run at the last one
    };
    std::vector<Rounds> rounds{};                   // of each block
    std::map<std::uint32_t, LoopStart<L>> starts{}; // of loops that go on, by their headers
  };

  Value<L> call_function(const Function &function, const std::vector<Value<L>> &arguments);
  // Runs a block to its end: the next block, or nothing if the function has given back its value.
  std::optional<std::uint32_t> run_block(Frame &frame, std::uint32_t block, std::uint32_t before,
                                         Value<L> &result, bool has_phis = false);
  Value<L> phi_value(const Instruction &phi, std::uint32_t before,
                     const std::vector<Value<L>> &locals);
  void enter(Frame &frame, std::uint32_t block, std::uint32_t before);
  void step(Frame &frame, const Instruction &in);
  void count_round(typename Frame::Rounds &rounds);
  std::uint32_t next_block(Frame &frame, const Instruction &in);

  // loops.h
  bool follow_loop(Frame &frame, std::uint32_t &block, std::uint32_t &before);
  bool sum_up(Frame &frame, const Loop &loop, const LoopStart<L> &start, std::uint32_t &block,
              std::uint32_t &before);
  std::vector<Carried<L>> carried_by(const Frame &frame, const LoopStart<L> &start,
                                     std::uint32_t header, std::uint32_t before);
  std::optional<Uint128> step_of(const Frame &frame, const Loop &loop, const Operand &operand,
                                 const std::vector<Carried<L>> &carried);
  std::optional<Uint128> step_of_store(const Frame &frame, const Loop &loop,
                                       const std::vector<Carried<L>> &carried);
  std::optional<Number<L>> rounds_of(const Frame &frame, const Loop &loop,
                                     const std::vector<Carried<L>> &carried);
  void begin_round(Frame &frame, const std::vector<Carried<L>> &carried, const Number<L> &round);
  bool run_round(Frame &frame, const Loop &loop, std::uint32_t &block, std::uint32_t &before);
  std::optional<Value<L>> probe_round(Frame &frame, const Loop &loop,
                                      const std::vector<Carried<L>> &carried,
                                      const Number<L> &round, std::int32_t array,
                                      const Number<L> &offset);
  Value<L> call(Frame &frame, const Instruction &in);
  Value<L> call_address(const Instruction &in, const Value<L> &callee,
                        std::vector<Value<L>> arguments);
  Value<L> intrinsic(const Instruction &in, const std::vector<Value<L>> &arguments);
  Value<L> keep_promises(Value<L> value, const Promises &promises, std::string_view what);
  Value<L> load_typed(const Value<L> &pointer, std::uint64_t offset, const Type &type);
  void store_typed(const Value<L> &pointer, std::uint64_t offset, const Type &type,
                   const Value<L> &value);
  void store_outside(const Value<L> &pointer, const Type &type, const Value<L> &value);
  Value<L> load(const Instruction &in, const Value<L> &pointer);
  void store(const Instruction &in, const Value<L> &value, const Value<L> &pointer);
  void check_align(const Instruction &in, const Value<L> &pointer, std::uint64_t offset);
  // Of a service, which cannot be summed up.
  void have_effect() {
    if (is_probing_)
      throw RoundDiffers{};
    ++effects_;
  }
  [[noreturn]] void unsupported(std::string_view what) {
    end_run(RunEnd::Kind::unsupported, std::string(what));
  }

  const Module &module_;
  Memory<L> &memory_;
  const Host<L> &host_;
  PageArray pages_;
  RunLimits limits_;
  const Places &places_;
  Operations<L> operations_;
  Truth<L> undefined_ = Truth<L>(false);
  std::string what_;
  std::uint64_t instructions_ = 0;
  std::uint64_t open_branches_ = 0; // that depended on terms
  unsigned depth_ = 0;
  std::uint64_t effects_ = 0; // of services
  bool is_probing_ = false;   // a round of a loop
  const Instruction *at_ = nullptr;
};

} // namespace dma_verify::ir

#include "smt/ir/calls/calls.h"
#include "smt/ir/execute/accesses.h"
#include "smt/ir/execute/loops.h"
#include "smt/ir/execute/steps.h"
