// SPDX-License-Identifier: GPL-2.0-only
// The kernel's objects as the helpers of kernel/dma/remap.c see them: pointers, arrays of page
// pointers, areas of kernel addresses.
#pragma once

#include "model/kernel/types.h"
#include "model/words/page_arithmetic.h"

namespace dma_verify::remap {

// Bits of vm_struct.flags (linux/vmalloc.h).
inline constexpr std::uint64_t kVmIoremap = 0x1;
inline constexpr std::uint64_t kVmAlloc = 0x2;
inline constexpr std::uint64_t kVmMap = 0x4;
inline constexpr std::uint64_t kVmUsermap = 0x8;
inline constexpr std::uint64_t kVmDmaCoherent = 0x10;
inline constexpr std::uint64_t kVmMapPutPages = 0x200;

// What kmalloc of 0 bytes returns: not NULL, and nothing may be stored there.
inline constexpr std::uint64_t kZeroSizePointer = 16;

// sizeof(struct page *), in bytes.
template <class M> constexpr unsigned pointer_bytes() { return M::kWordBits / 8; }

// A C int, given as its bits, as a size_t: negative ones become numbers near 2^WordBits.
template <class M> typename M::Word sign_extend(typename M::UnsignedInt number) {
  using Word = typename M::Word;
  using UnsignedInt = typename M::UnsignedInt;
  const UnsignedInt sign(Uint128{1} << (M::kIntBits - 1));
  const Word upper_bits = ~resize<M::kWordBits>(~UnsignedInt(0));
  const Word low = resize<M::kWordBits>(number);
  return select((number & sign) == UnsignedInt(0), low, Word(low | upper_bits));
}

// A C int, given as its bits, as the number of times that a loop from 0 up to it runs.
template <class M> typename M::UnsignedInt loop_count(typename M::UnsignedInt count) {
  using UnsignedInt = typename M::UnsignedInt;
  const UnsignedInt sign(Uint128{1} << (M::kIntBits - 1));
  return select((count & sign) == UnsignedInt(0), count, UnsignedInt(0));
}

// The exact number of bytes of an array.
template <class M> typename M::Wide array_bytes(typename M::Wide entries, unsigned element_bytes) {
  typename M::Wide sum(0);
  for (unsigned bit = 0; element_bytes >> bit != 0; ++bit) {
    if (((element_bytes >> bit) & 1U) != 0)
      sum = sum + (entries << bit);
  }
  return sum;
}

// What a loop stored in an array of page pointers: entry `start` + j is page `base` + j * stride,
// for all j < length. Entries outside are untouched.
template <class M> struct FilledInterval {
  typename M::UnsignedInt start{};
  typename M::UnsignedInt length{};
  Page<M> base{};
  int stride = 1;          // -1, 0, 1 or 2 struct pages
  bool by_pointer = false; // the pages are found by moving the pointer, not the frame number
};

// What find_vm_area returns: NULL, or one of the areas that the kernel knows.
struct AreaPointer {
  bool is_null = true;
  std::size_t index = 0;
};

} // namespace dma_verify::remap
