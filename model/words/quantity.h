// SPDX-License-Identifier: GPL-2.0-only
// Words with a unit: bytes, page counts, page frame numbers and the three kinds of address are
// different types, so that they cannot be mixed by mistake.
#pragma once

namespace dma_verify {

namespace unit {
struct Byte {};            // a length in bytes (size_t)
struct PageCount {};       // a number of pages, or an offset in pages
struct FrameNumber {};     // a page frame number (pfn)
struct VirtualAddress {};  // an address in the kernel's or a user's address space
struct PhysicalAddress {}; // phys_addr_t
struct BusAddress {};      // dma_addr_t: what the device uses
struct BusLimit {};        // the last bus address of a range, u64 whatever dma_addr_t is
} // namespace unit

// A word with a unit. Same-unit arithmetic wraps as the word does; anything else goes through
// `.word` and so is visible.
template <class Unit, class Word_> struct Quantity {
  using Word = Word_;
  Word word{};

  constexpr Quantity() = default;
  constexpr explicit Quantity(Word w) : word(w) {}

  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.word + b.word); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.word - b.word); }
  friend constexpr auto operator==(Quantity a, Quantity b) { return a.word == b.word; }
  friend constexpr auto operator!=(Quantity a, Quantity b) { return a.word != b.word; }
  friend constexpr auto operator<(Quantity a, Quantity b) { return a.word < b.word; }
  friend constexpr auto operator<=(Quantity a, Quantity b) { return a.word <= b.word; }
  friend constexpr auto operator>(Quantity a, Quantity b) { return a.word > b.word; }
  friend constexpr auto operator>=(Quantity a, Quantity b) { return a.word >= b.word; }
};

// A point moved by a distance: frame + pages, address + bytes.
template <class Word>
constexpr Quantity<unit::FrameNumber, Word> operator+(Quantity<unit::FrameNumber, Word> frame,
                                                      Quantity<unit::PageCount, Word> pages) {
  return Quantity<unit::FrameNumber, Word>(frame.word + pages.word);
}
template <class Word>
constexpr Quantity<unit::VirtualAddress, Word>
operator+(Quantity<unit::VirtualAddress, Word> address, Quantity<unit::Byte, Word> bytes) {
  return Quantity<unit::VirtualAddress, Word>(address.word + bytes.word);
}

// The distance between two points, modulo the word.
template <class Word>
constexpr Quantity<unit::PageCount, Word> pages_between(Quantity<unit::FrameNumber, Word> from,
                                                        Quantity<unit::FrameNumber, Word> to) {
  return Quantity<unit::PageCount, Word>(to.word - from.word);
}
template <class Word>
constexpr Quantity<unit::Byte, Word> bytes_between(Quantity<unit::VirtualAddress, Word> from,
                                                   Quantity<unit::VirtualAddress, Word> to) {
  return Quantity<unit::Byte, Word>(to.word - from.word);
}

} // namespace dma_verify
