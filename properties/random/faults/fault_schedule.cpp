// SPDX-License-Identifier: GPL-2.0-only
#include "properties/random/faults/fault_schedule.h"

#include <array>
#include <optional>

namespace dma_verify::random {
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

} // namespace

std::vector<FaultSchedule> fault_schedules(HelperId call, Environment environment) {
  std::vector<FaultSchedule> schedules;
  switch (ops_helpers::helper_of(call)) {
  case ops_helpers::Helper::get_sgtable:
    for (const int status : {0, -kEnomem}) {
      FaultSchedule &schedule = schedules.emplace_back();
      schedule.sg_alloc_status = status;
    }
    break;
  case ops_helpers::Helper::mmap:
    for (const int status : kRemapStatuses) {
      FaultSchedule &schedule = schedules.emplace_back();
      schedule.remap_status = status;
    }
    for (const int status : kPoolStatuses) {
      FaultSchedule &schedule = schedules.emplace_back();
      schedule.pool_claims = true;
      schedule.pool_status = status;
    }
    break;
  case ops_helpers::Helper::alloc_pages:
    for (const bool mapping_fails : {false, true}) {
      for (const std::optional<ContiguousArea> area : kAreas) {
        for (const bool buddy : {true, false}) {
          for_each_device(environment, [&](bool iommu, bool unmap) {
            FaultSchedule &schedule = schedules.emplace_back();
            schedule.contiguous_serves = area.has_value();
            schedule.contiguous_area = area.value_or(ContiguousArea::standard);
            schedule.buddy_serves = buddy;
            schedule.mapping_fails = mapping_fails;
            schedule.use_dma_iommu = iommu;
            schedule.ops_has_unmap = unmap;
          });
        }
      }
    }
    break;
  case ops_helpers::Helper::free_pages:
    for (const Allocator owner : {Allocator::contiguous, Allocator::buddy}) {
      for_each_device(environment, [&](bool iommu, bool unmap) {
        FaultSchedule &schedule = schedules.emplace_back();
        schedule.block_owner = owner;
        schedule.use_dma_iommu = iommu;
        schedule.ops_has_unmap = unmap;
      });
    }
    break;
  }
  return schedules;
}

} // namespace dma_verify::random
