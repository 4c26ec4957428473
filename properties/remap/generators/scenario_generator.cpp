// SPDX-License-Identifier: GPL-2.0-only
#include "properties/remap/generators/scenario_generator.h"

#include "properties/random/draw.h"

#include <algorithm>

namespace dma_verify::remap {
namespace {

using M = WidestMachine;
using Word = std::uint64_t;
using random::Draw;

M::VirtualAddress address(Word value) { return M::VirtualAddress(Bits<64>(value)); }
M::FrameNumber frame(Word value) { return M::FrameNumber(Bits<64>(value)); }

// Fills one scenario, field by field; what a field may be follows from those before it.
class Generator {
public:
  Generator(Draw draw, const Architecture &row, Helper helper, const FaultAnswers &answers,
            random::Aim aim, std::span<const std::uint64_t> numbers)
      : draw_(draw), row_(row),
        plain_(aim == random::Aim::plain || (aim == random::Aim::mixed && draw_.one_in(2))),
        pointer_bytes_(row.word_bits / 8U), last_word_(Draw::mask(row.word_bits)),
        last_page_(last_word_ >> row.page_shift),
        last_frame_(Draw::mask(std::min<unsigned>(row.phys_bits - row.page_shift, row.word_bits))) {
    draw_.favour_one_of(numbers, row.page_shift);
    scenario_.architecture = row;
    scenario_.call = helper;
    scenario_.kvmalloc_array = answers.kvmalloc_array;
    scenario_.vmap = answers.vmap;
    scenario_.split_memmap = answers.split_memmap;
    scenario_.area = answers.area;
    scenario_.area_has_array = answers.area_has_array;
  }

  StoredScenario run() {
    switch (remap::helper_of(scenario_.call)) {
    case Helper::contiguous_remap: {
      const Word needed = size();
      mapping(needed);
      const Word owned = between(needed, last_frame_);
      scenario_.owned = M::PageCount(Bits<64>(owned));
      const Word first = between(0, last_frame_ - owned + (owned == 0 ? 0 : 1));
      scenario_.page = frame(first);
      scenario_.next_part = frame(between(first, first + needed));
      break;
    }
    case Helper::pages_remap:
      mapping(size());
      scenario_.entry = frame(between(0, last_frame_));
      break;
    case Helper::free_remap:
      scenario_.size = M::Bytes(Bits<64>(between(0, last_word_ - 1))); // nobody looks at it
      area();
      break;
    case Helper::find_pages:
      area();
      break;
    }
    return scenario_;
  }

private:
  // A value of [low, high] in the manner of this scenario.
  Word between(Word low, Word high) {
    if (plain_)
      return draw_.plain_between(low, high, row_.word_bits);
    if (draw_.one_in(8)) {
      const Word end = draw_.near_end_of_type(row_.page_shift);
      if (low <= end && end <= high)
        return end;
    }
    return draw_.edge_between(low, high);
  }

  // The place of an array of this many bytes, behind ZERO_SIZE_PTR.
  M::VirtualAddress array(Word bytes) {
    return address(between(kZeroSizePointer + 1, last_word_ - bytes));
  }

  // The first page of an area of this many pages and a guard page.
  M::VirtualAddress place(Word pages) {
    return address(between(1, last_page_ - pages) << row_.page_shift);
  }

  // Draws the size; the answer is the number of pages that it needs.
  Word size() {
    Word most = std::min({Draw::mask(row_.int_bits), last_frame_, last_page_ - 2}); // pages
    if (scenario_.call == Helper::contiguous_remap) // its array has at most INT_MAX bytes
      most = std::min(most, Draw::mask(row_.int_bits - 1) / pointer_bytes_);
    Word pages = 0;
    switch (plain_ ? 7 : draw_.below(8)) {
    case 0: // an array of INT_MAX bytes, of pointers or of struct pages
      pages = (Word{1} << (row_.int_bits - 1)) / draw_.one_of<Word>({pointer_bytes_, 64});
      pages = pages + draw_.below(5) - 2;
      break;
    case 1: // a count that is negative as an int
      pages = (Word{1} << (row_.int_bits - 1)) + draw_.below(5) - 2;
      break;
    case 2:
      pages = most - draw_.below(3);
      break;
    case 3:
    case 4:
      pages = draw_.below(9);
      break;
    case 5: { // PAGE_ALIGN wraps around, where words are no wider than int
      const Word needed = last_page_ + 1;
      if (needed > Draw::mask(row_.int_bits) || needed > last_frame_ ||
          scenario_.call == Helper::contiguous_remap)
        break;
      const Word bytes_of_page = Word{1} << row_.page_shift;
      scenario_.size = M::Bytes(Bits<64>(last_word_ - draw_.below(bytes_of_page - 1)));
      return needed;
    }
    default:
      pages = between(0, most);
      break;
    }
    pages = std::min(pages, most);
    if (scenario_.call == Helper::contiguous_remap && scenario_.kvmalloc_array)
      pages = rarely_many(pages);
    Word bytes = pages << row_.page_shift;
    if (pages != 0 && draw_.one_in(2)) // not whole pages
      bytes -= between(0, (Word{1} << row_.page_shift) - 1);
    scenario_.size = M::Bytes(Bits<64>(bytes));
    return pages;
  }

  // Subjects that are compiled store every entry of the array, which takes its time: long ones are
  // there, but rare.
  Word rarely_many(Word pages) {
    constexpr Word kSome = Word{1} << 17U;
    constexpr Word kMany = Word{1} << 26U;
    if (pages < kSome || draw_.one_in(pages <= kMany ? 32 : 2048))
      return pages;
    return pages % kSome;
  }

  // What both helpers that map have.
  void mapping(Word needed) {
    const Word counted = needed > last_page_ ? 0 : needed;
    scenario_.prot = Bits<64>(between(0, last_word_));
    scenario_.probe = Bits<64>(between(0, needed == 0 ? 0 : needed - 1));
    scenario_.vmap_address = place(counted + 1);
    scenario_.pages = scenario_.kvmalloc_address = array(counted * pointer_bytes_);
  }

  void area() {
    const Word pages = draw_.one_in(2) ? 1 + draw_.below(4) : between(1, last_page_ - 2);
    const Word mapped = std::min(pages, last_page_ - 2);
    scenario_.area_pages = M::PageCount(Bits<64>(mapped));
    scenario_.area_address = place(mapped + 1);
    scenario_.area_array = array((mapped + 1) * pointer_bytes_);
    scenario_.area_flags = Bits<64>(flags());
    const Word start = scenario_.area_address.word.value();
    const Word bytes = (mapped + 1) << row_.page_shift;
    Word cpu_addr = 0;
    switch (draw_.below(8)) {
    case 0:
      cpu_addr = start - 1;
      break;
    case 1:
      cpu_addr = start + bytes;
      break;
    case 2: // the guard page
      cpu_addr = start + (mapped << row_.page_shift) + draw_.below(2);
      break;
    case 3:
      cpu_addr = start + between(0, bytes - 1);
      break;
    case 4:
      cpu_addr = between(0, last_word_);
      break;
    case 5:
      break; // NULL
    default:
      cpu_addr = start;
      break;
    }
    cpu_addr &= last_word_;
    if (scenario_.call == Helper::find_pages && scenario_.area && cpu_addr - start < bytes)
      cpu_addr = start;
    if (scenario_.call == Helper::free_remap)
      cpu_addr = (cpu_addr >> row_.page_shift) << row_.page_shift;
    scenario_.cpu_addr = address(cpu_addr);
  }

  // VM_DMA_COHERENT alone, or any without it.
  Word flags() {
    switch (draw_.below(4)) {
    case 0:
      return draw_.one_of<Word>({0, kVmIoremap, kVmAlloc, kVmMap, kVmUsermap}) & last_word_;
    case 1:
      return between(0, last_word_) & ~kVmDmaCoherent;
    default:
      return kVmDmaCoherent;
    }
  }

  Draw draw_;
  Architecture row_;
  bool plain_;
  Word pointer_bytes_;
  Word last_word_;
  Word last_page_;
  Word last_frame_;
  StoredScenario scenario_;
};

} // namespace

StoredScenario generate(const rc::Random &random, int size, const Architecture &architecture,
                        Helper helper, const FaultAnswers &answers, random::Aim aim,
                        std::span<const std::uint64_t> numbers) {
  return Generator(Draw(random, size), architecture, helper, answers, aim, numbers).run();
}

} // namespace dma_verify::remap
