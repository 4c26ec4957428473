// SPDX-License-Identifier: GPL-2.0-only
// How the assumptions of this unit are broken.
#include "properties/ops_helpers/contracts.h"
#include "properties/ops_helpers/generators/generators.h"

#include <algorithm>

namespace dma_verify::ops_helpers {
namespace {

using M = WidestMachine;
using random::Draw;
using Word = std::uint64_t;

M::Bytes bytes(Word value) { return M::Bytes(Bits<64>(value)); }
M::FrameNumber frame(Word value) { return M::FrameNumber(Bits<64>(value)); }
M::VirtualAddress address(Word value) { return M::VirtualAddress(Bits<64>(value)); }

// Changes a scenario in one of the ways in which the assumption can be broken. Whether that breaks
// other assumptions too is checked afterwards.
class Breaker {
public:
  Breaker(const StoredScenario &inside, Draw &draw)
      : scenario_(inside), arch_(scenario_.architecture), draw_(draw),
        word_mask_(Draw::mask(arch_.word_bits)), page_size_(Word{1} << arch_.page_shift),
        frame_limit_bits_(std::min<unsigned>(arch_.phys_bits - arch_.page_shift, arch_.word_bits)) {
  }

  StoredScenario run(Assumption which) {
    switch (assumed(which)) {
    case Assumed::size_page_aligned:
      part_of_a_page();
      break;
    case Assumed::gfp_without_zone_or_comp:
      forbidden_gfp();
      break;
    case Assumed::map_failure_reported:
      scenario_.map_fails_silently = true;
      break;
    case Assumed::free_matches_allocation:
      block_of_no_allocation();
      break;
    case Assumed::blocks_in_low_memory:
      if (scenario_.call == Helper::free_pages)
        high_block();
      else
        unusable_block();
      break;
    case Assumed::whole_pages_do_not_bounce:
      scenario_.map_bounces = true;
      break;
    case Assumed::buffer_as_allocated:
      not_the_allocation();
      break;
    case Assumed::buffer_contiguous:
      not_contiguous();
      break;
    case Assumed::buffer_has_pages_or_pool:
      without_struct_pages();
      break;
    case Assumed::cpu_addr_is_address:
      cookie();
      break;
    case Assumed::buffer_zeroed:
      scenario_.stale_bytes = bytes(between(1, std::max<Word>(1, to_bytes(pages(size())))));
      break;
    case Assumed::vma_page_aligned:
      misshapen_vma();
      break;
    case Assumed::size_does_not_wrap:
      oversized();
      break;
    case Assumed::handle_is_bus_address:
      no_bus_address();
      break;
    case Assumed::device_not_null:
    case Assumed::may_sleep_if_gfp_may:
    case Assumed::device_can_map:
    case Assumed::buffer_end_does_not_wrap:
    case Assumed::pool_in_range:
      break;
    }
    return scenario_;
  }

private:
  Word size() const { return scenario_.size.word.value(); }
  Word cpu_addr() const { return scenario_.cpu_addr.word.value(); }
  Word pages(Word size) const {
    return (size >> arch_.page_shift) + ((size & (page_size_ - 1)) != 0);
  }
  Word to_bytes(Word pages) const { return (pages << arch_.page_shift) & word_mask_; }
  Word between(Word low, Word high) { return draw_.edge_between(low, std::max(low, high)); }
  // That a physical address names and a word holds.
  Word last_frame() const { return Draw::mask(frame_limit_bits_); }
  Word low_frames() const { return arch_.linear_size >> arch_.page_shift; }

  // ---- alloc_pages, free_pages

  void part_of_a_page() {
    const Word part = between(1, page_size_ - 1);
    if (size() != 0) { // smaller, so that the blocks stay where they may lie
      scenario_.size = bytes(size() - part);
      return;
    }
    scenario_.size = bytes(part);
    if (!scenario_.buddy_page.is_null)
      scenario_.buddy_page.frame = frame(0);
  }

  void forbidden_gfp() {
    Word zones = 0;
    for (const Word bit : {kGfpDma, kGfpHighmem, kGfpDma32, kGfpComp}) {
      if (draw_.one_in(2))
        zones |= bit;
    }
    zones &= Draw::mask(arch_.int_bits);
    scenario_.gfp = Bits<32>(scenario_.gfp.value() | (zones == 0 ? Word{kGfpDma32} : zones));
  }

  // A size of which no block can be: none, or more than the buddy allocator serves.
  void block_of_no_allocation() {
    // Whatever the size, the handle stays one of the device's.
    scenario_.dma_handle = M::BusAddress();
    scenario_.has_dma_mask = true;
    scenario_.coherent_dma_mask = StoredScenario::all_bus_addresses();
    scenario_.bus_dma_limit = M::BusLimit();
    const Word order = arch_.max_page_order + 1U + draw_.below(3);
    if (scenario_.block_owner == Allocator::contiguous || (Word{1} << order) > low_frames()) {
      scenario_.block_owner = Allocator::contiguous;
      scenario_.size = bytes(0);
      return;
    }
    const Word most = Word{1} << order;
    scenario_.size = bytes(to_bytes(between(most / 2 + 1, most)));
    scenario_.page = frame(between(0, low_frames() - most));
  }

  // Inside a page of the bus, or so far up that its bytes wrap or are out of the device's reach.
  void no_bus_address() {
    const Word all_ones = Draw::mask(arch_.dma_bits);
    const Word page = std::min<Word>(page_size_, 4096);
    Word handle = (draw_.bits() & all_ones & ~(page - 1)) | between(1, page - 2);
    if (draw_.one_in(2))
      handle = (all_ones - draw_.below(std::max<Word>(1, size() / page)) * page) & ~(page - 1);
    if (scenario_.call == Helper::free_pages)
      scenario_.dma_handle = M::BusAddress(Bits<64>(handle));
    else
      scenario_.map_handle = M::BusAddress(Bits<64>(handle));
  }

  // A freed block that is not low memory as a whole.
  void high_block() {
    const Word count = pages(size());
    const Word first = low_frames() - std::min(low_frames(), count) + 1;
    scenario_.page = frame(between(first, word_mask_ >> arch_.page_shift));
  }

  void unusable_block() {
    const bool contiguous = !scenario_.contiguous_page.is_null;
    const bool buddy = !scenario_.buddy_page.is_null;
    const Word high = between(low_frames(), last_frame());
    switch (draw_.below(4)) {
    case 0: // one block within the other
      if (contiguous && buddy) {
        scenario_.buddy_page = scenario_.contiguous_page;
        return;
      }
      [[fallthrough]];
    case 1: // beyond the linear map
      if (contiguous && draw_.one_in(2)) {
        scenario_.contiguous_page.frame = frame(high);
        return;
      }
      if (buddy) {
        scenario_.buddy_page.frame = frame(high);
        return;
      }
      [[fallthrough]];
    default:
      scenario_.contiguous_highmem = true;
      break;
    }
  }

  // ---- get_sgtable, mmap

  void not_the_allocation() {
    const Word allocated = size();
    switch (allocated == 0 ? 0 : draw_.below(5)) {
    case 0: // begins within its first page
      scenario_.cpu_addr = address(cpu_addr() + between(1, page_size_ - 1));
      break;
    case 1: // somewhere else
      scenario_.cpu_addr = address(to_bytes(draw_.bits()));
      break;
    case 2: // the caller says more than was allocated: up to a few pages,
      scenario_.further_bytes = bytes(0);
      scenario_.excess = bytes(between(1, 4 * page_size_) & word_mask_);
      scenario_.size = bytes((allocated + scenario_.excess.word.value()) & word_mask_);
      ask_for_the_end();
      break;
    case 3: // around the end of the address space,
      scenario_.size = bytes((Word{0} - cpu_addr() + draw_.below(4 * page_size_)) & word_mask_);
      scenario_.excess = bytes((size() - allocated) & word_mask_);
      scenario_.further_bytes = bytes(0);
      break;
    default: // or than a smaller buffer has
      scenario_.excess = bytes(between(1, allocated));
      break;
    }
  }

  // Mostly the last pages of what the caller says there is.
  void ask_for_the_end() {
    const Word count = pages(size());
    if (scenario_.call != Helper::mmap || count == 0 || draw_.one_in(4))
      return;
    const Word length = 1 + draw_.below(std::min<Word>(count, 4));
    scenario_.vma.vm_pgoff = M::PageCount(Bits<64>(count - length));
    scenario_.vma.vm_start = address(0);
    scenario_.vma.vm_end = address(to_bytes(length));
    scenario_.probe = Bits<64>(length - 1);
  }

  // No memory of the device's own; mostly the device has none that claims the buffer either.
  void ordinary_buffer() {
    scenario_.buffer_kind = BufferKind::contiguous;
    scenario_.pool_described = false;
    if (!draw_.one_in(4))
      scenario_.pool_claims = false;
  }

  // Where a buffer of this size fits into the vmalloc area.
  bool move_to_vmalloc() {
    const Word slots = arch_.vmalloc_size >> arch_.page_shift;
    const Word count = std::max<Word>(1, pages(size()));
    if (!arch_.mmu || count > slots)
      return false;
    const Word room = slots - count;
    scenario_.cpu_addr = address(arch_.vmalloc_base + to_bytes(between(0, room)));
    return true;
  }

  // Over scattered pages; or some of its frames have no physical address.
  void not_contiguous() {
    ordinary_buffer();
    scenario_.further_bytes = bytes(0);
    if (arch_.mmu && size() > arch_.vmalloc_size)
      scenario_.size = bytes(between(1, arch_.vmalloc_size));
    const bool in_vmalloc = move_to_vmalloc();
    if (in_vmalloc && !draw_.one_in(4)) {
      scenario_.buffer_kind = BufferKind::scattered;
      return;
    }
    const Word count = pages(size());
    if (in_vmalloc) {
      scenario_.vmalloc_to_page = frame(between(last_frame() - count + 2, word_mask_));
      return;
    }
    scenario_.cpu_addr =
        address(arch_.linear_base + to_bytes(low_frames() - 1 - draw_.below(low_frames() / 2)));
    if (draw_.one_in(2))
      scenario_.size = bytes(largest_size() - draw_.below(page_size_));
  }

  // Of a buffer that the call may be given.
  Word largest_size() const {
    const Word end = scenario_.call == Helper::get_sgtable && arch_.int_bits < arch_.word_bits
                         ? Draw::mask(arch_.int_bits)
                         : word_mask_;
    return end - page_size_ + 1;
  }

  // A device's own memory that no pool claims, that has no section, or of which a part is missing.
  void without_struct_pages() {
    const bool was_pool = scenario_.buffer_kind == BufferKind::device_pool;
    if (!was_pool) {
      ordinary_buffer();
      move_to_vmalloc();
      scenario_.buffer_kind = BufferKind::device_pool;
    }
    scenario_.missing_section = draw_.one_in(2);
    const Word count = pages(size());
    if (scenario_.call == Helper::mmap && count > 1 && draw_.one_in(4)) {
      const Word most = std::min<Word>(count - 1, Draw::mask(arch_.int_bits - 1));
      scenario_.pool_described = true;
      scenario_.pool_base = scenario_.cpu_addr;
      scenario_.pool_frame = scenario_.vmalloc_to_page;
      scenario_.pool_pages = Bits<32>(between(1, most));
      return;
    }
    if (!scenario_.missing_section) {
      scenario_.pool_described = false;
      scenario_.pool_claims = false;
    } else if (!scenario_.pool_described) {
      scenario_.pool_claims = !draw_.one_in(4);
    }
  }

  // What DMA_ATTR_NO_KERNEL_MAPPING gives; now and then only the attribute.
  void cookie() {
    scenario_.attrs = Bits<64>(scenario_.attrs.value() | kDmaAttrNoKernelMapping);
    if (draw_.one_in(8))
      return;
    ordinary_buffer();
    scenario_.buffer_kind = BufferKind::cookie;
    scenario_.cpu_addr = address(to_bytes(draw_.bits()));
    const Word count = std::max<Word>(1, pages(size()));
    scenario_.vmalloc_to_page = frame(between(0, last_frame() - count + 1));
  }

  void misshapen_vma() {
    Vma<M> &vma = scenario_.vma;
    const Word part = between(1, page_size_ - 1);
    switch (draw_.below(4)) {
    case 0:
      vma.vm_start = address((vma.vm_start.word.value() + part) & word_mask_);
      break;
    case 1:
      vma.vm_end = address((vma.vm_end.word.value() + part) & word_mask_);
      break;
    case 2:
      vma.vm_end = vma.vm_start;
      break;
    default:
      std::swap(vma.vm_start, vma.vm_end);
      break;
    }
  }

  // A size whose whole pages wrap, or do not fit the length of a scatter list's entry. Only the
  // linear map has an end far enough.
  void oversized() {
    ordinary_buffer();
    scenario_.further_bytes = bytes(0);
    const Word first = largest_size() + 1;
    const Word last = scenario_.call == Helper::get_sgtable && first <= word_mask_ - page_size_ + 1
                          ? word_mask_ - page_size_ + 1
                          : word_mask_;
    scenario_.size = bytes(between(first, last));
    const Word frames = last_frame() - pages(size()) + 1;
    const Word room = std::min(low_frames() - 1, frames);
    scenario_.cpu_addr = address(arch_.linear_base + to_bytes(between(0, room)));
  }

  StoredScenario scenario_;
  const Architecture &arch_;
  Draw &draw_;
  Word word_mask_;
  Word page_size_;
  unsigned frame_limit_bits_;
};

} // namespace

StoredScenario break_assumption(Assumption which, const StoredScenario &inside,
                                random::Draw &draw) {
  return Breaker(inside, draw).run(which);
}

} // namespace dma_verify::ops_helpers
