// SPDX-License-Identifier: GPL-2.0-only
#include "properties/ops_helpers/statements.h"

#include "properties/ops_helpers/agreement.h"
#include "properties/ops_helpers/path_classes/path_classes.h"
#include "properties/ops_helpers/plain_words.h"
#include "properties/ops_helpers/probes.h"
#include "properties/ops_helpers/reachability.h"

namespace dma_verify::ops_helpers {
namespace {

std::string_view left_out_of_proofs(HelperId helper) {
  return helper == Helper::alloc_pages ? ", with dev_to_node -1, 0 or 1" : "";
}

std::string_view left_out_of_regions(HelperId helper) {
  const bool of_buffer = helper == Helper::mmap || helper == Helper::get_sgtable;
  return of_buffer ? ", the buffer not in a device pool" : "";
}

bool can_occur(const StoredScenario &scenario, random::Environment environment) {
  return environment.iommu_devices || !scenario.use_dma_iommu;
}

using Word = Coordinate::Word;

// The first frame of the buffer, wherever it is mapped; setting it makes it a vmalloc buffer.
Word frame_of_buffer(const StoredScenario &scenario) {
  return buffer_frame<WidestMachine>(scenario).word.value();
}
bool set_frame_of_buffer(StoredScenario &scenario, Word frame) {
  const Architecture &row = scenario.architecture;
  return order::Buffer::set(scenario, order::Buffer::first_vmalloc(row.word_bits)) &&
         order::assign(scenario.vmalloc_to_page, frame, row);
}
// The size as it is, where the order has one page before all others.
Word bytes_of_buffer(const StoredScenario &scenario) { return scenario.size.word.value(); }
bool set_bytes_of_buffer(StoredScenario &scenario, Word bytes) {
  return order::assign(scenario.size, bytes, scenario.architecture);
}

std::vector<Coordinate> followers(HelperId helper) {
  std::vector<Coordinate> all;
  if (helper == Helper::get_sgtable || helper == Helper::mmap)
    all.push_back(follower("frame of the buffer", &frame_of_buffer, &set_frame_of_buffer));
  all.push_back(follower("bytes of the buffer", &bytes_of_buffer, &set_bytes_of_buffer, true));
  return all;
}

std::uint64_t probe_end(const StoredScenario &scenario) {
  if (scenario.call != Helper::mmap)
    return scenario.size.word.value();
  return (scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value()) >>
         scenario.architecture.page_shift;
}

} // namespace

UnitStatements statements() {
  return {kAgreements,          [](HelperId helper) { return path_classes_of(helper_of(helper)); },
          &reachability_of,     &can_occur,
          &plain_words,         &left_out_of_proofs,
          &left_out_of_regions, &followers,
          &probe_end,           &probes_at_edges};
}

} // namespace dma_verify::ops_helpers
