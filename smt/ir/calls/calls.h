// SPDX-License-Identifier: GPL-2.0-only
// Included by execute/executor.h: calls of functions of the module, of services, and of LLVM's own
// functions, which are a closed list.
#pragma once

namespace dma_verify::ir {

template <class L>
Value<L> Executor<L>::keep_promises(Value<L> value, const Promises &promises,
                                    std::string_view what) {
  if (value.parts.empty() && value.number.width() != 0) {
    const Number<L> number = operations_.number(value);
    if (promises.nonnull && !value.has_object() && !value.page)
      Operations<L>::spoil(value, is_zero(number));
    if (promises.align > 1)
      Operations<L>::spoil(value, negate(is_zero(number & like(number, promises.align - 1))));
    if (promises.range) {
      const auto [first, second] = *promises.range;
      const Number<L> span = like(number, second - first);
      Operations<L>::spoil(value, negate(number - like(number, first) < span));
    }
    if (promises.dereferenceable != 0) {
      if (!value.has_object())
        unsupported("a promise that " + std::string(what) + " can be followed");
      const Number<L> room = memory_.size_of(value.object, value.number.width());
      const Number<L> need = like(value.number, promises.dereferenceable);
      undefined_if(either(room < value.number, room - value.number < need),
                   std::string(what) + " cannot be followed as far as it was promised");
    }
  }
  if (promises.noundef)
    demand_sure(value, what);
  return value;
}

template <class L> Value<L> Executor<L>::call(Frame &frame, const Instruction &in) {
  std::vector<Value<L>> arguments;
  for (std::size_t i = 0; i + 1 < in.operands.size(); ++i) {
    arguments.push_back(keep_promises(constant_of(in.operands[i], frame.locals), in.arguments[i],
                                      "an argument of a call"));
  }
  if (!in.intrinsic.empty())
    return keep_promises(intrinsic(in, arguments), in.promises, "the result of a call");
  const Value<L> callee = constant_of(in.operands.back(), frame.locals);
  Value<L> result = call_address(in, callee, std::move(arguments));
  at_ = &in;
  return keep_promises(std::move(result), in.promises, "the result of a call");
}

template <class L>
Value<L> Executor<L>::call_address(const Instruction &in, const Value<L> &callee,
                                   std::vector<Value<L>> arguments) {
  demand_sure(callee, "the function that is called");
  if (!callee.has_object()) {
    end_run(RunEnd::Kind::crash, callee.number.known() == Uint128{0}
                                     ? "call through a NULL pointer"
                                     : "call of an address that is no function");
  }
  const Object<L> &target = memory_.at(callee.object);
  if (target.kind == ObjectKind::bytes || callee.number.known() != Uint128{0})
    end_run(RunEnd::Kind::crash, "call of an address that is no function");
  if (target.kind == ObjectKind::service) {
    for (const Value<L> &argument : arguments)
      demand_sure(argument, "an argument of a service");
    if (!host_.is_look_up || !host_.is_look_up(target.index))
      have_effect();
    return host_.service(target.index, arguments);
  }
  const Function &function = module_.functions[target.index];
  if (function.blocks.empty()) {
    const std::string &name = function.name;
    if ((name == "memcpy" || name == "memmove") && arguments.size() == 3) {
      copy_bytes(arguments[0], arguments[1], arguments[2]);
      return arguments[0];
    }
    if (name == "memset" && arguments.size() == 3) {
      Value<L> byte = arguments[1];
      byte.number = extract(byte.number, 0, 8);
      set_bytes(arguments[0], byte, arguments[2]);
      return arguments[0];
    }
    if (name == "abort")
      end_run(RunEnd::Kind::crash, "abort");
    if (only_watches(name))
      return in.type.bits == 0 ? Value<L>() : Value<L>(in.type.bits, 0);
    end_run(RunEnd::Kind::unmodelled, name);
  }
  const auto fits = [](const Type &a, const Type &b) {
    return a.kind == b.kind && a.bits == b.bits;
  };
  bool same = fits(function.result, in.type) &&
              (function.is_variadic ? arguments.size() >= function.parameters.size()
                                    : arguments.size() == function.parameters.size());
  for (std::size_t i = 0; same && i < function.parameters.size(); ++i)
    same = fits(function.parameters[i], in.operands[i].type);
  if (!same)
    end_run(RunEnd::Kind::undefined_behaviour,
            "call of " + function.name + " as a function of another type");
  arguments.resize(function.parameters.size());
  return call_function(function, arguments);
}

template <class L>
Value<L> Executor<L>::intrinsic(const Instruction &in, const std::vector<Value<L>> &arguments) {
  const std::string &name = in.intrinsic;
  const auto is = [&](std::string_view other) { return name == other; };
  if (is("llvm.lifetime.start") || is("llvm.lifetime.end")) {
    const auto object = arguments.at(1).object;
    if (object == Value<L>::kNoObject)
      unsupported(name);
    memory_.object(object).is_live = is("llvm.lifetime.start");
    memory_.forget(object);
    return {};
  }
  if (is("llvm.memset") || is("llvm.memset.inline")) {
    set_bytes(arguments.at(0), arguments.at(1), arguments.at(2));
    return {};
  }
  if (is("llvm.memcpy") || is("llvm.memmove") || is("llvm.memcpy.inline")) {
    copy_bytes(arguments.at(0), arguments.at(1), arguments.at(2));
    return {};
  }
  if (is("llvm.trap") || is("llvm.debugtrap") || is("llvm.ubsantrap"))
    end_run(RunEnd::Kind::crash, "a trap");
  if (is("llvm.assume")) {
    demand_sure(arguments.at(0), "what is assumed");
    undefined_if(negate(truth_of(arguments[0].number)), "what is assumed does not hold");
    return {};
  }
  if (is("llvm.expect") || is("llvm.expect.with.probability") || is("llvm.ssa.copy"))
    return arguments.at(0);
  const bool is_of_numbers =
      in.type.kind == Type::Kind::integer || in.type.kind == Type::Kind::aggregate;
  if (!is_of_numbers || arguments.empty())
    unsupported(name);
  if (is("llvm.is.constant"))
    return Value<L>(1, 0);
  if (is("llvm.objectsize"))
    return Value<L>(in.type.bits, arguments.at(1).number.known() == Uint128{1} ? 0 : ~Uint128{0});

  // Functions of integers.
  Value<L> result;
  for (const Value<L> &argument : arguments)
    result.taint(argument);
  const Number<L> a = operations_.number(arguments.at(0));
  const bool binary = arguments.size() > 1;
  const Number<L> b = binary ? operations_.number(arguments[1]) : a;
  const auto least = [](const Truth<L> &first, const Number<L> &x, const Number<L> &y) {
    return Number<L>::choice(first, x, y);
  };
  const auto with_overflow = [&](const Number<L> &number, const Truth<L> &wraps) {
    Value<L> both_parts;
    Value<L> flag(bit_of<L>(wraps));
    flag.taint(result);
    result.number = number;
    both_parts.parts = {result, flag};
    return both_parts;
  };
  if (is("llvm.uadd.with.overflow"))
    return with_overflow(a + b, add_wraps(a, b));
  if (is("llvm.sadd.with.overflow"))
    return with_overflow(a + b, signed_add_wraps(a, b));
  if (is("llvm.usub.with.overflow"))
    return with_overflow(a - b, subtract_wraps(a, b));
  if (is("llvm.ssub.with.overflow"))
    return with_overflow(a - b, signed_subtract_wraps(a, b));
  if (is("llvm.umul.with.overflow") && a.width() <= 64)
    return with_overflow(multiply(a, b), multiply_wraps(a, b));
  if (is("llvm.smul.with.overflow") && a.width() <= 64)
    return with_overflow(multiply(a, b), signed_multiply_wraps(a, b));
  if (is("llvm.umin")) {
    result.number = least(a < b, a, b);
  } else if (is("llvm.umax")) {
    result.number = least(b < a, a, b);
  } else if (is("llvm.smin")) {
    result.number = least(signed_less(a, b), a, b);
  } else if (is("llvm.smax")) {
    result.number = least(signed_less(b, a), a, b);
  } else if (is("llvm.abs")) {
    result.number = magnitude(a);
    if (b.known() == Uint128{1})
      Operations<L>::spoil(result, a == like(a, Uint128{1} << (a.width() - 1)));
  } else if (is("llvm.uadd.sat")) {
    result.number = Number<L>::choice(add_wraps(a, b), like(a, ~Uint128{0}), a + b);
  } else if (is("llvm.usub.sat")) {
    result.number = Number<L>::choice(subtract_wraps(a, b), like(a, 0), a - b);
  } else if (is("llvm.ctlz") || is("llvm.cttz")) {
    result.number = is("llvm.ctlz") ? leading_zeros(a) : trailing_zeros(a);
    if (b.known() == Uint128{1})
      Operations<L>::spoil(result, is_zero(a));
  } else if (is("llvm.ctpop")) {
    result.number = ones(a);
  } else if (is("llvm.bswap")) {
    result.number = bytes_turned(a);
  } else if (is("llvm.fshl") || is("llvm.fshr")) {
    const Number<L> count = operations_.number(arguments.at(2));
    if (!count.known())
      unsupported(name + " by an unknown count");
    const auto by = static_cast<unsigned>(*count.known() % a.width());
    const unsigned kept = is("llvm.fshl") ? by : a.width() - by;
    result.number = kept == 0           ? a
                    : kept == a.width() ? b
                                        : (a << like(a, kept)) | (b >> like(b, a.width() - kept));
  } else {
    unsupported(name);
  }
  return result;
}

} // namespace dma_verify::ir
