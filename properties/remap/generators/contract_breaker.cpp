// SPDX-License-Identifier: GPL-2.0-only
// How the assumptions of this unit are broken.
#include "properties/remap/contracts.h"
#include "properties/remap/generators/generators.h"

#include <algorithm>

namespace dma_verify::remap {
namespace {

using M = WidestMachine;
using Word = std::uint64_t;
using random::Draw;

// Changes a scenario in one of the ways in which the assumption can be broken. Whether that breaks
// other assumptions too is checked afterwards.
class Breaker {
public:
  Breaker(const StoredScenario &inside, Draw &draw)
      : scenario_(inside), row_(scenario_.architecture), draw_(draw),
        word_mask_(Draw::mask(row_.word_bits)), page_size_(Word{1} << row_.page_shift) {}

  StoredScenario run(Assumption which) {
    switch (assumed(which)) {
    case Assumed::count_fits_unsigned_int:
      pages(Word{1} << std::min<unsigned>(row_.int_bits, 63), word_mask_);
      break;
    case Assumed::array_fits_int:
      pages(((Word{1} << (row_.int_bits - 1U)) - 1) / pointer_bytes() + 1,
            Draw::mask(row_.int_bits));
      break;
    case Assumed::block_owned:
      owned();
      break;
    case Assumed::address_page_aligned:
      set(scenario_.cpu_addr, scenario_.cpu_addr.word.value() + between(1, page_size_ - 1));
      break;
    case Assumed::flags_kept:
      scenario_.area_flags =
          Bits<64>((kVmDmaCoherent | (Word{1} << draw_.below(row_.word_bits))) & word_mask_);
      break;
    case Assumed::areas_placed:
      misplaced();
      break;
    case Assumed::address_is_start:
      scenario_.area = true;
      set(scenario_.cpu_addr, area() + between(1, to_bytes(area_pages() + 1) - 1));
      break;
    case Assumed::memmap_contiguous:
    case Assumed::may_sleep:
    case Assumed::array_kept:
    case Assumed::area_kept:
    case Assumed::any_protection:
      break;
    }
    return scenario_;
  }

private:
  [[nodiscard]] Word pointer_bytes() const { return row_.word_bits / 8U; }
  [[nodiscard]] Word to_bytes(Word pages) const { return (pages << row_.page_shift) & word_mask_; }
  [[nodiscard]] Word area() const { return scenario_.area_address.word.value(); }
  [[nodiscard]] Word area_pages() const { return scenario_.area_pages.word.value(); }
  Word between(Word low, Word high) { return draw_.edge_between(low, std::max(low, high)); }
  void set(M::VirtualAddress &address, Word value) {
    address = M::VirtualAddress(Bits<64>(value & word_mask_));
  }

  // A size that needs so many pages: from `low` to `high`, or to what a word of bytes holds.
  void pages(Word low, Word high) {
    const Word last = (word_mask_ >> row_.page_shift) + 1; // which the last bytes of a word need
    if (low > last)
      return;
    const Word needed = between(low, std::min(high, last));
    const Word bytes = needed == last ? word_mask_ : needed << row_.page_shift;
    scenario_.size = M::Bytes(Bits<64>(bytes - draw_.below(page_size_ - 1)));
    scenario_.probe = Bits<64>(between(0, needed - 1));
    // As much of it as the other assumptions need.
    scenario_.page = M::FrameNumber(Bits<64>(draw_.below(4)));
    scenario_.owned = M::PageCount(Bits<64>(needed));
    near_the_beginning();
  }

  // Where there is most room behind.
  void near_the_beginning() {
    set(scenario_.vmap_address, to_bytes(1 + draw_.below(2)));
    set(scenario_.pages, kZeroSizePointer + 1 + draw_.below(2));
    scenario_.kvmalloc_address = scenario_.pages;
  }

  // Fewer frames than are mapped, or frames that no physical address names.
  void owned() {
    const Word size = scenario_.size.word.value();
    const Word needed = (size >> row_.page_shift) + ((size & (page_size_ - 1)) != 0);
    if (needed != 0 && !draw_.one_in(3)) {
      scenario_.owned = M::PageCount(Bits<64>(between(0, needed - 1)));
      return;
    }
    const unsigned frame_bits =
        std::min<unsigned>(row_.phys_bits - row_.page_shift, row_.word_bits);
    scenario_.page = M::FrameNumber(Bits<64>(Draw::mask(frame_bits) - draw_.below(needed + 1)));
    scenario_.owned = M::PageCount(Bits<64>(between(needed + 2, word_mask_)));
  }

  // NULL, inside a page, around the end of the address space; or an area of no pages.
  void misplaced() {
    const bool is_remap =
        scenario_.call == Helper::contiguous_remap || scenario_.call == Helper::pages_remap;
    M::VirtualAddress &place = is_remap ? scenario_.vmap_address : scenario_.area_address;
    scenario_.area = scenario_.area || !is_remap;
    switch (draw_.below(is_remap ? 4 : 5)) {
    case 0:
      set(place, 0);
      break;
    case 1:
      set(place, place.word.value() + between(1, page_size_ - 1));
      break;
    case 2:
      set(place, to_bytes(word_mask_ >> row_.page_shift)); // the guard page lies at 0
      break;
    case 3:
      scenario_.area_has_array = true;
      scenario_.area_array = scenario_.pages = scenario_.kvmalloc_address = {};
      set(scenario_.area_array, draw_.below(kZeroSizePointer + 1));
      scenario_.pages = scenario_.kvmalloc_address = scenario_.area_array;
      break;
    default:
      scenario_.area_pages = {};
      break;
    }
    if (scenario_.call == Helper::find_pages) // the other assumptions are about this place
      scenario_.cpu_addr = place;
  }

  StoredScenario scenario_;
  const Architecture &row_;
  Draw &draw_;
  Word word_mask_;
  Word page_size_;
};

} // namespace

StoredScenario break_assumption(Assumption which, const StoredScenario &inside,
                                random::Draw &draw) {
  return Breaker(inside, draw).run(which);
}

} // namespace dma_verify::remap
