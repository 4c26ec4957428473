// SPDX-License-Identifier: GPL-2.0-only
#include "properties/ops_helpers/plain_words.h"

namespace dma_verify::ops_helpers {
namespace {

// A buffer of two pages, in the linear map and in the vmalloc area. Requested are all of it, a part
// from its end on, and one page too many. It is in no pool, in a pool, and in a pool of known
// geometry.
std::vector<StoredScenario> words_of_buffers(const StoredScenario &plain) {
  const Architecture &row = plain.architecture;
  const auto pages = [&](std::uint64_t count) { return count << row.page_shift; };
  std::vector<StoredScenario> all;
  for (const std::uint64_t start : {row.linear_base, row.vmalloc_base}) {
    for (const std::uint64_t first : {0U, 2U}) {
      for (const std::uint64_t count : {1U, 3U}) {
        StoredScenario scenario = plain;
        scenario.cpu_addr = WidestMachine::VirtualAddress(WidestMachine::Word(start));
        scenario.size = WidestMachine::Bytes(WidestMachine::Word(pages(2)));
        scenario.vmalloc_to_page = WidestMachine::FrameNumber(WidestMachine::Word(1));
        scenario.vma.vm_start = WidestMachine::VirtualAddress(WidestMachine::Word(pages(1)));
        scenario.vma.vm_end = WidestMachine::VirtualAddress(WidestMachine::Word(pages(1 + count)));
        scenario.vma.vm_pgoff = WidestMachine::PageCount(WidestMachine::Word(first));
        all.push_back(scenario);
        scenario.buffer_kind = BufferKind::device_pool;
        all.push_back(scenario);
        scenario.pool_described = true;
        scenario.pool_base = scenario.cpu_addr;
        scenario.pool_pages = WidestMachine::UnsignedInt(2);
        all.push_back(scenario);
      }
    }
  }
  return all;
}

// Two pages, from each area in turn; and more pages than the buddy allocator serves. The mapping
// succeeds, and fails.
std::vector<StoredScenario> words_of_blocks(const StoredScenario &plain) {
  const Architecture &row = plain.architecture;
  const std::uint64_t page = std::uint64_t{1} << row.page_shift;
  std::vector<StoredScenario> all;
  for (const std::uint64_t size : {2 * page, page << (row.max_page_order + 1U)}) {
    for (const std::uint64_t handle : {std::uint64_t{0}, ~std::uint64_t{0}}) {
      StoredScenario scenario = plain;
      scenario.size = WidestMachine::Bytes(WidestMachine::Word(size));
      scenario.numa_node = 0; // the node has an area of its own
      scenario.gfp = WidestMachine::UnsignedInt(kGfpKernel);
      scenario.page = WidestMachine::FrameNumber(WidestMachine::Word(1));
      scenario.contiguous_page.frame = WidestMachine::FrameNumber(WidestMachine::Word(2));
      scenario.buddy_page.frame = WidestMachine::FrameNumber(WidestMachine::Word(4));
      scenario.map_handle = WidestMachine::BusAddress(WidestMachine::Word(handle));
      all.push_back(scenario);
    }
  }
  return all;
}

} // namespace

std::vector<StoredScenario> plain_words(const StoredScenario &plain) {
  const Helper helper = helper_of(plain.call);
  const bool of_buffer = helper == Helper::mmap || helper == Helper::get_sgtable;
  return of_buffer ? words_of_buffers(plain) : words_of_blocks(plain);
}

} // namespace dma_verify::ops_helpers
