// SPDX-License-Identifier: GPL-2.0-only
// The forms of the file are variants of one model: which differ in what.
#include "model/ops_helpers/examples.h"

#include <doctest/doctest.h>

#include <set>

namespace dma_verify::example {
namespace {

using ops_helpers::Form;
using ops_helpers::kForms;
using ops_helpers::run_form;

template <class M> Scenario<M> allocation(bool iommu) {
  Scenario<M> scenario;
  scenario.architecture = row<M>();
  scenario.call = ops_helpers::Helper::alloc_pages;
  scenario.size = bytes<M>(0x3000);
  scenario.use_dma_iommu = iommu;
  scenario.buddy_page = page<M>(8);
  scenario.map_handle = bus<M>(0x40000);
  return scenario;
}

Trace trace_in(const Form &form, const Scenario<M64> &scenario) {
  Observation<M64> observation;
  run_form(scenario, observation, form);
  CHECK(observation.completion == Completion::returned);
  return text_of(observation);
}

TEST_CASE("forms have ids of their own") {
  std::set<std::string_view> ids;
  for (const Form &form : kForms)
    CHECK(ids.insert(form.id).second);
  CHECK(ops_helpers::kSeedForm.id == "seed");
}

TEST_CASE("every form makes the same effects for a device with operations") {
  const Scenario<M64> scenario = allocation<M64>(false);
  const Trace expected = trace_in(ops_helpers::kSeedForm, scenario);
  CHECK(expected.size() == 4);
  for (const Form &form : kForms) {
    CAPTURE(form.id);
    CHECK(trace_in(form, scenario) == expected);
  }
}

TEST_CASE("every form that knows dma-iommu maps by it") {
  const Scenario<M64> scenario = allocation<M64>(true);
  for (const Form &form : kForms) {
    CAPTURE(form.id);
    if (form.dma_iommu)
      CHECK(trace_in(form, scenario) == trace_in(ops_helpers::kSeedForm, scenario));
  }
}

TEST_CASE("the form of 6.1 knows no dma-iommu: a device without operations is a crash") {
  Observation<M64> observation;
  run_form(allocation<M64>(true), observation, kForms[0]);
  CHECK(observation.completion == Completion::crashed);
  run_form(allocation<M64>(true), observation, kForms[1]);
  CHECK(observation.completion == Completion::returned);
}

TEST_CASE("a page is named by its physical address in the width of phys_addr_t") {
  Scenario<M32Lpae> scenario = allocation<M32Lpae>(false);
  scenario.buddy_page = page<M32Lpae>(0x123456);
  for (const Form &form : kForms) {
    CAPTURE(form.id);
    Observation<M32Lpae> observation;
    run_form(scenario, observation, form);
    REQUIRE(observation.trace.size() == 4);
    CHECK(observation.trace[2].phys.word.value() == 0x123456000);
  }
}

} // namespace
} // namespace dma_verify::example
