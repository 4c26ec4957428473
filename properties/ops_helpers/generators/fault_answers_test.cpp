// SPDX-License-Identifier: GPL-2.0-only
// The fault schedules of each call, counted against the answers that its services can give.
#include "properties/ops_helpers/generators/fault_answers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

namespace dma_verify::ops_helpers {
namespace {

constexpr std::array kCalls = {Helper::get_sgtable, Helper::mmap, Helper::alloc_pages,
                               Helper::free_pages};
const random::Environment kNew{true};
const random::Environment kOld{false};

std::size_t count(Helper call, random::Environment environment) {
  return fault_answers(call, environment).size();
}

TEST_CASE("there are as many schedules as combinations of finite answers") {
  const std::size_t statuses = 2; // 0, -ENOMEM
  const std::size_t remap = 4;    // 0, -EINVAL, -ENOMEM, -EACCES
  const std::size_t pool = 5;     // those and -ENXIO
  const std::size_t devices = 3;  // IOMMU, ops with unmap, ops without
  const std::size_t areas = 4;    // the device's, the node's, the standard one, none
  const std::size_t buddy = 2;    // the buddy allocator serves, or has nothing
  const std::size_t mapping = 2;  // works, fails
  const std::size_t owners = 2;   // contiguous area, buddy allocator
  CHECK(count(Helper::get_sgtable, kNew) == statuses);
  CHECK(count(Helper::mmap, kNew) == remap + pool);
  CHECK(count(Helper::alloc_pages, kNew) == areas * buddy * mapping * devices);
  CHECK(count(Helper::free_pages, kNew) == owners * devices);
}

TEST_CASE("without IOMMU devices a third of the devices is missing") {
  CHECK(count(Helper::get_sgtable, kOld) == 2);
  CHECK(count(Helper::mmap, kOld) == 9);
  CHECK(count(Helper::alloc_pages, kOld) == 32);
  CHECK(count(Helper::free_pages, kOld) == 4);
  for (const Helper call : kCalls) {
    for (const FaultAnswers &schedule : fault_answers(call, kOld))
      CHECK_FALSE(schedule.use_dma_iommu);
  }
}

TEST_CASE("each schedule occurs once") {
  for (const Helper call : kCalls) {
    for (const random::Environment &environment : {kNew, kOld}) {
      const auto schedules = fault_answers(call, environment);
      for (const FaultAnswers &schedule : schedules)
        CHECK(std::count(schedules.begin(), schedules.end(), schedule) == 1);
    }
  }
}

TEST_CASE("the first schedule has no fault") {
  for (const Helper call : kCalls) {
    const FaultAnswers first = fault_answers(call, kNew).front();
    CHECK_FALSE(first.pool_claims);
    CHECK(first.pool_status == 0);
    CHECK(first.remap_status == 0);
    CHECK(first.sg_alloc_status == 0);
    CHECK((first.contiguous_serves || first.buddy_serves));
    CHECK_FALSE(first.mapping_fails);
  }
}

TEST_CASE("a schedule changes only what its call reads") {
  const FaultAnswers plain;
  for (const FaultAnswers &schedule : fault_answers(Helper::get_sgtable, kNew)) {
    FaultAnswers rest = schedule;
    rest.sg_alloc_status = plain.sg_alloc_status;
    CHECK(rest == plain);
  }
  for (const FaultAnswers &schedule : fault_answers(Helper::mmap, kNew)) {
    FaultAnswers rest = schedule;
    rest.pool_claims = plain.pool_claims;
    rest.pool_status = plain.pool_status;
    rest.remap_status = plain.remap_status;
    CHECK(rest == plain);
  }
  for (const FaultAnswers &schedule : fault_answers(Helper::free_pages, kNew)) {
    FaultAnswers rest = schedule;
    rest.block_owner = plain.block_owner;
    rest.use_dma_iommu = plain.use_dma_iommu;
    rest.ops_has_unmap = plain.ops_has_unmap;
    CHECK(rest == plain);
  }
}

TEST_CASE("each error number that a service can give occurs") {
  const auto occurs = [](int FaultAnswers::*status, Helper call, int value) {
    const auto schedules = fault_answers(call, kNew);
    return std::any_of(schedules.begin(), schedules.end(),
                       [&](const FaultAnswers &schedule) { return schedule.*status == value; });
  };
  CHECK(occurs(&FaultAnswers::sg_alloc_status, Helper::get_sgtable, -kEnomem));
  for (const int error : {-kEinval, -kEnomem, -kEacces}) {
    CHECK(occurs(&FaultAnswers::remap_status, Helper::mmap, error));
    CHECK(occurs(&FaultAnswers::pool_status, Helper::mmap, error));
  }
  CHECK(occurs(&FaultAnswers::pool_status, Helper::mmap, -kEnxio));
  CHECK_FALSE(occurs(&FaultAnswers::remap_status, Helper::mmap, -kEnxio));
}

TEST_CASE("an IOMMU device is reported once whatever its ops table would have") {
  for (const FaultAnswers &schedule : fault_answers(Helper::free_pages, kNew))
    CHECK((!schedule.use_dma_iommu || schedule.ops_has_unmap));
}

} // namespace
} // namespace dma_verify::ops_helpers
