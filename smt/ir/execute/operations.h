// SPDX-License-Identifier: GPL-2.0-only
// What instructions compute from values, poison included (LLVM's language reference, of each
// instruction).
#pragma once

#include "smt/ir/memory/memory.h"

namespace dma_verify::ir {

template <class L> Value<L> poison_of(unsigned width) {
  Value<L> value(width, 0);
  value.poison = Truth<L>(true);
  return value;
}

// A choice between numbers; of truth values it stays one.
template <class L>
Number<L> choose(const Truth<L> &condition, const Number<L> &yes, const Number<L> &no) {
  if (yes.width() == 1)
    return bit_of<L>(select(condition, truth_of(yes), truth_of(no)));
  return Number<L>::choice(condition, yes, no);
}

template <class L> class Operations {
public:
  Operations(const Memory<L> &memory, const PageArray &pages) : memory_(memory), pages_(pages) {}

  // A pointer to an object becomes its address; anything else is what it is.
  [[nodiscard]] Number<L> number(const Value<L> &value) const { return memory_.address(value); }

  [[nodiscard]] Value<L> binary(const Instruction &in, const Value<L> &a, const Value<L> &b) const {
    Value<L> result;
    result.taint(a);
    result.taint(b);
    if (const auto named = on_page(in.opcode, a, b)) {
      result.number = named->number;
      result.page = named->page;
      return result;
    }
    // A number that is moved with its object stays there.
    const bool moves = in.opcode == Opcode::add || in.opcode == Opcode::subtract;
    if (moves && (a.has_object() || a.is_of_kernel) && !b.has_object()) {
      result.object = a.object;
      result.is_of_kernel = a.is_of_kernel;
      result.number = in.opcode == Opcode::add ? a.number + b.number : a.number - b.number;
      return result;
    }
    if (in.opcode == Opcode::subtract && a.has_object() && a.object == b.object) {
      result.number = a.number - b.number;
      return result;
    }
    compute(in, number(a), number(b), result);
    return result;
  }

  [[nodiscard]] Value<L> compare(const Instruction &in, const Value<L> &a,
                                 const Value<L> &b) const {
    Value<L> result;
    result.taint(a);
    result.taint(b);
    const bool together = a.has_object() && a.object == b.object;
    const bool null_test = (a.has_object() || a.page || a.is_of_kernel) && !b.has_object() &&
                           b.number.known() == Uint128{0};
    if (null_test && (in.predicate == Predicate::equal || in.predicate == Predicate::not_equal)) {
      // Neither an object nor a struct page lies at address 0.
      result.number = Number<L>(1, in.predicate == Predicate::not_equal ? 1 : 0);
      return result;
    }
    const Number<L> x = together ? a.number : number(a);
    const Number<L> y = together ? b.number : number(b);
    result.number = bit_of<L>(compared(in.predicate, x, y));
    return result;
  }

  [[nodiscard]] Value<L> cast(const Instruction &in, const Value<L> &from) const {
    const unsigned width = in.type.bits;
    if (from.number.width() == width)
      return from; // between a pointer and its integer
    Value<L> result;
    result.taint(from);
    const Number<L> a = number(from);
    if (width < a.width()) {
      result.number = extract(a, 0, width);
      if (in.flags.no_unsigned_wrap && a.can_exceed(smt::low_bits(width)))
        spoil(result, differ(zero_extend(result.number, a.width()), a));
      if (in.flags.no_signed_wrap && a.can_exceed(smt::low_bits(width - 1)))
        spoil(result, differ(sign_extend(result.number, a.width()), a));
    } else if (in.opcode == Opcode::sign_extend) {
      result.number = sign_extend(a, width);
    } else {
      result.number = zero_extend(a, width);
      if (in.flags.non_negative)
        spoil(result, is_negative(a));
    }
    return result;
  }

  // Of a select; the values are tainted by the condition. A condition that is not known is decided
  // where the two are not of one kind.
  [[nodiscard]] Value<L> select_value(const Value<L> &condition, const Value<L> &yes,
                                      const Value<L> &no) const {
    const Truth<L> truth = truth_of(condition.number);
    const bool alike = yes.parts.empty() && no.parts.empty() && yes.object == no.object &&
                       yes.is_of_kernel == no.is_of_kernel && !yes.page && !no.page &&
                       yes.doubt == Doubt::none && no.doubt == Doubt::none;
    Value<L> result;
    if (alike) {
      result.object = yes.object;
      result.is_of_kernel = yes.is_of_kernel;
      result.number = choose<L>(truth, yes.number, no.number);
      result.poison = select(truth, yes.poison, no.poison);
    } else {
      result = static_cast<bool>(truth) ? yes : no;
    }
    result.taint(condition);
    return result;
  }

  [[nodiscard]] Value<L> moved(const Instruction &in, const Value<L> &base,
                               const std::vector<Value<L>> &indices) const {
    Value<L> result = base;
    Number<L> bytes(base.number.width(), in.offset);
    for (std::size_t i = 0; i < indices.size(); ++i) {
      const Number<L> index = number(indices[i]);
      const Number<L> wide = index.width() < bytes.width() ? sign_extend(index, bytes.width())
                                                           : extract(index, 0, bytes.width());
      bytes = bytes + multiply(wide, Number<L>(bytes.width(), in.scales[i]));
      result.taint(indices[i]);
    }
    result.number = base.number + bytes;
    if (base.page)
      result.page = moved_page(in, *base.page, indices, bytes);
    if (in.flags.in_bounds && base.has_object()) {
      const Number<L> limit = memory_.size_of(base.object, bytes.width());
      spoil(result, either(limit < result.number, limit < base.number));
    }
    if (in.flags.no_unsigned_wrap)
      spoil(result, add_wraps(base.number, bytes));
    return result;
  }

  [[nodiscard]] static Truth<L> compared(Predicate predicate, const Number<L> &a,
                                         const Number<L> &b) {
    switch (predicate) {
    case Predicate::equal:
      return a == b;
    case Predicate::not_equal:
      return differ(a, b);
    case Predicate::unsigned_less:
      return a < b;
    case Predicate::unsigned_less_equal:
      return negate(b < a);
    case Predicate::unsigned_greater:
      return b < a;
    case Predicate::unsigned_greater_equal:
      return negate(a < b);
    case Predicate::signed_less:
      return signed_less(a, b);
    case Predicate::signed_less_equal:
      return negate(signed_less(b, a));
    case Predicate::signed_greater:
      return signed_less(b, a);
    case Predicate::signed_greater_equal:
      return negate(signed_less(a, b));
    }
    return Truth<L>(false);
  }

  static void spoil(Value<L> &value, const Truth<L> &when) {
    value.poison = either(value.poison, when);
  }

private:
  static Truth<L> is_least(const Number<L> &a) {
    return a == like(a, Uint128{1} << (a.width() - 1));
  }
  static Truth<L> is_minus_one(const Number<L> &a) { return a == like(a, ~Uint128{0}); }

  void compute(const Instruction &in, const Number<L> &a, const Number<L> &b,
               Value<L> &result) const {
    const Flags &flags = in.flags;
    const auto spoil_if = [&](bool flag, const auto &when) {
      if (flag)
        spoil(result, when());
    };
    const bool truths = a.width() == 1;
    switch (in.opcode) {
    case Opcode::add:
      result.number = a + b;
      spoil_if(flags.no_unsigned_wrap, [&] { return add_wraps(a, b); });
      spoil_if(flags.no_signed_wrap, [&] { return signed_add_wraps(a, b); });
      return;
    case Opcode::subtract:
      result.number = a - b;
      spoil_if(flags.no_unsigned_wrap, [&] { return subtract_wraps(a, b); });
      spoil_if(flags.no_signed_wrap, [&] { return signed_subtract_wraps(a, b); });
      return;
    case Opcode::multiply:
      result.number = multiply(a, b);
      if ((flags.no_unsigned_wrap || flags.no_signed_wrap) && a.width() > 64)
        end_run(RunEnd::Kind::unsupported, "multiplication without overflow of a wide integer");
      spoil_if(flags.no_unsigned_wrap, [&] { return multiply_wraps(a, b); });
      spoil_if(flags.no_signed_wrap, [&] { return signed_multiply_wraps(a, b); });
      return;
    case Opcode::unsigned_divide:
      result.number = divide(a, b).quotient;
      spoil_if(flags.exact, [&] { return negate(is_zero(divide(a, b).rest)); });
      return;
    case Opcode::unsigned_rest:
      result.number = divide(a, b).rest;
      return;
    case Opcode::signed_divide:
      result.number = signed_divide(a, b).quotient;
      spoil_if(flags.exact, [&] { return negate(is_zero(signed_divide(a, b).rest)); });
      return;
    case Opcode::signed_rest:
      result.number = signed_divide(a, b).rest;
      return;
    case Opcode::shift_left:
      result.number = a << b;
      spoil(result, negate(b < like(b, b.width())));
      spoil_if(flags.no_unsigned_wrap, [&] { return differ((a << b) >> b, a); });
      spoil_if(flags.no_signed_wrap, [&] { return differ(arithmetic_shift(a << b, b), a); });
      return;
    case Opcode::logical_shift_right:
      result.number = a >> b;
      spoil(result, negate(b < like(b, b.width())));
      spoil_if(flags.exact, [&] { return differ((a >> b) << b, a); });
      return;
    case Opcode::arithmetic_shift_right:
      result.number = arithmetic_shift(a, b);
      spoil(result, negate(b < like(b, b.width())));
      spoil_if(flags.exact, [&] { return differ((a >> b) << b, a); });
      return;
    case Opcode::bit_and:
      result.number = truths ? bit_of<L>(both(truth_of(a), truth_of(b))) : a & b;
      return;
    case Opcode::bit_or:
      result.number = truths ? bit_of<L>(either(truth_of(a), truth_of(b))) : a | b;
      spoil_if(flags.disjoint, [&] { return negate(is_zero(a & b)); });
      return;
    case Opcode::bit_xor:
      result.number =
          truths ? bit_of<L>(select(truth_of(a), negate(truth_of(b)), truth_of(b))) : bit_xor(a, b);
      return;
    default:
      end_run(RunEnd::Kind::unsupported, "an operation on two integers");
    }
  }

  // Of a struct page's address and a constant: what stays in the page, or a whole number of pages
  // away, keeps its name; bits below the size of a struct page are those of the byte.
  [[nodiscard]] std::optional<Value<L>> on_page(Opcode opcode, const Value<L> &a,
                                                const Value<L> &b) const {
    if (!a.page || !b.number.known() || b.has_object())
      return std::nullopt;
    const auto number = static_cast<std::uint64_t>(*b.number.known());
    const std::uint64_t size = pages_.bytes;
    const PageName<L> &page = *a.page;
    const std::uint64_t low = size - 1;
    switch (opcode) {
    case Opcode::bit_and:
      if (number <= low)
        return Value<L>(Number<L>(a.number.width(), page.byte & number));
      if ((number | low) == smt::low_bits(a.number.width()))
        return page_value(page.frame, pages_, page.byte & number);
      return std::nullopt;
    case Opcode::bit_or:
      return number <= low ? std::optional(page_value(page.frame, pages_, page.byte | number))
                           : std::nullopt;
    case Opcode::add:
      if (number % size == 0)
        return page_value(page.frame + like(page.frame, number_of_pages(number, b.number.width())),
                          pages_, page.byte);
      return number <= low && page.byte + number <= low
                 ? std::optional(page_value(page.frame, pages_, page.byte + number))
                 : std::nullopt;
    default:
      return std::nullopt;
    }
  }
  // A distance in bytes, a number of so many bits that may be negative, in struct pages.
  [[nodiscard]] std::uint64_t number_of_pages(std::uint64_t bytes, unsigned bits) const {
    if (bits < 64 && (bytes >> (bits - 1) & 1U) != 0)
      bytes |= ~std::uint64_t{0} << bits;
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(bytes) /
                                      static_cast<std::int64_t>(pages_.bytes));
  }
  [[nodiscard]] std::optional<PageName<L>> moved_page(const Instruction &in,
                                                      const PageName<L> &page,
                                                      const std::vector<Value<L>> &indices,
                                                      const Number<L> &bytes) const {
    const std::uint64_t size = pages_.bytes;
    const auto is_whole = [&](std::uint64_t scale) { return scale % size == 0; };
    if (!std::ranges::all_of(in.scales, is_whole) || !is_whole(in.offset))
      return std::nullopt;
    if (const auto known = bytes.known()) {
      return PageName<L>{
          page.frame +
              like(page.frame, number_of_pages(static_cast<std::uint64_t>(*known), bytes.width())),
          page.byte};
    }
    Number<L> frame = page.frame + like(page.frame, number_of_pages(in.offset, 64));
    for (std::size_t i = 0; i < indices.size(); ++i) {
      if (indices[i].number.width() != frame.width())
        return std::nullopt;
      frame = frame + multiply(indices[i].number, like(frame, in.scales[i] / size));
    }
    return PageName<L>{frame, page.byte};
  }

  const Memory<L> &memory_;
  const PageArray &pages_;
};

} // namespace dma_verify::ir
