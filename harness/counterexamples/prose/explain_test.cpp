// SPDX-License-Identifier: GPL-2.0-only
// The page that explains a counterexample, and traces as text.
#include "harness/counterexamples/prose/explain.h"

#include "harness/counterexamples/arbitrary.h"
#include "harness/counterexamples/files/field_text.h"
#include "harness/counterexamples/prose/explain_sequence.h"
#include "harness/counterexamples/prose/story.h"
#include "harness/counterexamples/prose/trace_text.h"
#include "harness/develop/testing/contains.h"
#include "model/words/architecture.h"
#include "properties/catalogue.h"
#include "properties/model_subject.h"
#include "properties/reachability.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

namespace dma_verify {
namespace {

using testing::contains;

// A file whose check wraps: 2 pages from the last page number on, of a buffer of one page.
Counterexample wrapping_mmap() {
  StoredScenario scenario;
  scenario.architecture = find_architecture("x86_64").value();
  scenario.call = ops_helpers::Helper::mmap;
  scenario.cpu_addr = WidestMachine::VirtualAddress(Bits<64>(scenario.architecture.linear_base));
  scenario.size = WidestMachine::Bytes(Bits<64>(4096));
  scenario.vma.vm_start = WidestMachine::VirtualAddress(Bits<64>(0x1000));
  scenario.vma.vm_end = WidestMachine::VirtualAddress(Bits<64>(0x3000));
  scenario.vma.vm_pgoff = WidestMachine::PageCount(Bits<64>(~std::uint64_t{0}));
  Counterexample counterexample;
  counterexample.property = "offset-bounds.accepted-in-bounds";
  counterexample.clause = "in-bounds";
  counterexample.subject = {"c", "6.12", "00ff"};
  counterexample.scenario = scenario;
  counterexample.provenance.engine = "random";
  counterexample.provenance.seed = "0x17";
  return counterexample;
}

// What such a file does.
StoredObservation accepted(const StoredScenario &scenario) {
  StoredObservation observed;
  observe_model(scenario, observed);
  observed.status = 0;
  Effect<WidestMachine> &effect = observed.trace.emplace_back();
  effect.kind = DmaEffect::remap_pfn_range;
  effect.address = scenario.vma.vm_start;
  effect.frame = WidestMachine::FrameNumber(Bits<64>(0xabc));
  effect.bytes = WidestMachine::Bytes(Bits<64>(0x2000));
  return observed;
}

TEST_CASE(
    "the page tells what happened, what must hold, how to get there and how to see it again") {
  const Counterexample counterexample = wrapping_mmap();
  const StoredObservation observed = accepted(counterexample.scenario);
  StoredObservation expected;
  observe_model(counterexample.scenario, expected);
  REQUIRE(expected.status == -kEnxio);
  const std::string page =
      explain(counterexample, "my kernel/ops_helpers.c", "out/it's.toml", observed, expected);
  CAPTURE(page);
  CHECK(page.starts_with("# offset-bounds.accepted-in-bounds, clause in-bounds\n\n" +
                         story_of(counterexample, {observed}, {expected}) + "\n\n"));
  CHECK(contains(page, "**What must hold:** a mapping that is accepted lies inside the buffer. "
                       "Here: vm_pgoff + vma_pages <= pages of the buffer, in exact numbers. "
                       "(source: "));
  const Reachability reach = reachability_of(counterexample.scenario);
  CHECK(contains(page, "**How it can be reached:** only through a driver that sets arguments "
                       "itself or misuses the call: " +
                           reach.rule + ".\n"));
  CHECK(contains(page, "Architecture 64-64-64-12, pages of 4096 bytes."));
  CHECK(contains(page, "| vm_pgoff | `0xffffffffffffffff` |\n"));
  CHECK(contains(page, "| environment: remap_pfn_range | `0` |\n"));
  CHECK(contains(page, "  my kernel/ops_helpers.c\n   1  dma_pgprot("));
  CHECK(contains(page, ">  3  remap_pfn_range(addr=0x1000, pfn=0xabc, size=0x2000, prot=0x0) = 0\n"
                       "   4  return 0\n"));
  CHECK(contains(page, ">  3  return -ENXIO\n"));
  CHECK(contains(page, "* M6: "));
  CHECK(contains(page, "Subject: c 6.12 `00ff`. Found by random, seed 0x17.\n"));
  CHECK(page.ends_with(
      "```\ndma-verify replay --subject 'my kernel/ops_helpers.c' 'out/it'\\''s.toml'\n```\n"));
}

TEST_CASE("the table of a scenario has each field that the call reads, and no other") {
  arbitrary::Source source(7);
  for (const HelperId call : all_helpers()) {
    const StoredScenario scenario =
        arbitrary::scenario(source, call, find_architecture("x86_64").value());
    const std::string table = scenario_table(scenario);
    std::ptrdiff_t fields = 0;
    for_each_field(
        [&](const Field &field, const auto &member) {
          const std::string row = std::string(field.name) + " | `" + field_text(member) + "` |\n";
          CAPTURE(row);
          const bool shown = contains(table, "| " + row) || contains(table, ": " + row);
          if (field.used_by(call)) {
            ++fields;
            CHECK(shown);
          }
        },
        scenario);
    CHECK(std::count(table.begin(), table.end(), '\n') == fields + 2);
  }
}

TEST_CASE("an effect is shown as a call with its arguments and its answer") {
  const StoredObservation observed = accepted(wrapping_mmap().scenario);
  CHECK(effect_text(observed.trace.back()) ==
        "remap_pfn_range(addr=0x1000, pfn=0xabc, size=0x2000, prot=0x0) = 0");
}

TEST_CASE("what a call hands back is shown after its effects") {
  StoredObservation observed;
  observed.status = -kEnomem;
  CHECK(observation_lines(ops_helpers::Helper::get_sgtable, observed) ==
        std::vector<std::string>{"return -ENOMEM", "sgt: empty"});
  observed.status = 0;
  observed.sg_table.has_entry = true;
  observed.sg_table.nents = Bits<32>(1);
  observed.sg_table.page = Page<WidestMachine>::of(WidestMachine::FrameNumber(Bits<64>(5)));
  observed.sg_table.length = Bits<32>(0x1000);
  observed.sg_table.end_marked = true;
  CHECK(observation_lines(ops_helpers::Helper::get_sgtable, observed) ==
        std::vector<std::string>{"return 0",
                                 "sgt: nents=1, page=pfn:0x5, offset=0x0, length=0x1000, end"});
  CHECK(observation_lines(ops_helpers::Helper::mmap, observed) ==
        std::vector<std::string>{"return 0", "vma: vm_page_prot=0x0, vm_pgoff=0x0"});
  CHECK(observation_lines(ops_helpers::Helper::alloc_pages, observed) ==
        std::vector<std::string>{"return NULL", "*dma_handle: 0x0"});
  CHECK(observation_lines(ops_helpers::Helper::free_pages, observed) ==
        std::vector<std::string>{"return"});
  observed.completion = Completion::crashed;
  std::strcpy(observed.detail, "SEGV");
  observed.fault_address = 0x18;
  CHECK(observation_lines(ops_helpers::Helper::free_pages, observed) ==
        std::vector<std::string>{"crashed: SEGV at 0x18"});
}

TEST_CASE("areas are shown after the return, of a call without a value too") {
  StoredObservation observed;
  CHECK(observation_lines(remap::Helper::find_pages, observed) ==
        std::vector<std::string>{"return NULL", "areas: none"});
  CHECK(observation_lines(remap::Helper::free_remap, observed) ==
        std::vector<std::string>{"return", "areas: none"});
  CHECK(observation_lines(remap::Helper::contiguous_remap, observed) ==
        std::vector<std::string>{"return NULL", "areas: none", "late store: false"});
  Effect<WidestMachine> effect;
  effect.kind = remap::EffectKind::allocate;
  effect.element_bytes = 8;
  CHECK(effect_text(effect) ==
        "allocate(allocator=kvmalloc, n=0x0, size=8, gfp=0x0, warned=false) = NULL");
  effect.kind = remap::EffectKind::warn;
  CHECK(effect_text(effect) == "WARN()");
}

TEST_CASE("the first difference is marked on both sides, also where one side has ended") {
  const std::string effect = "remap_pfn_range(addr=0x1000, pfn=0xabc, size=0x2000, prot=0x0) = 0\n";
  StoredObservation one;
  one.trace = {accepted(wrapping_mmap().scenario).trace.back()};
  StoredObservation other = one;
  CHECK(side_by_side(ops_helpers::Helper::free_pages, one, "a.c", other, "model") ==
        "  a.c\n   1  " + effect + "   2  return\n  model\n   1  " + effect +
            "   2  return\n  no difference\n");
  other.trace.push_back(one.trace.front());
  CHECK(side_by_side(ops_helpers::Helper::free_pages, one, "a.c", other, "model") ==
        "  a.c\n   1  " + effect + ">  2  return\n  model\n   1  " + effect + ">  2  " + effect +
            "   3  return\n");
  // mmap hands back two lines; a crash none.
  StoredObservation crashed;
  crashed.completion = Completion::crashed;
  crashed.fault_address = ~std::uint64_t{0}; // none is known
  StoredObservation returned;
  CHECK(side_by_side(ops_helpers::Helper::mmap, crashed, "a.c", returned, "model") ==
        "  a.c\n>  1  crashed\n  model\n>  1  return 0\n"
        "   2  vma: vm_page_prot=0x0, vm_pgoff=0x0\n");
  crashed.trace = one.trace;
  StoredObservation longer = crashed;
  longer.completion = Completion::returned;
  longer.trace.push_back(one.trace.front());
  CHECK(contains(side_by_side(ops_helpers::Helper::free_pages, crashed, "a.c", longer, "model"),
                 ">  2  crashed\n"));
}

TEST_CASE("rows of the subject's trace have the lines of its file, and those of the model none") {
  const StoredObservation observed = accepted(wrapping_mmap().scenario);
  StoredObservation expected;
  observe_model(wrapping_mmap().scenario, expected);
  SourceLines lines;
  lines.effects.resize(observed.trace.size());
  lines.effects.back() = {"/some/where/ops_helpers.c", 54};
  lines.last = {"/some/where/ops_helpers.c", 60};
  const auto call = ops_helpers::Helper::mmap;
  const std::string text = side_by_side(call, observed, "a.c", expected, "model", lines);
  CAPTURE(text);
  CHECK(contains(text, ">  3  ops_helpers.c:54 remap_pfn_range(addr=0x1000, "));
  CHECK(contains(text, "   1  dma_pgprot("));
  CHECK_FALSE(contains(text, ":60")); // it returned
  StoredObservation crashed = observed;
  crashed.completion = Completion::crashed;
  CHECK(contains(side_by_side(call, crashed, "a.c", expected, "model", lines),
                 "\n   4  ops_helpers.c:60 crashed"));
  CHECK(contains(explain(wrapping_mmap(), "a.c", "x.toml", observed, expected, lines),
                 ">  3  ops_helpers.c:54 remap_pfn_range("));
}

TEST_CASE("the page of a sequence shows both sides of the step that differs") {
  Counterexample sequence;
  sequence.property = "sequence.content";
  sequence.clause = "buffer";
  sequence.scenario.architecture = find_architecture("x86_64").value();
  world::Event take;
  take.scenario.architecture = sequence.scenario.architecture;
  take.scenario.call = ops_helpers::Helper::alloc_pages;
  take.scenario.size = WidestMachine::Bytes(Bits<64>(0x1000));
  take.scenario.buddy_page = Page<WidestMachine>::of({});
  sequence.steps = {take, take};
  StoredObservation good;
  observe_model(take.scenario, good);
  StoredObservation bad = good;
  bad.trace.pop_back();
  const std::string page = explain_sequence(sequence, "bad.c", "x.toml", {good, bad}, {good, good});
  CAPTURE(page);
  CHECK(contains(page, "In step 2 it did not call memset("));
  CHECK(contains(page, "\n  bad.c\n"));
  CHECK(contains(page, "\n>  4  memset("));
  CHECK_FALSE(
      contains(explain_sequence(sequence, "bad.c", "x.toml", {good, good}, {good, good}), ">  4"));
}

} // namespace
} // namespace dma_verify
