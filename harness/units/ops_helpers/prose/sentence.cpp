// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/prose/sentence.h"

#include "harness/counterexamples/files/field_text.h"
#include "harness/counterexamples/prose/phrases.h"
#include "model/kernel/convert.h"
#include "model/ops_helpers/kernel/buffer.h"

#include <fmt/format.h>

namespace dma_verify::ops_helpers {
namespace {

// An mmap in exact numbers of pages.
struct MmapNumbers {
  Uint128 first = 0;     // vm_pgoff
  Uint128 pages = 0;     // of the VMA
  Uint128 available = 0; // of the buffer
};

MmapNumbers mmap_numbers(const StoredScenario &scenario) {
  const unsigned shift = scenario.architecture.page_shift;
  MmapNumbers numbers;
  numbers.first = scenario.vma.vm_pgoff.word.value();
  numbers.pages = (scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value()) >> shift;
  numbers.available = (Uint128{scenario.size.word.value()} + ((Uint128{1} << shift) - 1)) >> shift;
  return numbers;
}

bool reads_buffer(HelperId call) { return call == Helper::mmap || call == Helper::get_sgtable; }

// ---- What was unusual.

bool is_in_vmalloc_area(const StoredScenario &stored) {
  return with_machine(stored.architecture, [&]<class M>() {
    const Scenario<M> scenario = convert_scenario<M>(stored);
    return is_vmalloc_address<M>(scenario.architecture, scenario.cpu_addr);
  });
}

void add_buffer(const StoredScenario &scenario, std::vector<std::string> &found) {
  switch (scenario.buffer_kind) {
  case BufferKind::contiguous:
    break;
  case BufferKind::scattered:
    found.emplace_back("whose pages are not next to each other in memory");
    break;
  case BufferKind::device_pool:
    found.emplace_back("in the device's own coherent memory");
    break;
  case BufferKind::cookie:
    found.emplace_back("of which cpu_addr is no address but a cookie");
    break;
  }
  if (scenario.buffer_kind == BufferKind::contiguous && is_in_vmalloc_area(scenario))
    found.emplace_back("in the vmalloc area");
  if (scenario.excess.word.value() != 0)
    found.push_back("that is " + bytes_text(scenario.excess.word.value()) +
                    " longer than what was allocated");
  if (scenario.further_bytes.word.value() != 0)
    found.push_back("behind which " + bytes_text(scenario.further_bytes.word.value()) +
                    " more were allocated");
  if (scenario.stale_bytes.word.value() != 0)
    found.push_back("of whose end " + bytes_text(scenario.stale_bytes.word.value()) +
                    " were never zeroed");
  const std::uint64_t in_page =
      scenario.cpu_addr.word.value() & ((std::uint64_t{1} << scenario.architecture.page_shift) - 1);
  if (in_page != 0)
    found.push_back("that begins " + bytes_text(in_page) + " inside a page");
}

void add_mmap(const StoredScenario &scenario, std::vector<std::string> &found) {
  if (scenario.pool_described) {
    found.push_back("beside a coherent pool of " + pages_text(scenario.pool_pages.value()) +
                    " at " + field_text(scenario.pool_base));
  } else if (scenario.pool_claims) {
    found.push_back("claimed by the device's coherent pool, which answers " +
                    status_text(scenario.pool_status));
  }
  if (scenario.remap_status != 0)
    found.push_back("while remap_pfn_range() fails with " + status_text(scenario.remap_status));
}

void add_alloc(const StoredScenario &scenario, std::vector<std::string> &found) {
  if (!scenario.contiguous_page.is_null) {
    found.emplace_back(scenario.contiguous_highmem ? "with high memory of the contiguous area"
                                                   : "with pages of the contiguous area");
  } else if (scenario.buddy_page.is_null) {
    found.emplace_back("while no allocator has pages");
  }
  const std::uint64_t failed = ~std::uint64_t{0} >> (64 - scenario.architecture.dma_bits);
  if (scenario.map_handle.word.value() == failed) {
    found.emplace_back("while the mapping fails");
  } else if (scenario.map_fails_silently) {
    found.emplace_back("while the mapping fails without saying so");
  } else if (scenario.map_bounces) {
    found.emplace_back("while the mapping takes a bounce buffer");
  }
}

void add_device(const StoredScenario &scenario, std::vector<std::string> &found) {
  if (scenario.use_dma_iommu) {
    found.emplace_back("for a device behind dma-iommu");
  } else if (scenario.call == Helper::free_pages && !scenario.ops_has_unmap) {
    found.emplace_back("for a device without an unmap operation");
  }
}

// ---- What happened.

std::string plain_result_of(const StoredScenario &scenario, const StoredObservation &observed) {
  if (observed.completion != Completion::returned)
    return ending_text(observed);
  switch (helper_of(scenario.call)) {
  case Helper::mmap:
  case Helper::get_sgtable:
    return "returned " + status_text(observed.status);
  case Helper::alloc_pages:
    return observed.page.is_null ? "returned NULL"
                                 : "returned the page of frame " + field_text(observed.page.frame);
  case Helper::free_pages:
    return "returned";
  }
  return "";
}
std::string result_of(const StoredScenario &scenario, const StoredObservation &observed) {
  return plain_result_of(scenario, observed) + breach_text(observed);
}

// Where the request lies in the buffer, if the property is about that.
std::string bounds_of(const StoredScenario &scenario, const StoredObservation &observed) {
  const MmapNumbers numbers = mmap_numbers(scenario);
  const unsigned bits = scenario.architecture.word_bits;
  const Uint128 sum = numbers.first + numbers.pages;
  if (sum > numbers.available) {
    std::string text = ", although the request ends past the buffer";
    if (sum >> bits != 0) {
      text += fmt::format(": vm_pgoff + vma_pages() wraps to {} in {} bits",
                          decimal(sum & ((Uint128{1} << bits) - 1)), bits);
    } else if ((sum << scenario.architecture.page_shift) >> bits != 0) {
      text += fmt::format(": as a number of bytes its end wraps in {} bits", bits);
    }
    return text;
  }
  return observed.status == 0 ? "" : ", although the request lies inside the buffer";
}

// The frame that the trace maps at the probed page of the VMA, and the one that should be there, or
// all frames of the buffer.
template <class M>
std::string frames_of(const Scenario<M> &scenario, const Observation<M> &observed,
                      bool whole_buffer) {
  const unsigned shift = scenario.architecture.page_shift;
  const typename M::PageCount probe(scenario.probe);
  const auto address = scenario.vma.vm_start + pages_to_bytes<M>(probe, shift);
  for (const Effect<M> &effect : observed.trace) {
    if (effect.kind != DmaEffect::remap_pfn_range || effect.status != 0)
      continue;
    const auto inside = bytes_between(effect.address, address);
    if (inside >= effect.bytes)
      continue;
    const auto mapped = effect.frame + whole_pages<M>(inside, shift);
    const std::string text = fmt::format("; page {} of the VMA is frame {}",
                                         number_text(probe.word.value()), hex(mapped.word.value()));
    if (!whole_buffer) {
      const auto index = scenario.vma.vm_pgoff + probe;
      return fmt::format("{}, page {} of the buffer is frame {}", text,
                         number_text(index.word.value()),
                         hex(buffer_frame_at<M>(scenario, index).word.value()));
    }
    const auto pages = static_cast<std::uint64_t>(
        exact_page_count<M>(allocated_bytes<M>(scenario), shift).value());
    if (pages == 0)
      return text + ", and the buffer has none";
    return fmt::format("{}, those of the buffer are {} from {} on", text, number_text(pages),
                       hex(buffer_frame<M>(scenario).word.value()));
  }
  return "";
}

std::string frames_of(const StoredScenario &stored, const StoredObservation &observed,
                      bool whole_buffer) {
  return with_machine(stored.architecture, [&]<class M>() {
    Observation<M> converted;
    convert_observation(stored.call, observed, converted);
    return frames_of<M>(convert_scenario<M>(stored), converted, whole_buffer);
  });
}

std::string detail_of(const Counterexample &counterexample, const StoredObservation &observed) {
  const StoredScenario &scenario = counterexample.scenario;
  if (observed.completion != Completion::returned)
    return "";
  if (counterexample.property.starts_with("offset-bounds."))
    return bounds_of(scenario, observed);
  if (counterexample.property == "page-range.mmap" &&
      (counterexample.clause == "page-k" || counterexample.clause == "in-buffer"))
    return frames_of(scenario, observed, counterexample.clause == "in-buffer");
  if (counterexample.property == "page-range.scatter-list" && counterexample.clause == "length")
    return "; the entry's length is " + bytes_text(observed.sg_table.length.value());
  return "";
}

} // namespace

std::string request_of(const StoredScenario &scenario) {
  const std::string size = bytes_text(scenario.size.word.value());
  switch (helper_of(scenario.call)) {
  case Helper::mmap: {
    const MmapNumbers numbers = mmap_numbers(scenario);
    return fmt::format("dma_common_mmap() of {} at vm_pgoff {} of a buffer of {}",
                       pages_text(numbers.pages), number_text(scenario.vma.vm_pgoff.word.value()),
                       pages_text(numbers.available));
  }
  case Helper::get_sgtable:
    return "dma_common_get_sgtable() of a buffer of " + size;
  case Helper::alloc_pages:
    return "dma_common_alloc_pages() of " + size;
  case Helper::free_pages:
    return "dma_common_free_pages() of " + size;
  }
  return "";
}

std::vector<std::string> circumstances_of(const StoredScenario &scenario) {
  std::vector<std::string> found;
  if (reads_buffer(scenario.call)) {
    add_buffer(scenario, found);
  } else {
    add_device(scenario, found);
  }
  if (scenario.call == Helper::mmap)
    add_mmap(scenario, found);
  if (scenario.call == Helper::get_sgtable && scenario.sg_alloc_status != 0)
    found.push_back("while sg_alloc_table() fails with " + status_text(scenario.sg_alloc_status));
  if (scenario.call == Helper::alloc_pages)
    add_alloc(scenario, found);
  if (scenario.call == Helper::free_pages && scenario.block_owner == Allocator::contiguous)
    found.emplace_back("with pages of the contiguous area");
  return found;
}

std::string happened_of(const Counterexample &counterexample, const StoredObservation &observed) {
  return result_of(counterexample.scenario, observed) + detail_of(counterexample, observed);
}

} // namespace dma_verify::ops_helpers
