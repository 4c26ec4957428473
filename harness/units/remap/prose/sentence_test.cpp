// SPDX-License-Identifier: GPL-2.0-only
// The sentences about a counterexample of this unit, in the kernel's words.
#include "harness/counterexamples/prose/sentence.h"

#include "harness/counterexamples/arbitrary.h"
#include "harness/counterexamples/prose/consequence.h"
#include "harness/develop/testing/contains.h"
#include "properties/catalogue.h"
#include "properties/model_subject.h"

#include <doctest/doctest.h>

#include <cstring>

namespace dma_verify::remap {
namespace {

using testing::contains;

constexpr std::uint64_t kPage = 4096;

WidestMachine::VirtualAddress address(std::uint64_t value) {
  return WidestMachine::VirtualAddress(Bits<64>(value));
}

// A remap of three pages that are the caller's.
StoredScenario mapping_of(Helper helper, std::uint64_t bytes = 3 * kPage) {
  StoredScenario scenario;
  scenario.architecture = find_architecture("x86_64").value();
  scenario.call = helper;
  scenario.size.word = Bits<64>(bytes);
  scenario.page.word = Bits<64>(0x700);
  scenario.owned.word = Bits<64>(3);
  scenario.entry.word = Bits<64>(0x70);
  scenario.pages = scenario.kvmalloc_address = address(0x40);
  scenario.vmap_address = address(0x100000);
  scenario.prot = Bits<64>(0x63);
  return scenario;
}

// An address in an area of four pages that has an array.
StoredScenario in_area(Helper helper, std::uint64_t offset = 0) {
  StoredScenario scenario;
  scenario.architecture = find_architecture("x86_64").value();
  scenario.call = helper;
  scenario.area = true;
  scenario.area_address = address(0x100000);
  scenario.area_pages.word = Bits<64>(4);
  scenario.area_flags = Bits<64>(kVmDmaCoherent);
  scenario.area_has_array = true;
  scenario.area_array = address(0x80);
  scenario.cpu_addr = address(0x100000 + offset);
  return scenario;
}

StoredObservation model_of(const StoredScenario &scenario) {
  StoredObservation observed;
  observe_model(scenario, observed);
  return observed;
}

Counterexample about(const std::string &property, const std::string &clause,
                     const StoredScenario &scenario) {
  Counterexample counterexample;
  counterexample.property = property;
  counterexample.clause = clause;
  counterexample.scenario = scenario;
  return counterexample;
}

// What the model's call did, after request and circumstances, up to what was expected.
std::string happened(const std::string &property, const std::string &clause,
                     const StoredScenario &scenario, const StoredObservation &observed) {
  const std::string text = sentence_of(about(property, clause, scenario), observed);
  const std::size_t begin =
      request_of(scenario).size() +
      (circumstances_of(scenario).empty() ? 1 : circumstances_of(scenario).size() + 4);
  return text.substr(begin, text.find(" Expected: ") - begin);
}

TEST_CASE("a mapping is reported by its pages, and by its bytes if they are not whole pages") {
  CHECK(request_of(mapping_of(Helper::contiguous_remap)) ==
        "dma_common_contiguous_remap() of 3 pages");
  CHECK(request_of(mapping_of(Helper::pages_remap, kPage + 1)) ==
        "dma_common_pages_remap() of 2 pages (4097 bytes)");
  CHECK(request_of(mapping_of(Helper::pages_remap, 1)) ==
        "dma_common_pages_remap() of 1 page (1 byte)");
  CHECK(request_of(mapping_of(Helper::contiguous_remap, ~std::uint64_t{0})) ==
        "dma_common_contiguous_remap() of 0x10000000000000 pages (0xffffffffffffffff bytes)");
}

TEST_CASE("an address is reported by its place in the area") {
  const auto of = [](const StoredScenario &scenario) {
    const std::string text = request_of(scenario);
    return text.substr(text.find(" of ") + 4);
  };
  CHECK(request_of(in_area(Helper::free_remap)) ==
        "dma_common_free_remap() of the address of an area of 4 pages with an array");
  CHECK(of(in_area(Helper::find_pages, 1)) ==
        "an address 1 byte inside an area of 4 pages with an array");
  CHECK(of(in_area(Helper::find_pages, 4 * kPage)) ==
        "an address in the guard page of an area of 4 pages with an array");
  CHECK(of(in_area(Helper::find_pages, 5 * kPage)) ==
        "an address outside of an area of 4 pages with an array");
  CHECK(of(in_area(Helper::find_pages, ~std::uint64_t{0})) ==
        "an address outside of an area of 4 pages with an array");
  StoredScenario scenario = in_area(Helper::find_pages);
  scenario.area_has_array = false;
  CHECK(of(scenario) == "the address of an area of 4 pages without an array");
  scenario.area = false;
  CHECK(of(scenario) == "an address in no area");
}

TEST_CASE("nothing is said of a call of remap.c where nothing is unusual") {
  CHECK(circumstances_of(mapping_of(Helper::contiguous_remap)).empty());
  CHECK(circumstances_of(mapping_of(Helper::pages_remap)).empty());
  CHECK(circumstances_of(in_area(Helper::find_pages)).empty());
  CHECK(circumstances_of(in_area(Helper::free_remap)).empty());
}

TEST_CASE("of remap.c, each unusual answer of the environment is reported") {
  const auto phrase = [](StoredScenario scenario, const auto &change) {
    change(scenario);
    return circumstances_of(scenario);
  };
  using S = StoredScenario;
  const S block = mapping_of(Helper::contiguous_remap);
  CHECK(phrase(block, [](S &s) { s.kvmalloc_array = false; }) == "while kvmalloc_array() fails");
  CHECK(phrase(block, [](S &s) { s.vmap = false; }) == "while vmap() fails");
  CHECK(phrase(block, [](S &s) { s.owned.word = Bits<64>(1); }) ==
        "of which 1 page is the caller's");
  CHECK(phrase(block, [](S &s) {
          s.split_memmap = true;
          s.next_part.word = Bits<64>(0x701);
        }) == "whose struct pages begin anew at frame 0x701");
  CHECK(phrase(in_area(Helper::free_remap), [](S &s) {
          s.area_flags = Bits<64>(kVmDmaCoherent | kVmMap);
        }) == "whose flags are VM_MAP | VM_DMA_COHERENT");
  CHECK(failures_of(block).empty());
}

TEST_CASE("a mapping that is returned is reported by its pages and its address") {
  const StoredScenario scenario = mapping_of(Helper::contiguous_remap);
  StoredObservation observed = model_of(scenario);
  CHECK(happened("error-unwind.contiguous_remap", "result", scenario, observed) ==
        "returned a mapping of 3 pages at 0x100000.");
  observed.result.address = address(0x5000);
  CHECK(happened("error-unwind.contiguous_remap", "result", scenario, observed) ==
        "returned 0x5000, where nothing was mapped.");
  observed.result = Pointer<WidestMachine>::null();
  CHECK(happened("error-unwind.contiguous_remap", "result", scenario, observed) ==
        "returned NULL.");
}

TEST_CASE("a wrong page is reported with the one that should be there") {
  StoredScenario scenario = mapping_of(Helper::contiguous_remap);
  scenario.probe = Bits<64>(2);
  StoredObservation observed = model_of(scenario);
  Effect<WidestMachine> &mapping = observed.trace.at(1);
  REQUIRE(mapping.kind == EffectKind::vmap);
  mapping.entry.frame.word = Bits<64>(0x700);
  CHECK(contains(happened("page-range.contiguous_remap", "page-k", scenario, observed),
                 "; page 2 of the mapping is frame 0x700, page 2 of the block is frame 0x702."));
  CHECK(
      contains(happened("ownership.contiguous_remap", "owned-frames", scenario, observed),
               "; page 2 of the mapping is frame 0x700, those of the caller are 3 from 0x700 on."));
  mapping.entry_written = false;
  CHECK(contains(happened("page-range.contiguous_remap", "written", scenario, observed),
                 "; nothing was stored in entry 2 of its array."));
  const StoredScenario of_array = mapping_of(Helper::pages_remap);
  observed = model_of(of_array);
  observed.trace.front().entry = Page<WidestMachine>::null();
  CHECK(contains(happened("page-range.pages_remap", "page-k", of_array, observed),
                 "; page 0 of the mapping is NULL, entry 0 of the array is frame 0x70."));
}

TEST_CASE("a wrong number of pages is reported with the right one, and with what is left of it") {
  const StoredScenario scenario =
      mapping_of(Helper::pages_remap, ((std::uint64_t{1} << 32U) + 1) * kPage);
  CHECK(happened("count-bounds.pages_remap", "rounded-up", scenario, model_of(scenario)) ==
        "returned a mapping of 1 page at 0x100000, although size needs 0x100000001 pages: the low "
        "32 bits of that are 1.");
  const StoredScenario unaligned = mapping_of(Helper::pages_remap, kPage + 1);
  StoredObservation observed = model_of(unaligned);
  observed.trace.front().count = Bits<32>(1);
  CHECK(happened("count-bounds.pages_remap", "rounded-up", unaligned, observed) ==
        "returned a mapping of 1 page at 0x100000, although size needs 2 pages.");
}

TEST_CASE("an array that no memory serves is reported by its bytes") {
  const auto refused = [](std::uint64_t pages) {
    const StoredScenario scenario = mapping_of(Helper::contiguous_remap, pages * kPage);
    return happened("completeness.contiguous_remap", "served", scenario, model_of(scenario));
  };
  CHECK(refused(std::uint64_t{1} << 28U) ==
        "returned NULL; it asked for 0x10000000 entries of 8 bytes, which are more than INT_MAX "
        "bytes.");
  CHECK(refused(std::uint64_t{1} << 31U) ==
        "returned NULL; it asked for 0xffffffff80000000 entries of 8 bytes, which are more bytes "
        "than a size_t counts.");
  CHECK(refused(0) == "returned NULL.");
}

TEST_CASE("wrong flags, protection and gfp are reported") {
  const StoredScenario scenario = mapping_of(Helper::contiguous_remap);
  StoredObservation observed = model_of(scenario);
  observed.trace.at(0).gfp = Bits<32>(0);
  observed.trace.at(1).flags = Bits<64>(kVmMap);
  observed.trace.at(1).prot = Bits<64>(0);
  observed.areas.front().pages = Pointer<WidestMachine>::to(address(0x40));
  const auto detail = [&](const char *property, const char *clause) {
    const std::string text = happened(property, clause, scenario, observed);
    return text.substr(text.find(';') + 2);
  };
  CHECK(detail("attributes.contiguous_remap", "flags") == "the area's flags are VM_MAP.");
  CHECK(detail("attributes.contiguous_remap", "prot") ==
        "its protection is 0x0, the caller's is 0x63.");
  CHECK(detail("attributes.contiguous_remap", "gfp") == "it asked for the array with gfp 0.");
  CHECK(detail("ownership.contiguous_remap", "no-array-in-area") ==
        "the area's pages is 0x40, its nr_pages 0.");
}

TEST_CASE("an array that is found is reported with the entry that was meant") {
  const StoredScenario scenario = in_area(Helper::find_pages, 2 * kPage);
  StoredObservation observed = model_of(scenario);
  CHECK(happened("page-range.find_pages", "first-page", scenario, observed) ==
        "returned the area's array at 0x80; the page of the address is entry 2 of it.");
  observed.result.address = address(0x90);
  CHECK(happened("ownership.find_pages", "array", scenario, observed) == "returned 0x90.");
}

TEST_CASE("what is removed is reported with its warnings") {
  const auto freed = [](const StoredScenario &scenario) {
    return happened("ownership.free_remap", "removed", scenario, model_of(scenario));
  };
  CHECK(freed(in_area(Helper::free_remap)) == "removed the area without a warning.");
  CHECK(freed(in_area(Helper::free_remap, 1)) ==
        "left the area without a warning; vunmap() refused the address.");
  CHECK(freed(in_area(Helper::free_remap, 5 * kPage)) == "left the area with a warning.");
  StoredScenario none = in_area(Helper::free_remap);
  none.area = false;
  CHECK(freed(none) == "returned with a warning.");
}

TEST_CASE("of remap.c, a call that does not return is reported by how it ended") {
  StoredObservation observed;
  observed.completion = Completion::crashed;
  std::strcpy(observed.detail, "access to the NULL area");
  CHECK(sentence_of(about("execution.find_pages", "no-crash", in_area(Helper::find_pages)),
                    observed) ==
        "dma_common_find_pages() of the address of an area of 4 pages with an array crashed: "
        "access to the NULL area. Expected: no invalid access, trap or abort. The kernel oopses in "
        "the middle of its caller.");
}

TEST_CASE("any call and any observation of this unit makes one line that ends with a full stop") {
  arbitrary::Source source(43);
  for (const char *id : {"64-64-64-12", "32-32-32-12", "32-64-64-16"}) {
    const Architecture row = find_architecture(id).value();
    for (const PropertyText &property : catalogue()) {
      if (property.call.unit != UnitId::remap)
        continue;
      for (const ClauseText &clause : property.clauses) {
        const Counterexample counterexample =
            about(std::string(property.id), std::string(clause.id),
                  arbitrary::scenario(source, property.call, row));
        // Of another call, too: what a subject does need not fit.
        for (const StoredScenario &seen :
             {counterexample.scenario, arbitrary::scenario(source, property.call, row)}) {
          const std::string text = sentence_of(counterexample, model_of(seen));
          CAPTURE(text);
          CHECK(text.find('\n') == std::string::npos);
          CHECK(text.starts_with("dma_common_"));
          CHECK(text.back() == '.');
          CHECK(contains(text, " Expected: "));
          CHECK_FALSE(contains(text, ".."));
        }
      }
    }
  }
}

} // namespace
} // namespace dma_verify::remap
