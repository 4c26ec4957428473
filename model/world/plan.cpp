// SPDX-License-Identifier: GPL-2.0-only
#include "model/world/plan.h"

#include "model/kernel/neighbours/buddy.h"
#include "model/kernel/neighbours/contiguous.h"
#include "model/kernel/neighbours/protection.h"
#include "model/ops_helpers/kernel/buffer.h"

#include <algorithm>

namespace dma_verify::world {
namespace {

using M = WidestMachine;
using Word = std::uint64_t;

M::Bytes bytes_word(Word value) { return M::Bytes(M::Word(value)); }
M::FrameNumber frame_word(Word value) { return M::FrameNumber(M::Word(value)); }
M::VirtualAddress address_word(Word value) { return M::VirtualAddress(M::Word(value)); }
M::BusAddress bus_word(Word value) { return M::BusAddress(M::BusAddress::Word(value)); }

Word low_bits(unsigned width) { return width >= 64 ? ~Word{0} : (Word{1} << width) - 1; }

// The lowest free run of `count` frames in the memory, aligned; nothing if there is none.
std::optional<Word> free_run(const World &world, const Frames &memory, Word count, Word alignment) {
  if (count == 0 || count > memory.count)
    return std::nullopt;
  for (Word first = memory.first; first + count <= memory.first + memory.count;
       first += alignment) {
    const Frames run{first, count};
    const auto meets = [&](const auto &block) { return frames_of(block.pages).overlaps(run); };
    if (std::ranges::none_of(world.ledger.blocks, meets))
      return first;
  }
  return std::nullopt;
}

// A bus address at which nothing of this device is mapped, from `lowest` on, in steps of a page.
Word free_handle(const World &world, unsigned device, Word lowest, Word bytes, Word step) {
  Word handle = lowest;
  const auto meets = [&](const auto &mapping) {
    return mapping.device == device &&
           Frames{mapping.handle.word.value(), std::max<Word>(mapping.bytes.word.value(), 1)}
               .overlaps({handle, std::max<Word>(bytes, 1)});
  };
  while (std::ranges::any_of(world.ledger.mappings, meets))
    handle += step;
  return handle;
}

// One event in one state.
class Planner {
public:
  Planner(const Platform &platform, const World &world, const Step &step)
      : platform_(platform), arch_(platform.architecture), world_(world), step_(step),
        shift_(arch_.page_shift) {
    event_.action = step.action;
    event_.scenario.architecture = arch_;
    if (const auto call = call_of(step.action))
      event_.scenario.call = *call;
  }

  std::optional<Event> run() {
    if (step_.action == Action::acquire || step_.action == Action::alloc_coherent) {
      event_.device = step_.device % static_cast<unsigned>(platform_.devices.size());
      event_.buffer = world_.ledger.handed_out;
      if (step_.action == Action::alloc_coherent)
        return alloc_coherent();
      acquire();
      repeat_answers(event_.scenario);
      describe_reach();
      return event_;
    }
    const auto fitting = candidates(world_, step_.action);
    if (fitting.empty())
      return std::nullopt;
    const Buffer &buffer = *fitting[step_.buffer % fitting.size()];
    event_.device = buffer.device;
    event_.buffer = buffer.number;
    describe_reach();
    event_.device_writes = step_.action == Action::sync_for_cpu && step_.device_writes;
    if (step_.action == Action::release) {
      release(buffer);
    } else if (step_.action == Action::describe) {
      describe(buffer);
      event_.scenario.sg_alloc_status = step_.faults.sg_alloc_status;
      // GCOVR_EXCL_BR_START: drawn steps fit, shrunk ones may not
    } else if (step_.action == Action::map_to_user && !map_to_user(buffer)) {
      // GCOVR_EXCL_BR_STOP
      return std::nullopt; // GCOVR_EXCL_LINE: drawn steps fit
    }
    repeat_answers(event_.scenario);
    return event_;
  }

private:
  const Device &device() const { return platform_.devices[event_.device]; }

  void describe_device() {
    event_.scenario.use_dma_iommu = device().use_dma_iommu;
    event_.scenario.ops_has_unmap = device().ops_has_unmap;
    event_.scenario.numa_node = device().numa_node;
  }

  void describe_reach() {
    event_.scenario.coherent_dma_mask.word = M::Word(device().coherent_dma_mask);
    event_.scenario.bus_dma_limit.word = M::Word(device().bus_dma_limit);
    event_.scenario.has_dma_mask = device().has_dma_mask;
    event_.scenario.dma_coherent = device().coherent;
  }

  std::optional<Event> alloc_coherent() {
    // GCOVR_EXCL_BR_START: drawn steps fit, shrunk ones may not
    if (!device().pool || step_.bytes == 0)
      return std::nullopt;
    // GCOVR_EXCL_BR_STOP
    const Frames memory{device().pool->first.word.value(), device().pool->pages.value()};
    const auto pages = pages_of_order<M>(get_order<M>(bytes_word(step_.bytes), shift_));
    const auto first = free_run(world_, memory, pages.word.value(), pages.word.value());
    if (!first)
      return std::nullopt;
    event_.bytes = step_.bytes;
    event_.frame = *first;
    return event_;
  }

  void acquire() {
    StoredScenario &scenario = event_.scenario;
    describe_device();
    scenario.size = bytes_word(step_.bytes);
    scenario.gfp = M::UnsignedInt(step_.gfp);
    scenario.direction = step_.direction;
    // The first that serves is the one area that the scenario can name.
    if (device().own_area) {
      ask(ContiguousArea::device, platform_.device_area, step_.faults.device_area);
    } else if (!ask(ContiguousArea::node, platform_.node_area, step_.faults.node_area)) {
      ask(ContiguousArea::standard, platform_.standard_area, step_.faults.standard_area);
    }
    const auto order = get_order<M>(scenario.size, shift_);
    if (buddy::serves<M>(arch_, order) && !step_.faults.buddy) {
      const Word pages = pages_of_order<M>(order).word.value();
      if (const auto first = free_run(world_, platform_.buddy, pages, pages))
        scenario.buddy_page = Page<M>::of(frame_word(*first));
    }
    scenario.map_handle = bus_word(handle());
    scenario.map_bounces = device().bounces;
  }

  bool ask(ContiguousArea area, const Frames &memory, bool fails) {
    StoredScenario &scenario = event_.scenario;
    if (fails ||
        !contiguous::asks<M>(area, scenario.size, scenario.gfp, scenario.numa_node, shift_))
      return false;
    const auto pages = contiguous::requested_pages<M>(scenario.size, shift_);
    const auto first = free_run(world_, memory, pages.word.value(), 1);
    if (!first)
      return false;
    scenario.contiguous_page = Page<M>::of(frame_word(*first));
    scenario.contiguous_area = area;
    scenario.contiguous_highmem = platform_.areas_are_high_memory;
    return true;
  }

  // What the device's mapping answers: all ones where it fails.
  Word handle() const {
    const StoredScenario &scenario = event_.scenario;
    if (step_.faults.mapping)
      return low_bits(arch_.dma_bits);
    const Page<M> &page =
        scenario.contiguous_page.is_null ? scenario.buddy_page : scenario.contiguous_page;
    // Without an unmap operation the device sees memory where it is.
    if (!device().use_dma_iommu && !device().ops_has_unmap)
      return frame_to_phys<M>(page.frame, shift_).word.value();
    const Word page_bytes = Word{1} << shift_;
    const Word lowest = device().use_dma_iommu ? page_bytes : 0; // address 0 is IOMMU's no address
    return free_handle(world_, event_.device, lowest, step_.bytes, page_bytes);
  }

  void release(const Buffer &buffer) {
    StoredScenario &scenario = event_.scenario;
    describe_device();
    scenario.size = buffer.bytes;
    scenario.page = buffer.first;
    scenario.dma_handle = buffer.handle;
    scenario.direction = buffer.direction;
    scenario.block_owner = world_.ledger.owner_of(buffer);
  }

  // The buffer as a call that uses it is given it.
  void describe(const Buffer &buffer) {
    StoredScenario &scenario = event_.scenario;
    scenario.size = buffer.bytes;
    scenario.dma_handle = buffer.handle;
    scenario.vmalloc_to_page = buffer.first;
    if (buffer.of_pool) {
      const Pool &pool = *device().pool;
      scenario.buffer_kind = BufferKind::device_pool;
      scenario.cpu_addr =
          pool.base + pages_to_bytes<M>(pages_between(pool.first, buffer.first), shift_);
      scenario.pool_described = true;
      scenario.pool_base = pool.base;
      scenario.pool_pages = pool.pages;
      scenario.pool_frame = pool.first;
      scenario.stale_bytes = page_align<M>(buffer.bytes, shift_) - buffer.bytes;
    } else if (device().coherent) {
      scenario.cpu_addr = linear_address<M>(arch_, buffer.first);
    } else {
      scenario.cpu_addr =
          address_word(arch_.vmalloc_base + (world_.vmalloc_pages.at(buffer.number) << shift_));
    }
  }

  bool map_to_user(const Buffer &buffer) {
    constexpr Word kProtection = 0x25;
    StoredScenario &scenario = event_.scenario;
    const Word start = Word{16} << shift_;
    const Word room = (low_bits(arch_.word_bits) >> shift_) - 16;
    // GCOVR_EXCL_BR_START: drawn steps fit, shrunk ones may not
    if (step_.pages == 0 || step_.pages > room)
      return false; // GCOVR_EXCL_LINE: drawn steps fit, shrunk ones may not
    // GCOVR_EXCL_BR_STOP
    describe(buffer);
    scenario.attrs = M::Word(step_.write_combine ? kDmaAttrWriteCombine : 0);
    scenario.vma.vm_start = address_word(start);
    scenario.vma.vm_end = address_word(start + (step_.pages << shift_));
    scenario.vma.vm_pgoff = M::PageCount(M::Word(step_.vm_pgoff & low_bits(arch_.word_bits)));
    scenario.vma.vm_page_prot = M::Word(kProtection);
    scenario.vma.vm_flags = M::Word(kVmShared | kVmMayWrite);
    scenario.remap_status = step_.faults.remap_status;
    const protection::Device prot_device{device().coherent, true};
    const auto mode = protection::cache_mode<M>(prot_device, scenario.attrs);
    event_.protection = kProtection | (static_cast<Word>(mode) << 8U);
    scenario.dma_pgprot = M::Word(event_.protection);
    return true;
  }

  const Platform &platform_;
  const Architecture &arch_;
  const World &world_;
  const Step &step_;
  unsigned shift_;
  Event event_;
};

} // namespace

std::vector<const Buffer *> candidates(const World &world, Action action) {
  std::vector<const Buffer *> fitting;
  for (const Buffer &buffer : world.ledger.buffers) {
    bool fits = false;
    switch (action) { // GCOVR_EXCL_BR_LINE: each value has its case
    case Action::acquire:
    case Action::alloc_coherent:
      break;
    case Action::release:
      fits = !buffer.of_pool && !is_user_mapped(world, buffer);
      break;
    case Action::free_coherent:
      fits = buffer.of_pool && !is_user_mapped(world, buffer);
      break;
    case Action::describe:
    case Action::sync_for_cpu:
      fits = !buffer.of_pool;
      break;
    case Action::map_to_user:
      fits = true;
      break;
    case Action::munmap:
      fits = is_user_mapped(world, buffer);
      break;
    }
    if (fits)
      fitting.push_back(&buffer);
  }
  return fitting;
}

std::optional<Event> plan(const Platform &platform, const World &world, const Step &step) {
  return Planner(platform, world, step).run();
}

std::optional<Event> plan_end(const Platform &platform, const World &world) {
  for (const Action action : {Action::munmap, Action::release, Action::free_coherent}) {
    Step step;
    step.action = action;
    if (auto event = plan(platform, world, step))
      return event;
  }
  return std::nullopt;
}

} // namespace dma_verify::world
