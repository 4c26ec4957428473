// SPDX-License-Identifier: GPL-2.0-only
#include "properties/ops_helpers/generators/fault_answers.h"

#include <array>
#include <map>
#include <optional>

namespace dma_verify::ops_helpers {

using random::Environment;

namespace {

constexpr std::array kPoolStatuses = {0, -kEnxio, -kEinval, -kEnomem, -kEacces};
constexpr std::array kRemapStatuses = {0, -kEinval, -kEnomem, -kEacces};

// The area that serves, if any does.
constexpr std::array<std::optional<ContiguousArea>, 4> kAreas = {
    ContiguousArea::device, ContiguousArea::node, ContiguousArea::standard, std::nullopt};

// The device's three kinds: IOMMU, ops with unmap, ops without.
template <class Visit> void for_each_device(Environment environment, Visit &&visit) {
  visit(false, true);
  visit(false, false);
  if (environment.iommu_devices)
    visit(true, true);
}

std::vector<FaultAnswers> all_answers(Helper helper, Environment environment) {
  std::vector<FaultAnswers> all;
  switch (helper) {
  case Helper::get_sgtable:
    for (const int status : {0, -kEnomem}) {
      FaultAnswers &answers = all.emplace_back();
      answers.sg_alloc_status = status;
    }
    break;
  case Helper::mmap:
    for (const int status : kRemapStatuses) {
      FaultAnswers &answers = all.emplace_back();
      answers.remap_status = status;
    }
    for (const int status : kPoolStatuses) {
      FaultAnswers &answers = all.emplace_back();
      answers.pool_claims = true;
      answers.pool_status = status;
    }
    break;
  case Helper::alloc_pages:
    for (const bool mapping_fails : {false, true}) {
      for (const std::optional<ContiguousArea> area : kAreas) {
        for (const bool buddy : {true, false}) {
          for_each_device(environment, [&](bool iommu, bool unmap) {
            FaultAnswers &answers = all.emplace_back();
            answers.contiguous_serves = area.has_value();
            answers.contiguous_area = area.value_or(ContiguousArea::standard);
            answers.buddy_serves = buddy;
            answers.mapping_fails = mapping_fails;
            answers.use_dma_iommu = iommu;
            answers.ops_has_unmap = unmap;
          });
        }
      }
    }
    break;
  case Helper::free_pages:
    for (const Allocator owner : {Allocator::contiguous, Allocator::buddy}) {
      for_each_device(environment, [&](bool iommu, bool unmap) {
        FaultAnswers &answers = all.emplace_back();
        answers.block_owner = owner;
        answers.use_dma_iommu = iommu;
        answers.ops_has_unmap = unmap;
      });
    }
    break;
  }
  return all;
}

// Nothing fails: the answers say only who serves.
bool is_faultless(const FaultAnswers &answers) {
  return !answers.mapping_fails && !answers.pool_claims && answers.remap_status == 0 &&
         answers.sg_alloc_status == 0 && (answers.contiguous_serves || answers.buddy_serves);
}

} // namespace

const std::vector<FaultAnswers> &fault_answers(Helper helper, Environment environment) {
  static const auto kAll = [] {
    std::map<std::pair<Helper, bool>, std::vector<FaultAnswers>> all;
    for (const HelperText &text : kHelpers) {
      for (const bool iommu_devices : {false, true})
        all[{helper_of(text.id), iommu_devices}] = all_answers(helper_of(text.id), {iommu_devices});
    }
    return all;
  }();
  return kAll.at({helper, environment.iommu_devices});
}

// That no contiguous area serves counts as much as that any of the three does.
std::vector<random::FaultSchedule> fault_schedules(Helper helper, Environment environment) {
  std::vector<random::FaultSchedule> schedules;
  for (const FaultAnswers &answers : fault_answers(helper, environment)) {
    schedules.push_back({helper, environment, schedules.size(), is_faultless(answers),
                         answers.contiguous_serves ? 1U : 3U});
  }
  return schedules;
}

const FaultAnswers &answers_of(const random::FaultSchedule &schedule) {
  return fault_answers(helper_of(schedule.helper), schedule.environment).at(schedule.number);
}

} // namespace dma_verify::ops_helpers
