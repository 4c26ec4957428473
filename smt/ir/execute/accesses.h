// SPDX-License-Identifier: GPL-2.0-only
// Included by executor.h: loads, stores and blocks of bytes.
#pragma once

namespace dma_verify::ir {

template <class L>
std::optional<Value<L>> Executor<L>::object_pointer(const Value<L> &pointer,
                                                    std::string_view what) {
  demand_sure(pointer, what);
  if (pointer.has_object())
    return pointer;
  constexpr std::uint64_t kFirstPages = 0x10000;
  if (pointer.page)
    end_run(RunEnd::Kind::crash, std::string(what) + " through a struct page pointer");
  if (pointer.is_of_kernel)
    return std::nullopt;
  const Number<L> address = pointer.number.decided();
  if (static_cast<bool>(address < like(address, kFirstPages)))
    end_run(RunEnd::Kind::crash, std::string(what) + " through a NULL pointer");
  if (const auto known = address.known()) {
    if (auto found = memory_.pointer_at(static_cast<std::uint64_t>(*known)))
      return found;
  }
  return std::nullopt;
}

template <class L>
std::uint64_t Executor<L>::offset_of(const Value<L> &pointer, std::uint64_t bytes, bool is_store) {
  if (memory_.at(pointer.object).elements)
    unsupported("access to bytes of " + name_of(memory_.at(pointer.object)));
  const Number<L> offset = pointer.number.decided();
  if (const auto known = offset.known())
    return static_cast<std::uint64_t>(*known);
  // One of the elements of a table.
  constexpr std::uint64_t kMostElements = 64;
  const std::uint64_t size = memory_.bytes_of(pointer.object);
  if (bytes != 0 && size / bytes <= kMostElements) {
    for (std::uint64_t at = 0; at + bytes <= size; at += bytes) {
      if (static_cast<bool>(offset == like(offset, at)))
        return at;
    }
    if (static_cast<bool>(negate(offset < like(offset, size))))
      memory_.end_behind(pointer.object, is_store);
  }
  unsupported("access at an unknown place in " + name_of(memory_.at(pointer.object)));
}

template <class L>
void Executor<L>::check_align(const Instruction &in, const Value<L> &, std::uint64_t offset) {
  if (in.align != 0 && offset % in.align != 0)
    undefined_if(Truth<L>(true), "access at a place that is not aligned");
}

template <class L>
Value<L> Executor<L>::load_typed(const Value<L> &pointer, std::uint64_t offset, const Type &type) {
  if (type.kind == Type::Kind::aggregate) {
    Value<L> whole;
    for (std::size_t i = 0; i < type.parts.size(); ++i)
      whole.parts.push_back(load_typed(pointer, offset + type.places[i], type.parts[i]));
    return whole;
  }
  if (type.kind != Type::Kind::integer && type.kind != Type::Kind::pointer)
    unsupported("load of a type that is neither an integer nor a pointer");
  return memory_.load(pointer.object, offset, type.bytes, type.bits);
}

template <class L> Value<L> Executor<L>::load(const Instruction &in, const Value<L> &pointer) {
  if (in.is_atomic_or_odd)
    unsupported("atomic load");
  const auto to = object_pointer(pointer, "a load");
  if (!to)
    unsupported("load from the kernel's memory");
  if (memory_.at(to->object).elements && in.type.parts.empty()) {
    Value<L> value = memory_.load_element(to->object, to->number, in.type.bytes);
    return keep_promises(std::move(value), in.promises, "a load");
  }
  const std::uint64_t offset = offset_of(*to, in.type.bytes, false);
  check_align(in, *to, offset);
  // A truth value of the file's that may hold anything is 0 or 1.
  if (in.promises.range == std::pair{Uint128{0}, Uint128{2}} && in.type.bytes == 1)
    memory_.make_sure(to->object, offset, 1, 1);
  Value<L> value = load_typed(*to, offset, in.type);
  return keep_promises(std::move(value), in.promises, "a load");
}

template <class L>
void Executor<L>::store_typed(const Value<L> &pointer, std::uint64_t offset, const Type &type,
                              const Value<L> &value) {
  if (type.kind == Type::Kind::aggregate) {
    for (std::size_t i = 0; i < type.parts.size(); ++i)
      store_typed(pointer, offset + type.places[i], type.parts[i], value.parts.at(i));
    return;
  }
  if (type.kind != Type::Kind::integer && type.kind != Type::Kind::pointer)
    unsupported("store of a type that is neither an integer nor a pointer");
  memory_.store(pointer.object, offset, type.bytes, value);
}

// What the simulated kernel's memory knows: bytes that are all alike.
template <class L>
void Executor<L>::store_outside(const Value<L> &pointer, const Type &type, const Value<L> &value) {
  demand_sure(value, "what it stores in the kernel's memory");
  const auto known = operations_.number(value).decided().known();
  if (!known || type.kind == Type::Kind::aggregate)
    unsupported("store of an unknown value in the kernel's memory");
  const auto byte = static_cast<std::uint8_t>(*known & 0xffU);
  for (std::uint64_t i = 0; i < type.bytes; ++i) {
    if (static_cast<std::uint8_t>(*known >> (8 * i) & 0xffU) != byte)
      unsupported("store of different bytes in the kernel's memory");
  }
  have_effect();
  host_.set_memory(pointer.number, Number<L>(8, byte),
                   Number<L>(pointer.number.width(), type.bytes));
}

template <class L>
void Executor<L>::store(const Instruction &in, const Value<L> &value, const Value<L> &pointer) {
  if (in.is_atomic_or_odd)
    unsupported("atomic store");
  const auto to = object_pointer(pointer, "a store");
  if (!to)
    return store_outside(pointer, in.source, value);
  if (memory_.at(to->object).elements && in.source.parts.empty())
    return memory_.store_element(to->object, to->number, in.source.bytes, value);
  const std::uint64_t offset = offset_of(*to, in.source.bytes, true);
  check_align(in, *to, offset);
  store_typed(*to, offset, in.source, value);
}

template <class L>
void Executor<L>::set_bytes(const Value<L> &to, const Value<L> &byte, const Value<L> &bytes) {
  demand_sure(bytes, "the length of a memset");
  const Number<L> length = operations_.number(bytes).decided();
  if (static_cast<bool>(is_zero(length)))
    return;
  const auto object = object_pointer(to, "a memset");
  if (!object) {
    demand_sure(byte, "the byte of a memset");
    have_effect();
    return host_.set_memory(to.number, byte.number, length);
  }
  if (!length.known())
    unsupported("memset of an unknown number of bytes of " + name_of(memory_.at(object->object)));
  const auto count = static_cast<std::uint64_t>(*length.known());
  const std::uint64_t offset = offset_of(*object, 1, true);
  if (count > memory_.bytes_of(object->object))
    memory_.end_behind(object->object, true);
  for (std::uint64_t i = 0; i < count; ++i)
    memory_.store(object->object, offset + i, 1, byte);
}

template <class L>
void Executor<L>::copy_bytes(const Value<L> &to, const Value<L> &from, const Value<L> &bytes) {
  demand_sure(bytes, "the length of a memcpy");
  const auto length = operations_.number(bytes).decided().known();
  if (length == Uint128{0})
    return;
  const auto into = object_pointer(to, "a memcpy");
  const auto source = object_pointer(from, "a memcpy");
  if (!into || !source)
    unsupported("memcpy of the kernel's memory");
  if (!length)
    unsupported("memcpy of an unknown number of bytes");
  const auto count = static_cast<std::uint64_t>(*length);
  memory_.copy(into->object, offset_of(*into, 1, true), source->object,
               offset_of(*source, 1, false), count);
}

} // namespace dma_verify::ir
