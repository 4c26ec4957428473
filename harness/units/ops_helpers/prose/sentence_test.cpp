// SPDX-License-Identifier: GPL-2.0-only
// The sentences about a counterexample, in the kernel's words.
#include "harness/counterexamples/prose/sentence.h"

#include "harness/counterexamples/arbitrary.h"
#include "harness/counterexamples/prose/consequence.h"
#include "harness/develop/testing/contains.h"
#include "model/words/architecture.h"
#include "properties/catalogue.h"
#include "properties/model_subject.h"

#include <doctest/doctest.h>

#include <cstring>

namespace dma_verify {
namespace {

using testing::contains;

constexpr std::uint64_t kPage = 4096;

WidestMachine::Bytes bytes(std::uint64_t value) { return WidestMachine::Bytes(Bits<64>(value)); }
WidestMachine::VirtualAddress address(std::uint64_t value) {
  return WidestMachine::VirtualAddress(Bits<64>(value));
}
Page<WidestMachine> page(std::uint64_t frame) {
  return Page<WidestMachine>::of(WidestMachine::FrameNumber(Bits<64>(frame)));
}

StoredScenario plain(HelperId call, const char *architecture = "x86_64") {
  StoredScenario scenario;
  scenario.architecture = find_architecture(architecture).value();
  scenario.call = call;
  scenario.cpu_addr = address(scenario.architecture.linear_base + 16 * kPage);
  scenario.size = bytes(kPage);
  if (call == ops_helpers::Helper::alloc_pages)
    scenario.buddy_page = page(8);
  return scenario;
}

StoredScenario mmap_of(std::uint64_t pages, std::uint64_t offset, std::uint64_t buffer_pages,
                       const char *architecture = "x86_64") {
  StoredScenario scenario = plain(ops_helpers::Helper::mmap, architecture);
  scenario.size = bytes(buffer_pages * kPage);
  scenario.vma.vm_start = address(kPage);
  scenario.vma.vm_end = address((pages + 1) * kPage);
  scenario.vma.vm_pgoff = WidestMachine::PageCount(Bits<64>(offset));
  return scenario;
}

Counterexample about(const std::string &property, const std::string &clause,
                     const StoredScenario &scenario) {
  Counterexample counterexample;
  counterexample.property = property;
  counterexample.clause = clause;
  counterexample.scenario = scenario;
  return counterexample;
}

TEST_CASE("a request is reported by the helper's name and its numbers") {
  CHECK(request_of(mmap_of(2, 3, 4)) ==
        "dma_common_mmap() of 2 pages at vm_pgoff 3 of a buffer of 4 pages");
  CHECK(request_of(mmap_of(1, 0, 1)) ==
        "dma_common_mmap() of 1 page at vm_pgoff 0 of a buffer of 1 page");
  CHECK(request_of(mmap_of(1, ~std::uint64_t{0}, 0)) ==
        "dma_common_mmap() of 1 page at vm_pgoff 0xffffffffffffffff of a buffer of 0 pages");
  StoredScenario scenario = plain(ops_helpers::Helper::get_sgtable);
  scenario.size = bytes(1);
  CHECK(request_of(scenario) == "dma_common_get_sgtable() of a buffer of 1 byte");
  scenario.call = ops_helpers::Helper::alloc_pages;
  scenario.size = bytes(std::uint64_t{1} << 32U);
  CHECK(request_of(scenario) == "dma_common_alloc_pages() of 0x100000000 bytes");
  scenario.call = ops_helpers::Helper::free_pages;
  scenario.size = bytes(8192);
  CHECK(request_of(scenario) == "dma_common_free_pages() of 8192 bytes");
}

TEST_CASE("a buffer's last page counts however little of it is used") {
  StoredScenario scenario = mmap_of(1, 0, 1);
  scenario.size = bytes(kPage + 1);
  CHECK(contains(request_of(scenario), "a buffer of 2 pages"));
  scenario.size = bytes(~std::uint64_t{0});
  CHECK(contains(request_of(scenario), "a buffer of 0x10000000000000 pages"));
}

TEST_CASE("nothing is said where nothing is unusual") {
  for (const HelperId call : {ops_helpers::Helper::get_sgtable, ops_helpers::Helper::mmap,
                              ops_helpers::Helper::alloc_pages, ops_helpers::Helper::free_pages})
    CHECK(circumstances_of(plain(call)).empty());
}

TEST_CASE("each unusual answer of the environment is reported") {
  const auto phrase = [](HelperId call, const auto &change) {
    StoredScenario scenario = plain(call);
    change(scenario);
    return circumstances_of(scenario);
  };
  using S = StoredScenario;
  CHECK(phrase(ops_helpers::Helper::mmap, [](S &s) { s.remap_status = -kEnomem; }) ==
        "while remap_pfn_range() fails with -ENOMEM");
  CHECK(phrase(ops_helpers::Helper::mmap, [](S &s) {
          s.pool_claims = true;
          s.pool_status = -kEnxio;
        }) == "claimed by the device's coherent pool, which answers -ENXIO");
  CHECK(phrase(ops_helpers::Helper::mmap, [](S &s) {
          s.pool_described = true;
          s.pool_pages = Bits<32>(3);
          s.pool_base = address(0x1000);
        }) == "beside a coherent pool of 3 pages at 0x1000");
  CHECK(phrase(ops_helpers::Helper::mmap, [](S &s) {
          s.cpu_addr = address(s.architecture.vmalloc_base);
        }) == "in the vmalloc area");
  CHECK(phrase(ops_helpers::Helper::mmap, [](S &s) { s.buffer_kind = BufferKind::cookie; }) ==
        "of which cpu_addr is no address but a cookie");
  CHECK(phrase(ops_helpers::Helper::mmap, [](S &s) { s.buffer_kind = BufferKind::scattered; }) ==
        "whose pages are not next to each other in memory");
  CHECK(phrase(ops_helpers::Helper::mmap, [](S &s) { s.excess = bytes(1); }) ==
        "that is 1 byte longer than what was allocated");
  CHECK(phrase(ops_helpers::Helper::mmap, [](S &s) { s.stale_bytes = bytes(5); }) ==
        "of whose end 5 bytes were never zeroed");
  CHECK(phrase(ops_helpers::Helper::get_sgtable, [](S &s) { s.sg_alloc_status = -kEnomem; }) ==
        "while sg_alloc_table() fails with -ENOMEM");
  CHECK(phrase(ops_helpers::Helper::get_sgtable, [](S &s) {
          s.buffer_kind = BufferKind::device_pool;
        }) == "in the device's own coherent memory");
  CHECK(phrase(ops_helpers::Helper::get_sgtable, [](S &s) {
          s.cpu_addr = address(s.cpu_addr.word.value() + 8);
        }) == "that begins 8 bytes inside a page");
  CHECK(phrase(ops_helpers::Helper::alloc_pages, [](S &s) { s.contiguous_page = page(4); }) ==
        "with pages of the contiguous area");
  CHECK(phrase(ops_helpers::Helper::alloc_pages, [](S &s) {
          s.contiguous_page = page(4);
          s.contiguous_highmem = true;
        }) == "with high memory of the contiguous area");
  CHECK(phrase(ops_helpers::Helper::alloc_pages, [](S &s) {
          s.buddy_page = Page<WidestMachine>::null();
        }) == "while no allocator has pages");
  CHECK(phrase(ops_helpers::Helper::alloc_pages, [](S &s) { s.map_fails_silently = true; }) ==
        "while the mapping fails without saying so");
  CHECK(phrase(ops_helpers::Helper::alloc_pages, [](S &s) { s.map_bounces = true; }) ==
        "while the mapping takes a bounce buffer");
  CHECK(phrase(ops_helpers::Helper::alloc_pages, [](S &s) {
          s.use_dma_iommu = true;
          s.map_handle = WidestMachine::BusAddress(Bits<64>(~std::uint64_t{0}));
        }) == "for a device behind dma-iommu, while the mapping fails");
  CHECK(phrase(ops_helpers::Helper::free_pages, [](S &s) { s.ops_has_unmap = false; }) ==
        "for a device without an unmap operation");
  CHECK(phrase(ops_helpers::Helper::free_pages, [](S &s) {
          s.block_owner = Allocator::contiguous;
        }) == "with pages of the contiguous area");
}

TEST_CASE("a mapping has failed when its handle is all ones in the width of dma_addr_t") {
  StoredScenario scenario = plain(ops_helpers::Helper::alloc_pages, "32-32-32-12");
  scenario.map_handle = WidestMachine::BusAddress(Bits<64>(0xffffffff));
  CHECK(circumstances_of(scenario) == "while the mapping fails");
  scenario.architecture = find_architecture("32-32-64-12").value();
  CHECK(circumstances_of(scenario).empty());
}

TEST_CASE("a wrapping request is reported with what it wraps to") {
  StoredObservation observed; // accepted
  const Counterexample wraps =
      about("offset-bounds.accepted-in-bounds", "in-bounds", mmap_of(2, ~std::uint64_t{0}, 1));
  CHECK(sentence_of(wraps, observed) ==
        "dma_common_mmap() of 2 pages at vm_pgoff 0xffffffffffffffff of a buffer of 1 page "
        "returned 0, although the request ends past the buffer: vm_pgoff + vma_pages() wraps to 1 "
        "in 64 bits. Expected: vm_pgoff + vma_pages <= pages of the buffer, in exact numbers. User "
        "space gets memory outside the buffer, to read and to write.");
  const Counterexample narrow =
      about(wraps.property, wraps.clause, mmap_of(2, 0xffffffff, 1, "32-32-32-12"));
  CHECK(contains(sentence_of(narrow, observed), "wraps to 1 in 32 bits"));
}

TEST_CASE("a request whose bytes wrap, or which is just too long, is reported as such") {
  StoredObservation observed;
  const auto phrase = [&](std::uint64_t offset) {
    return sentence_of(
        about("offset-bounds.accepted-in-bounds", "in-bounds", mmap_of(1, offset, 1)), observed);
  };
  CHECK(contains(phrase(std::uint64_t{1} << 52U),
                 "ends past the buffer: as a number of bytes its end wraps in 64 bits."));
  CHECK(contains(phrase(1), "although the request ends past the buffer. Expected"));
}

TEST_CASE("a refusal of a good request is reported by its error") {
  StoredObservation observed;
  observed.status = -kEnxio;
  const std::string text = sentence_of(
      about("offset-bounds.in-bounds-accepted", "accepted", mmap_of(1, 0, 1)), observed);
  CHECK(contains(text, "of a buffer of 1 page returned -ENXIO, although the request lies inside "
                       "the buffer."));
}

TEST_CASE("a wrong page is reported with its frame and the one that should be there") {
  const StoredScenario scenario = mmap_of(2, 1, 4);
  StoredObservation observed;
  observe_model(scenario, observed);
  REQUIRE(observed.trace.back().kind == DmaEffect::remap_pfn_range);
  CHECK(
      contains(sentence_of(about("page-range.mmap", "page-k", scenario), observed),
               "returned 0; page 0 of the VMA is frame 0x11, page 1 of the buffer is frame 0x11."));
  observed.trace.back().frame = WidestMachine::FrameNumber(Bits<64>(0x99));
  CHECK(contains(sentence_of(about("page-range.mmap", "page-k", scenario), observed),
                 "page 0 of the VMA is frame 0x99, page 1 of the buffer is frame 0x11."));
  CHECK(contains(sentence_of(about("page-range.mmap", "in-buffer", scenario), observed),
                 "page 0 of the VMA is frame 0x99, those of the buffer are 4 from 0x10 on."));
}

TEST_CASE("a scatter list of the wrong length is reported with it") {
  StoredObservation observed;
  observed.sg_table.length = Bits<32>(12);
  CHECK(contains(sentence_of(about("page-range.scatter-list", "length",
                                   plain(ops_helpers::Helper::get_sgtable)),
                             observed),
                 "returned 0; the entry's length is 12 bytes."));
}

TEST_CASE("a call that does not return is reported by how it ended") {
  StoredObservation observed;
  const auto phrase = [&](Completion completion, const char *detail) {
    observed.completion = completion;
    std::strcpy(observed.detail, detail);
    return sentence_of(
        about("execution.free_pages", "no-crash", plain(ops_helpers::Helper::free_pages)),
        observed);
  };
  CHECK(phrase(Completion::crashed, "SEGV") ==
        "dma_common_free_pages() of 4096 bytes crashed: SEGV. Expected: no invalid access, trap or "
        "abort. The kernel oopses in the middle of its caller.");
  CHECK(contains(phrase(Completion::hung, ""), " did not come back."));
  CHECK(contains(phrase(Completion::kernel_bug, "x"), " ran into a BUG(): x."));
  CHECK(contains(phrase(Completion::out_of_bounds_write, "x"),
                 " wrote outside its caller's objects: x."));
  CHECK(contains(phrase(Completion::foreign_argument, "x"),
                 " gave a service what is not its caller's: x."));
}

TEST_CASE("a page that is returned is reported by its frame, none as NULL") {
  StoredObservation observed;
  const Counterexample counterexample =
      about("round-trip.alloc_pages", "handle", plain(ops_helpers::Helper::alloc_pages));
  CHECK(contains(sentence_of(counterexample, observed),
                 " returned NULL. Expected: the live mapping's handle"));
  observed.page = page(0x12);
  CHECK(contains(sentence_of(counterexample, observed), " returned the page of frame 0x12."));
}

TEST_CASE("every clause by which a file is judged says why it matters") {
  for (const PropertyText &property : catalogue()) {
    if (property.of_model)
      continue;
    for (const ClauseText &clause : property.clauses) {
      CAPTURE(std::string(property.id) + ":" + std::string(clause.id));
      const std::string_view why = consequence_of(property.id, clause.id);
      REQUIRE_FALSE(why.empty());
      CHECK(why.back() != '.');
      CHECK((why.front() >= 'A' && why.front() <= 'Z'));
    }
  }
  CHECK(consequence_of("offset-bounds.no-wrap", "none").empty());
  CHECK(consequence_of("dispatcher", "ops-untouched").empty());
}

TEST_CASE("the consequence fits what the call answered") {
  const Counterexample counterexample =
      about("pool.mmap", "asked", plain(ops_helpers::Helper::mmap));
  StoredObservation observed;
  CHECK(
      contains(sentence_of(counterexample, observed), " is mapped as if it were ordinary memory."));
  observed.status = -kEnxio;
  CHECK(contains(sentence_of(counterexample, observed), " is refused, or mapped as if"));
}

TEST_CASE("a consequence that not every call has is told of every call that returned") {
  StoredObservation succeeds;
  StoredObservation fails;
  fails.status = -kEinval;
  fails.page = Page<WidestMachine>::null();
  for (const PropertyText &property : catalogue()) {
    if (property.of_model)
      continue;
    for (const ClauseText &clause : property.clauses) {
      CAPTURE(std::string(property.id) + ":" + std::string(clause.id));
      CHECK_FALSE(consequence_of(property.id, clause.id, &succeeds).empty());
      CHECK_FALSE(consequence_of(property.id, clause.id, &fails).empty());
    }
  }
}

TEST_CASE("any scenario and any observation makes one line that ends with a full stop") {
  arbitrary::Source source(41);
  for (const char *id : {"64-64-64-12", "32-32-32-12", "32-64-64-16", "64-64-64-12-nommu"}) {
    for (PropertyIndex i = 0; i < catalogue().size(); ++i) {
      const PropertyText &property = catalogue()[i];
      for (const ClauseText &clause : property.clauses) {
        const StoredScenario scenario =
            arbitrary::scenario(source, property.call, find_architecture(id).value());
        StoredObservation observed;
        observe_model(scenario, observed);
        const std::string text = sentence_of(
            about(std::string(property.id), std::string(clause.id), scenario), observed);
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

} // namespace
} // namespace dma_verify
