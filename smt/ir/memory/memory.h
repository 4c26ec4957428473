// SPDX-License-Identifier: GPL-2.0-only
// The memory of a run: objects of bytes, each apart from all others. What is stored is kept as it
// was stored, so that a pointer that is loaded again is still a pointer to its object.
#pragma once

#include "smt/ir/values/value.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>

namespace dma_verify::ir {

enum class ObjectKind : std::uint8_t { bytes, function, service };

// What is known of an array of pointers whose length is a word: what was stored, in its order, each
// time a whole element.
template <class L> struct Elements {
  Number<L> bytes{};    // of all of them
  Number<L> address{};  // of the first one
  bool is_zero = false; // where nothing was stored; otherwise undefined
  struct Store {
    Number<L> offset{}; // bytes behind the beginning
    Value<L> value{};
    // Instead: a loop may have stored to each element but the one at `offset`.
    bool is_to_others = false;
  };
  std::vector<Store> stores{};
};

template <class L> struct Object {
  std::string_view name{}; // of what lives longer
  bool is_local = false;   // a local variable of the function of this name
  ObjectKind kind = ObjectKind::bytes;
  std::uint32_t index = 0; // of the function or service
  std::uint64_t bytes = 0;
  std::uint64_t address = 0; // of its beginning, for the few who ask
  bool is_live = true;
  bool is_constant = false;
  bool is_zero = false; // where nothing was written; otherwise undefined
  // Stores to bytes from here on must not change them; what a change is called.
  std::uint64_t guarded_from = ~std::uint64_t{0};
  std::uint64_t guarded_to = 0;                        // and to those before it
  std::shared_ptr<const std::string> unknown_before{}; // what bytes are called that nothing wrote
  std::function<void()> before_first_load{};           // writes what it costs something to know
  // If bytes that nothing wrote may hold anything: some of them, of which only the low `bits` bits
  // are not zero.
  std::function<Value<L>(std::uint64_t offset, std::uint64_t bytes, unsigned bits)> fresh{};
  std::shared_ptr<Elements<L>> elements{}; // of an array; it has no cells
  std::function<void()> used_after_end{};  // null: that is undefined behaviour

  struct Cell {
    std::uint64_t bytes = 0;
    Value<L> value{};
  };
  std::map<std::uint64_t, Cell> cells{};
};

template <class L> std::string name_of(const Object<L> &object) {
  return (object.is_local ? "a local variable of " : "") + std::string(object.name);
}

// Objects that no run changes: functions, services, constants. Runs share them.
template <class L> struct FixedObjects {
  std::vector<Object<L>> objects{};
  std::uint64_t next_address = 0x100000;
};

template <class L> class Memory {
public:
  Memory(bool big_endian, unsigned pointer_bits,
         std::shared_ptr<const FixedObjects<L>> fixed = std::make_shared<FixedObjects<L>>())
      : big_endian_(big_endian), pointer_bits_(pointer_bits), fixed_(std::move(fixed)),
        next_address_(fixed_->next_address) {}

  // What it holds, for other runs; afterwards it is empty.
  FixedObjects<L> take() { return {std::move(objects_), next_address_}; }

  std::int32_t add(Object<L> object) {
    // Far apart, and in the lower half: in the upper half are the kernel's own addresses.
    object.address = next_address_;
    next_address_ += (object.bytes / kRoom + 1) * kRoom;
    objects_.push_back(std::move(object));
    return static_cast<std::int32_t>(fixed_->objects.size() + objects_.size() - 1);
  }
  // Of an object of this run.
  Object<L> &object(std::int32_t index) {
    return objects_.at(static_cast<std::size_t>(index) - fixed_->objects.size());
  }
  [[nodiscard]] const Object<L> &at(std::int32_t index) const {
    const auto position = static_cast<std::size_t>(index);
    const std::size_t fixed = fixed_->objects.size();
    return position < fixed ? fixed_->objects[position] : objects_.at(position - fixed);
  }
  [[nodiscard]] std::uint64_t bytes_of(std::int32_t index) const { return at(index).bytes; }
  // The same as a number of this width, also of an array.
  [[nodiscard]] Number<L> size_of(std::int32_t index, unsigned width) const {
    const Object<L> &object = at(index);
    return object.elements ? object.elements->bytes : Number<L>(width, object.bytes);
  }
  [[nodiscard]] std::size_t count() const { return fixed_->objects.size() + objects_.size(); }
  [[nodiscard]] std::size_t count_of_fixed() const { return fixed_->objects.size(); }

  Value<L> pointer_to(std::int32_t index, std::uint64_t offset = 0) const {
    Value<L> value(pointer_bits_, offset);
    value.object = index;
    return value;
  }
  // The object in which the address lies.
  std::optional<Value<L>> pointer_at(std::uint64_t address) const {
    const auto count = static_cast<std::int32_t>(fixed_->objects.size() + objects_.size());
    for (std::int32_t i = 0; i < count; ++i) {
      if (address - at(i).address < at(i).bytes)
        return pointer_to(i, address - at(i).address);
    }
    return std::nullopt;
  }
  // The address as a number, of any pointer.
  Number<L> address(const Value<L> &pointer) const {
    if (!pointer.has_object())
      return pointer.number;
    if (const auto &elements = at(pointer.object).elements)
      return pointer.number + elements->address;
    const auto begin = at(pointer.object).address;
    return pointer.number + like(pointer.number, begin);
  }

  // The next objects lie so many rooms of 16 MB further up.
  void skip(unsigned rooms) { next_address_ += std::uint64_t{rooms} << 24U; }

  // What of these bytes may hold anything now holds something.
  void make_sure(std::int32_t index, std::uint64_t offset, std::uint64_t bytes, unsigned bits) {
    if (!at(index).fresh)
      return;
    Object<L> &to = object(index);
    const std::uint64_t end = std::min(offset + bytes, to.bytes);
    for (std::uint64_t at = offset; at < end;) {
      const auto next = to.cells.upper_bound(at);
      if (next != to.cells.begin()) {
        const auto &[begin, cell] = *std::prev(next);
        if (at < begin + cell.bytes) {
          at = begin + cell.bytes;
          continue;
        }
      }
      const std::uint64_t gap = next == to.cells.end() ? end : std::min(end, next->first);
      const std::uint64_t count = std::min<std::uint64_t>(gap - at, 8);
      to.cells[at] = {count, to.fresh(at, count, std::min(bits, static_cast<unsigned>(8 * count)))};
      at += count;
    }
  }

  // A value of `bits` bits that takes `bytes` bytes.
  Value<L> load(std::int32_t index, std::uint64_t offset, std::uint64_t bytes, unsigned bits) {
    const Object<L> &from = at(index);
    check(from, offset, bytes, false);
    prepare(index);
    make_sure(index, offset, bytes, 64);
    const auto whole = from.cells.find(offset);
    if (whole != from.cells.end() && whole->second.bytes == bytes)
      return cut(whole->second.value, bits);
    Value<L> value;
    for (std::uint64_t at = offset; at < offset + bytes;) {
      const Value<L> piece = next_piece(from, at, offset + bytes);
      const Number<L> number = piece.number;
      if (value.number.width() == 0)
        value.number = number;
      else
        value.number = big_endian_ ? joined(value.number, number) : joined(number, value.number);
      value.taint(piece);
      at += number.width() / 8;
    }
    return cut(value, bits);
  }

  void store(std::int32_t index, std::uint64_t offset, std::uint64_t bytes, Value<L> value) {
    check(at(index), offset, bytes, true);
    prepare(index);
    Object<L> &to = object(index);
    value.number = zero_extend(value.number, static_cast<unsigned>(8 * bytes));
    if (offset + bytes > to.guarded_from || offset < to.guarded_to) {
      const Value<L> before = load(index, offset, bytes, static_cast<unsigned>(8 * bytes));
      const bool same =
          before.object == value.object && static_cast<bool>(before.number == value.number);
      if (!same)
        end_run(RunEnd::Kind::outside, "a field of the caller's that is not the call's");
    }
    write(to, offset, bytes, std::move(value));
  }
  // The same without the rules for the file's stores.
  void write(Object<L> &to, std::uint64_t offset, std::uint64_t bytes, Value<L> value) {
    clear(to, offset, bytes);
    to.cells[offset] = {bytes, std::move(value)};
  }
  void copy(std::int32_t to, std::uint64_t to_offset, std::int32_t from, std::uint64_t from_offset,
            std::uint64_t bytes) {
    check(at(from), from_offset, bytes, false);
    check(at(to), to_offset, bytes, true);
    prepare(from);
    make_sure(from, from_offset, bytes, 64);
    std::vector<std::pair<std::uint64_t, Value<L>>> pieces;
    for (std::uint64_t at = from_offset; at < from_offset + bytes;) {
      Value<L> piece = next_piece(this->at(from), at, from_offset + bytes);
      pieces.emplace_back(at - from_offset, piece);
      at += pieces.back().second.number.width() / 8;
    }
    for (auto &[at, piece] : pieces)
      store(to, to_offset + at, piece.number.width() / 8, piece);
  }
  // Of an array. What was stored last in the element at this offset; nothing if nothing was.
  std::optional<Value<L>> stored_element(std::int32_t index, const Number<L> &offset) const {
    const auto &stores = at(index).elements->stores;
    for (auto store = stores.rbegin(); store != stores.rend(); ++store) {
      const bool here = static_cast<bool>(store->offset == offset);
      if (here && !store->is_to_others)
        return store->value;
      if (!here && store->is_to_others)
        end_run(RunEnd::Kind::unsupported,
                "an element of " + name_of(at(index)) + " in which a loop stores");
    }
    return std::nullopt;
  }
  Value<L> load_element(std::int32_t index, const Number<L> &offset, std::uint64_t bytes) const {
    check_element(at(index), offset, bytes, false);
    if (auto stored = stored_element(index, offset))
      return *stored;
    Value<L> nothing(pointer_bits_, 0);
    if (!at(index).elements->is_zero)
      nothing.doubt = Doubt::undefined;
    return nothing;
  }
  void store_element(std::int32_t index, const Number<L> &offset, std::uint64_t bytes,
                     const Value<L> &value) {
    check_element(at(index), offset, bytes, true);
    add_store(index, {offset, value});
  }
  void add_store(std::int32_t index, typename Elements<L>::Store store) {
    std::shared_ptr<Elements<L>> &elements = object(index).elements;
    if (elements.use_count() > 1) // another state of the memory has it too
      elements = std::make_shared<Elements<L>>(*elements);
    elements->stores.push_back(std::move(store));
  }
  // Forgets the last ones, which were stored in elements of which nothing is known any more.
  void drop_stores(std::int32_t index, std::size_t kept) {
    std::shared_ptr<Elements<L>> &elements = object(index).elements;
    if (elements.use_count() > 1)
      elements = std::make_shared<Elements<L>>(*elements);
    elements->stores.resize(kept);
  }
  [[noreturn]] void end_behind(std::int32_t index, bool is_store) const {
    end_behind(name_of(at(index)), is_store);
  }
  // From now on nothing was written to it.
  void forget(std::int32_t index) { object(index).cells.clear(); }

private:
  static constexpr std::uint64_t kRoom = 0x10000;

  [[noreturn]] static void end_behind(const std::string &name, bool is_store) {
    end_run(is_store ? RunEnd::Kind::outside : RunEnd::Kind::crash, "access behind " + name);
  }

  void check(const Object<L> &object, std::uint64_t offset, std::uint64_t bytes,
             bool is_store) const {
    if (object.kind != ObjectKind::bytes)
      end_run(RunEnd::Kind::crash, "access to the code of " + name_of(object));
    if (object.elements)
      end_run(RunEnd::Kind::unsupported, "access to bytes of " + name_of(object));
    if (!object.is_live)
      end_run(RunEnd::Kind::undefined_behaviour, "access to " + name_of(object) + " after its end");
    if (offset > object.bytes || bytes > object.bytes - offset)
      end_behind(name_of(object), is_store);
    if (is_store && object.is_constant)
      end_run(RunEnd::Kind::crash, "store to the constant " + name_of(object));
  }

  void check_element(const Object<L> &array, const Number<L> &offset, std::uint64_t bytes,
                     bool is_store) const {
    if (!array.is_live) {
      if (!array.used_after_end)
        end_run(RunEnd::Kind::undefined_behaviour,
                "access to " + name_of(array) + " after its end");
      array.used_after_end();
    }
    const Number<L> &size = array.elements->bytes;
    const Number<L> one = like(size, bytes);
    if (static_cast<bool>(either(size < one, size - one < offset)))
      end_behind(name_of(array), is_store);
    if (is_store && array.is_constant)
      end_run(RunEnd::Kind::crash, "store to the constant " + name_of(array));
    if (8 * bytes != pointer_bits_ ||
        negate(static_cast<bool>(is_zero(offset & like(offset, bytes - 1)))))
      end_run(RunEnd::Kind::unsupported, "access to a part of an element of " + name_of(array));
  }

  void prepare(std::int32_t index) {
    if (!at(index).before_first_load)
      return;
    const auto write_it = std::move(object(index).before_first_load);
    object(index).before_first_load = nullptr;
    write_it();
  }

  // The bytes from `at` on that were stored together, as far as `end`; pointers whole or as
  // numbers.
  Value<L> next_piece(const Object<L> &from, std::uint64_t at, std::uint64_t end) const {
    auto next = from.cells.upper_bound(at);
    if (next != from.cells.begin()) {
      const auto &[begin, cell] = *std::prev(next);
      if (at < begin + cell.bytes) {
        const std::uint64_t stop = std::min(end, begin + cell.bytes);
        if (at == begin && stop == begin + cell.bytes)
          return cell.value;
        return part(cell.value, at - begin, stop - at, cell.bytes);
      }
    }
    const std::uint64_t gap = next == from.cells.end() ? end : std::min(end, next->first);
    const std::uint64_t most = std::min<std::uint64_t>(gap - at, 8);
    Value<L> nothing(static_cast<unsigned>(8 * most), 0);
    if (from.unknown_before) {
      nothing.doubt = Doubt::unknown;
      nothing.doubted = from.unknown_before;
    } else if (!from.is_zero) {
      nothing.doubt = Doubt::undefined;
    }
    return nothing;
  }
  Value<L> part(const Value<L> &whole, std::uint64_t first, std::uint64_t bytes,
                std::uint64_t of_bytes) const {
    const std::uint64_t low = big_endian_ ? of_bytes - first - bytes : first;
    Value<L> value(
        extract(address(whole), static_cast<unsigned>(8 * low), static_cast<unsigned>(8 * bytes)));
    value.taint(whole);
    return value;
  }
  // Of the bytes of a value, what fits: the upper bits of an i1 in a byte are no part of it.
  static Value<L> cut(Value<L> value, unsigned bits) {
    if (value.number.width() != bits) {
      value.number = extract(value.number, 0, bits);
      value.page.reset();
    }
    return value;
  }

  void clear(Object<L> &to, std::uint64_t offset, std::uint64_t bytes) {
    const std::uint64_t end = offset + bytes;
    auto at = to.cells.lower_bound(offset);
    if (at != to.cells.begin() && std::prev(at)->first + std::prev(at)->second.bytes > offset)
      --at;
    while (at != to.cells.end() && at->first < end) {
      const std::uint64_t begin = at->first;
      const auto cell = at->second;
      at = to.cells.erase(at);
      if (begin < offset)
        to.cells[begin] = {offset - begin, part(cell.value, 0, offset - begin, cell.bytes)};
      if (begin + cell.bytes > end) {
        const std::uint64_t rest = begin + cell.bytes - end;
        to.cells[end] = {rest, part(cell.value, end - begin, rest, cell.bytes)};
      }
    }
  }

  bool big_endian_;
  unsigned pointer_bits_;
  std::shared_ptr<const FixedObjects<L>> fixed_;
  std::uint64_t next_address_;
  std::vector<Object<L>> objects_;
};

} // namespace dma_verify::ir
