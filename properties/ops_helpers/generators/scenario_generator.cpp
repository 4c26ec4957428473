// SPDX-License-Identifier: GPL-2.0-only
#include "properties/ops_helpers/generators/scenario_generator.h"

#include "properties/random/draw.h"

#include <algorithm>

namespace dma_verify::ops_helpers {

using random::Aim;
using random::Draw;

namespace {

using M = WidestMachine;
using Word = std::uint64_t;

constexpr Word kFourGiB = Word{1} << 32;

// The gfp flags that callers pass besides GFP_KERNEL.
constexpr Word kGfpAtomic = 0x820;
constexpr Word kGfpNowait = 0x2800;
constexpr Word kGfpNoio = 0xc00;
constexpr Word kGfpNofs = 0xc40;
constexpr Word kGfpUser = 0x100cc0;

M::Bytes bytes(Word value) { return M::Bytes(Bits<64>(value)); }
M::FrameNumber frame(Word value) { return M::FrameNumber(Bits<64>(value)); }
M::VirtualAddress address(Word value) { return M::VirtualAddress(Bits<64>(value)); }
M::BusAddress bus(Word value) { return M::BusAddress(Bits<64>(value)); }

// Fills one scenario, field by field; what a field may be follows from those before it.
class Generator {
public:
  Generator(Draw draw, const Architecture &architecture, Helper helper, const FaultAnswers &answers,
            Aim aim, std::span<const std::uint64_t> numbers)
      : draw_(draw), arch_(architecture), answers_(answers),
        plain_(aim == Aim::plain || (aim == Aim::mixed && draw_.one_in(2))),
        word_mask_(Draw::mask(architecture.word_bits)),
        page_size_(Word{1} << architecture.page_shift) {
    scenario_.architecture = architecture;
    scenario_.call = helper;
    draw_.favour_one_of(numbers, architecture.page_shift);
  }

  StoredScenario run() {
    set_answers();
    device();
    switch (helper_of(scenario_.call)) {
    case Helper::get_sgtable:
      get_sgtable();
      break;
    case Helper::mmap:
      mmap();
      break;
    case Helper::alloc_pages:
      alloc_pages();
      break;
    case Helper::free_pages:
      free_pages();
      break;
    }
    ask_again();
    return scenario_;
  }

private:
  void set_answers() {
    scenario_.pool_claims = answers_.pool_claims;
    scenario_.pool_status = answers_.pool_status;
    scenario_.remap_status = answers_.remap_status;
    scenario_.sg_alloc_status = answers_.sg_alloc_status;
    scenario_.use_dma_iommu = answers_.use_dma_iommu;
    scenario_.ops_has_unmap = answers_.ops_has_unmap;
    scenario_.block_owner = answers_.block_owner;
  }

  // A value of [low, high] in the manner of this scenario.
  Word between(Word low, Word high) {
    if (plain_)
      return draw_.plain_between(low, high, arch_.word_bits);
    if (draw_.one_in(8)) {
      const Word end = draw_.near_end_of_type(arch_.page_shift);
      if (low <= end && end <= high)
        return end;
    }
    return draw_.edge_between(low, high);
  }
  Word any_word(unsigned width) {
    return plain_ ? draw_.plain(width) : draw_.edge_between(0, Draw::mask(width));
  }
  Word pages(Word size) const {
    return (size >> arch_.page_shift) + ((size & (page_size_ - 1)) != 0);
  }
  Word to_bytes(Word pages) const { return pages << arch_.page_shift; }

  // Bytes of a buffer, at most `high`: none, near whole pages, 4 GiB, the end; or anything.
  Word buffer_size(Word high) {
    if (const auto favourite = draw_.favourite_between(0, high))
      return *favourite;
    if (plain_)
      return draw_.plain_between(0, high, arch_.word_bits);
    Word size = 0;
    switch (draw_.below(8)) {
    case 0:
      size = draw_.one_in(2) ? kFourGiB - 2 * page_size_ + draw_.below(4 * page_size_)
                             : draw_.near_end_of_type(arch_.page_shift);
      break;
    case 1:
      size = high - draw_.below(2 * page_size_);
      break;
    case 2:
      size = draw_.edge_between(0, high);
      break;
    case 3:
      size =
          to_bytes(Word{1} << draw_.below(arch_.word_bits - arch_.page_shift)) + draw_.below(3) - 1;
      break;
    case 4:
      size = to_bytes(1 + draw_.below(8));
      break;
    case 5:
      size = 0;
      break;
    default:
      size = to_bytes(draw_.below(8)) + 1 + draw_.below(page_size_ - 1);
      break;
    }
    return size <= high ? size : draw_.below(high);
  }

  // cpu_addr and its frame, for a buffer of `count` pages (buffer_as_allocated, buffer_contiguous).
  void buffer(Word count) {
    const unsigned frame_bits =
        std::min<unsigned>(arch_.phys_bits - arch_.page_shift, arch_.word_bits);
    const Word last_first = Draw::mask(frame_bits) - std::max<Word>(count, 1) + 1;
    const Word low_frames = arch_.linear_size >> arch_.page_shift;
    const Word slots = arch_.vmalloc_size >> arch_.page_shift;
    const Word room = slots - std::min(slots, std::max<Word>(count, 1));
    const bool vmalloc = arch_.mmu && count <= slots && draw_.one_in(2);
    if (vmalloc) {
      scenario_.cpu_addr = address(arch_.vmalloc_base + to_bytes(between(0, room)));
    } else {
      // Inside the linear map, if it is as long as that.
      const Word inside = low_frames - (count <= low_frames ? std::max<Word>(count, 1) : 1);
      const Word first = between(0, std::min(inside, last_first));
      scenario_.cpu_addr = address(arch_.linear_base + to_bytes(first));
    }
    scenario_.vmalloc_to_page = frame(between(0, last_first));
    scenario_.probe = Bits<64>(between(0, std::max<Word>(count, 1) - 1));
    scenario_.dma_handle = bus(any_word(arch_.dma_bits));
    scenario_.attrs =
        Bits<64>(any_word(std::min<unsigned>(arch_.word_bits, 12)) & ~kDmaAttrNoKernelMapping);
  }

  // Callers may pass less than was allocated (buffer_as_allocated).
  void longer_allocation() {
    if (!draw_.one_in(4))
      return;
    Word room = word_mask_ - scenario_.size.word.value();
    if (scenario_.pool_described) {
      const Word end = scenario_.pool_base.word.value() + to_bytes(scenario_.pool_pages.value());
      room = end - scenario_.cpu_addr.word.value() - scenario_.size.word.value();
    }
    scenario_.further_bytes =
        bytes(std::min(room, draw_.one_in(2) ? between(0, room) : draw_.below(4 * page_size_)));
  }

  void get_sgtable() {
    const Word end = arch_.int_bits >= arch_.word_bits ? word_mask_ : Draw::mask(arch_.int_bits);
    const Word size = buffer_size(end - page_size_ + 1 > page_size_ ? end + 1 - page_size_ : 0);
    scenario_.size = bytes(size);
    buffer(pages(size));
    longer_allocation();
  }

  void mmap() {
    const Word size = buffer_size(word_mask_ - page_size_ + 1);
    const Word count = pages(size);
    scenario_.size = bytes(size);
    buffer(count);
    request(count);
    if (scenario_.pool_claims && arch_.mmu && !draw_.one_in(4))
      device_pool(count);
    longer_allocation();
    const Word before = any_word(arch_.word_bits);
    scenario_.vma.vm_page_prot = Bits<64>(before);
    // Half of the VMAs are shared; a part of the others is copy-on-write.
    const Word flags = any_word(arch_.word_bits);
    scenario_.vma.vm_flags = Bits<64>(draw_.one_in(2)   ? (flags | kVmShared) & word_mask_
                                      : draw_.one_in(2) ? flags & ~kVmMayWrite
                                                        : copy_on_write(flags));
    scenario_.dma_pgprot = Bits<64>(draw_.one_in(8) ? before : draw_.bits() & word_mask_);
  }

  Word copy_on_write(Word flags) const {
    return ((flags | kVmMayWrite) & ~Word{kVmShared}) & word_mask_;
  }

  // Makes the buffer one of the device's own memory; most often with a described pool.
  void device_pool(Word count) {
    scenario_.buffer_kind = BufferKind::device_pool;
    const Word area = arch_.vmalloc_size >> arch_.page_shift;
    const Word most = std::min<Word>(area, Draw::mask(arch_.int_bits - 1));
    if (count > most || count == 0)
      return;
    const Word pages = between(count, std::min(most, count + draw_.below(4)));
    const Word base = arch_.vmalloc_base + to_bytes(draw_.below(area - pages + 1));
    const Word before = draw_.below(pages - count + 1);
    scenario_.cpu_addr = address(base + to_bytes(before));
    if (base + to_bytes(pages) > word_mask_ || draw_.one_in(8))
      return;
    scenario_.pool_described = true;
    scenario_.pool_base = address(base);
    scenario_.pool_pages = Bits<32>(pages);
    const Word frames =
        Draw::mask(std::min<unsigned>(arch_.phys_bits - arch_.page_shift, arch_.word_bits));
    scenario_.pool_frame = frame(between(0, frames - pages + 1));
    scenario_.vmalloc_to_page = scenario_.pool_frame + M::PageCount(Bits<64>(before));
    // Its own mapping fails where the schedule's pool does.
    scenario_.remap_status = answers_.pool_status == -kEnxio ? 0 : answers_.pool_status;
  }

  // vm_pgoff and the length of the VMA, related to the buffer's `count` pages, and the probed page.
  void request(Word count) {
    const Word most = Draw::mask(arch_.word_bits - arch_.page_shift); // pages of the longest VMA
    Word offset = 0;
    Word length = 1;
    if (plain_) {
      offset = draw_.plain(arch_.word_bits);
      length = 1 + (draw_.plain(arch_.word_bits) >> arch_.page_shift);
    } else {
      relate(count, most, offset, length);
    }
    if (const auto favourite = draw_.favourite_between(0, word_mask_))
      offset = *favourite;
    if (const auto favourite = draw_.favourite_between(1, most))
      length = *favourite;
    length = std::clamp<Word>(length, 1, most);
    shorten(count, offset, length);
    const Word room = word_mask_ - page_size_ + 1 - to_bytes(length); // bytes before the VMA
    const Word start = to_bytes(between(0, room >> arch_.page_shift));
    scenario_.vma.vm_start = address(start);
    scenario_.vma.vm_end = address(start + to_bytes(length));
    scenario_.vma.vm_pgoff = M::PageCount(Bits<64>(offset & word_mask_));
    scenario_.probe = Bits<64>(between(0, length - 1));
  }

  // An accepted request maps its pages, in some files one by one, so requests are mostly short,
  // longer ones are rarer, and hardly any is longer than just over 4 GiB. The end of the request is
  // kept.
  void shorten(Word count, Word &offset, Word &length) {
    constexpr Word kFew = 1024;
    if (length <= kFew || offset > count || length > count - offset)
      return;
    if (draw_.one_in(1024)) // as long as it is
      return;
    const Word four_gib = (kFourGiB >> arch_.page_shift) + draw_.below(3);
    Word kept = 1 + length % kFew;
    if (draw_.one_in(8)) {
      kept = std::max(four_gib, kFew);
    } else if (draw_.one_in(32)) { // twice as many pages half as often
      Word least = kFew;
      while (least < four_gib / 2 && draw_.one_in(2))
        least *= 2;
      kept = least + draw_.below(least);
    }
    kept = std::min(length, kept);
    offset += length - kept;
    length = kept;
  }

  // The relations between offset, length and count at which bounds checks go wrong.
  void relate(Word count, Word most, Word &offset, Word &length) {
    const Word last = count == 0 ? 0 : count - 1;
    switch (draw_.below(10)) {
    case 0:
    case 1:
    case 2: // ends exactly at the end of the buffer
      offset = draw_.edge_between(0, last);
      length = count - offset;
      break;
    case 3: // ends one to three pages past it
      offset = draw_.edge_between(0, last);
      length = count - offset + 1 + (draw_.one_in(2) ? 0 : draw_.below(3));
      break;
    case 4: // the sum wraps into the buffer
    case 5:
      length = draw_.edge_between(1, most);
      offset = Word{0} - length + draw_.below(std::min<Word>(count, 3) + 1);
      break;
    case 6: // the sum wraps as a number of bytes
      length = draw_.edge_between(1, most);
      offset = ((1 + draw_.below(page_size_)) << (arch_.word_bits - arch_.page_shift)) - length +
               draw_.below(std::min<Word>(count, 3) + 1);
      break;
    case 7: // starts at the end of the buffer, or just beside it
      offset = count + draw_.below(5) - 2;
      length = 1 + draw_.below(3);
      break;
    case 8: // fits if only the low 32 bits count
      offset =
          draw_.edge_between(0, last) + (draw_.one_in(2) ? kFourGiB * (1 + draw_.below(4)) : 0);
      length = 1 + draw_.below(3) + (draw_.one_in(2) ? kFourGiB : 0);
      break;
    default: // inside, or unrelated
      offset = draw_.one_in(2) ? draw_.edge_between(0, last) : draw_.edge_between(0, word_mask_);
      length = draw_.edge_between(1, std::max<Word>(1, count - offset));
      break;
    }
  }

  // Pages of a block that an allocator could serve, at most `high`.
  Word block_pages(Word high) {
    if (const auto favourite = draw_.favourite_between(0, high))
      return *favourite;
    if (plain_)
      return draw_.plain_between(0, high, arch_.word_bits);
    Word count = 0;
    switch (draw_.below(8)) {
    case 0:
      count = (Word{1} << draw_.below(arch_.max_page_order + 1U)) + draw_.below(3) - 1;
      break;
    case 1:
    case 2:
      count = draw_.below(high + 1);
      break;
    case 3:
      count = draw_.below(high + 1) >> draw_.below(6);
      break;
    case 4:
      count = draw_.one_in(16) ? 0 : high - draw_.below(2);
      break;
    case 5:
      count = draw_.one_in(16) ? (kFourGiB >> arch_.page_shift) + draw_.below(2)
                               : draw_.near_end_of_type(arch_.page_shift);
      break;
    default:
      count = 1 + draw_.below(4);
      break;
    }
    return std::min(count, high);
  }

  // Pages of the largest block of a contiguous area: most often up to just over 4 GiB, sometimes as
  // many as the contract allows.
  Word most_of_area() {
    const Word frames = (arch_.linear_size >> arch_.page_shift) / 4;
    const Word most =
        draw_.one_in(4) ? Draw::mask(arch_.int_bits) : (kFourGiB >> arch_.page_shift) + 2;
    return std::min(frames, most);
  }

  // A file may clear a block page by page, or word by word: blocks of over 1 MiB are rare, and less
  // than one in a hundred has over 64 MiB, of which plain stores are not followed. Of these most
  // have just 4 GiB, where 32 bits end.
  Word rarely_large(Word count, Word least, Word most) {
    const Word some = (Word{1} << 20U) >> arch_.page_shift;
    const Word many = (Word{64} << 20U) >> arch_.page_shift;
    if (count <= some)
      return count;
    if (most > many && draw_.one_in(128)) {
      const Word four_gib = (kFourGiB >> arch_.page_shift) + draw_.below(3);
      return std::min(most, draw_.one_in(4) ? between(many + 1, most) : four_gib);
    }
    if (count <= many && draw_.one_in(count + 1 >= most ? 4 : 24))
      return count;
    return least + ((count % some) >> draw_.below(6));
  }

  // More pages than the buddy allocator's largest block has; often few if only 32 bits count.
  Word too_many_pages(Word buddy_most) {
    const Word most = word_mask_ >> arch_.page_shift;
    const Word wraps = (kFourGiB >> arch_.page_shift) + block_pages(4);
    const Word count =
        arch_.word_bits > 32 && draw_.one_in(2) ? wraps : between(buddy_most + 1, most);
    return std::max(count, buddy_most + 1);
  }

  Word order_of(Word pages) const {
    Word order = 0;
    while ((Word{1} << order) < pages)
      ++order;
    return order;
  }

  // First frame of a block of `count` low-memory pages, not meeting [taken, taken + taken_count).
  Word low_block(Word count, Word alignment, Word taken, Word taken_count) {
    const Word frames = arch_.linear_size >> arch_.page_shift;
    const Word slots = frames < count ? 0 : (frames - count) / alignment;
    Word first = between(0, slots) * alignment;
    if (taken_count != 0 && first < taken + taken_count && taken < first + count) {
      first = (taken + taken_count + alignment - 1) / alignment * alignment;
      if (first + count > frames)
        first = 0;
    }
    return first;
  }

  void alloc_pages() {
    const Word buddy_most = Word{1} << arch_.max_page_order;
    Word count = 0;
    if (answers_.contiguous_serves) {
      // Blocks of the contiguous area: up to just over 4 GiB, rarely that large.
      const Word most = most_of_area();
      // Only a device's own area has a single page.
      const Word least = answers_.contiguous_area == ContiguousArea::device ? 1 : 2;
      count = rarely_large(std::max(least, block_pages(most)), least, most);
    } else if (answers_.buddy_serves) {
      count = draw_.one_in(8) ? too_many_pages(buddy_most)
                              : rarely_large(block_pages(buddy_most), 0, buddy_most);
    } else {
      count = between(0, word_mask_ >> arch_.page_shift);
    }
    scenario_.size = bytes(to_bytes(count));
    Word contiguous = 0;
    if (answers_.contiguous_serves) {
      // Small words have few pages; there must be room for a block of the buddy allocator too.
      contiguous = low_block(count, arch_.word_bits < 32 ? count : 1, 0, 0);
      scenario_.contiguous_page = Page<M>::of(frame(contiguous));
      scenario_.contiguous_area = answers_.contiguous_area;
    }
    if (answers_.buddy_serves) {
      const Word taken = answers_.contiguous_serves ? count : 0;
      // Of a request that it refuses, the block that a smaller one would get.
      const Word block =
          count == 0 ? 0 : std::min(buddy_most, Word{1} << order_of(std::min(count, buddy_most)));
      scenario_.buddy_page =
          Page<M>::of(frame(low_block(block, std::max<Word>(1, block), contiguous, taken)));
    }
    handle();
    scenario_.direction = direction();
    const std::uint32_t forbidden = kGfpDma | kGfpHighmem | kGfpDma32 | kGfpComp;
    const Word extra = draw_.bits() & 0xfffffff; // the bits that kernels have used
    Word gfp = extra;
    if (draw_.one_in(2)) {
      gfp = kGfpKernel;
    } else if (draw_.one_in(2)) {
      gfp = draw_.one_of({kGfpAtomic, kGfpNowait, kGfpNoio, kGfpNofs, kGfpUser});
    }
    // An area serves only requests that can block; so most requests with a block of an area can.
    if (answers_.contiguous_serves && !draw_.one_in(16))
      gfp |= kGfpDirectReclaim;
    scenario_.gfp = Bits<32>(gfp & ~Word{forbidden} & Draw::mask(arch_.int_bits));
    const bool needs_node = scenario_.contiguous_area == ContiguousArea::node;
    scenario_.numa_node = node(needs_node ? 0 : -1);
    scenario_.probe = Bits<64>(probed_byte(to_bytes(count)));
  }

  Direction direction() {
    return draw_.one_in(16) ? Direction::none
                            : draw_.one_of({Direction::bidirectional, Direction::to_device,
                                            Direction::from_device});
  }

  // A node, or if `least` is -1 also none; kernels have up to 1,024 (MAX_NUMNODES).
  int node(int least) {
    constexpr int kMost = 1023;
    if (const auto favourite = draw_.favourite_between(0, kMost))
      return static_cast<int>(*favourite);
    const int drawn = draw_.one_in(4)
                          ? static_cast<int>(draw_.below(kMost + 1))
                          : draw_.one_of({-1, -1, 0, 0, 1, 3, 127, 128, 254, 255, 256, 257, kMost});
    return std::max(drawn, least);
  }

  void handle() {
    widen_reach();
    const Word mapped =
        answers_.mapping_fails ? Draw::mask(arch_.dma_bits) : bus_address(any_word(arch_.dma_bits));
    scenario_.map_handle = bus(mapped);
    scenario_.dma_handle = bus(draw_.one_in(4) ? mapped : any_word(arch_.dma_bits));
  }

  // The last address that the device reaches (handle_is_bus_address).
  Word reach() const {
    Word last = Draw::mask(arch_.dma_bits);
    last = std::min(last, scenario_.has_dma_mask ? scenario_.coherent_dma_mask.word.value()
                                                 : Draw::mask(32));
    const Word limit = scenario_.bus_dma_limit.word.value();
    return limit == 0 ? last : std::min(last, limit);
  }

  // A device that does not reach so many bytes cannot map them.
  void widen_reach() {
    if (reach() >= scenario_.size.word.value())
      return;
    scenario_.has_dma_mask = true;
    scenario_.bus_dma_limit = M::BusLimit();
    scenario_.coherent_dma_mask = M::BusLimit(Bits<64>(~Word{0}));
  }

  // A handle of the size: the first and the last, beside 4 GiB, or near this one.
  Word bus_address(Word near) {
    const Word page = std::min<Word>(page_size_, 4096);
    const Word size = scenario_.size.word.value();
    const Word last = (reach() - (size == 0 ? page - 1 : size - 1)) & ~(page - 1);
    switch (draw_.below(8)) {
    case 0:
      return 0;
    case 1:
      return last;
    case 2:
      return std::min(last, kFourGiB - page * draw_.below(2));
    case 3:
      return std::min(last, kFourGiB - std::min(size, kFourGiB));
    default:
      return std::min(last, near & ~(page - 1));
    }
  }

  // What services answer to who asks again after a failure: the same, another failure, or what is
  // asked for; of blocks and handles the one that was released, or another.
  void ask_again() {
    repeat_answers(scenario_);
    for (LaterAnswers<M> &later : scenario_.later) {
      if (scenario_.remap_status != 0)
        later.remap_status = draw_.one_of({0, 0, -kEnomem, -kEinval, -kEacces});
      if (scenario_.sg_alloc_status != 0)
        later.sg_alloc_status = draw_.one_of({0, -kEnomem});
      if (scenario_.call != Helper::alloc_pages)
        continue;
      const Word count = pages(scenario_.size.word.value());
      const Word all_ones = Draw::mask(arch_.dma_bits);
      if (draw_.one_in(2))
        later.map_handle =
            bus(draw_.one_in(3) ? all_ones : bus_address(page_size_ * draw_.below(0x10000)));
      if (draw_.one_in(2))
        later.contiguous_page = draw_.one_in(2) ? Page<M>::null() : block(count, 1);
      const Word largest = Word{1} << arch_.max_page_order;
      const Word order = order_of(std::clamp<Word>(count, 1, largest));
      if (draw_.one_in(2))
        later.buddy_page =
            draw_.one_in(2) ? Page<M>::null() : block(Word{1} << order, Word{1} << order);
    }
  }
  Page<M> block(Word count, Word alignment) {
    return Page<M>::of(frame(low_block(count, alignment, 0, 0)));
  }

  // What a driver or a bus may have set.
  void device() {
    const auto low_bits = [](unsigned bits) { return M::BusLimit(Bits<64>(Draw::mask(bits))); };
    scenario_.coherent_dma_mask = low_bits(draw_.one_of({64U, 32U, 24U, 40U}));
    if (!draw_.one_in(4))
      scenario_.bus_dma_limit = low_bits(draw_.one_of({32U, 24U, 40U}));
    scenario_.has_dma_mask = !draw_.one_in(4);
    scenario_.dma_coherent = draw_.one_in(2);
  }

  Word probed_byte(Word size) {
    if (size == 0)
      return 0;
    switch (draw_.below(4)) {
    case 0:
      return 0;
    case 1:
      return size - 1;
    case 2:
      return between(0, size - 1);
    default:
      return std::min(size - 1, to_bytes(draw_.below(pages(size))) + draw_.below(2));
    }
  }

  void free_pages() {
    const Word buddy_most = Word{1} << arch_.max_page_order;
    const bool buddy = scenario_.block_owner == Allocator::buddy;
    const Word most = buddy ? buddy_most : most_of_area();
    const Word count = std::max<Word>(1, block_pages(most));
    const Word block = buddy ? Word{1} << order_of(count) : count;
    scenario_.size = bytes(to_bytes(count));
    scenario_.page = frame(low_block(block, buddy ? block : 1, 0, 0));
    handle();
    scenario_.dma_handle = scenario_.map_handle;
    scenario_.direction = direction();
  }

  Draw draw_;
  const Architecture &arch_;
  const FaultAnswers &answers_;
  bool plain_;
  Word word_mask_;
  Word page_size_;
  StoredScenario scenario_;
};

} // namespace

StoredScenario generate(const rc::Random &random, int size, const Architecture &architecture,
                        Helper helper, const FaultAnswers &answers, Aim aim,
                        std::span<const std::uint64_t> numbers) {
  return Generator(Draw(random, size), architecture, helper, answers, aim, numbers).run();
}

} // namespace dma_verify::ops_helpers
