// SPDX-License-Identifier: GPL-2.0-only
// When the simulated kernel joins the steps of a loop into one effect, and when it must not; and
// how a trace that grows without limit ends.
#include "model/ops_helpers/kernel/simulated_kernel.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace dma_verify {
namespace {

using M = ConcreteMachine<64, 64, 64, 32>;

constexpr std::uint64_t kPage = 4096;

struct Loop {
  Scenario<M> scenario;
  Observation<M> observation;
  SimulatedKernel<M> kernel{scenario, observation};
  Vma<M> vma;

  Loop() { scenario.architecture = make_architecture(64, 64, 64, 12); }

  void clear(std::uint64_t at, std::uint64_t length, std::uint8_t value = 0) {
    kernel.memset(M::VirtualAddress(M::Word(at)), value, M::Bytes(M::Word(length)));
  }
  int map(std::uint64_t at, std::uint64_t first, std::uint64_t pages = 1, std::uint64_t prot = 1) {
    return kernel.remap_pfn_range(vma, M::VirtualAddress(M::Word(at)),
                                  M::FrameNumber(M::Word(first)), M::Bytes(M::Word(pages * kPage)),
                                  M::Word(prot));
  }
  std::size_t effects() const { return observation.trace.size(); }
  std::uint64_t joined_bytes() const { return observation.trace.back().bytes.word.value(); }
};

TEST_CASE("neighbouring writes of one value are one write") {
  Loop loop;
  for (std::uint64_t page = 0; page < 1000; ++page)
    loop.clear(0x10000 + page * kPage, kPage);
  CHECK(loop.effects() == 1);
  CHECK(loop.joined_bytes() == 1000 * kPage);
  CHECK(loop.observation.completion == Completion::returned);
}

TEST_CASE("neighbouring writes and mappings backwards are one") {
  Loop loop;
  for (std::uint64_t page = 1000; page-- > 0;)
    loop.clear(0x10000 + page * kPage, kPage);
  CHECK(loop.effects() == 1);
  CHECK(loop.joined_bytes() == 1000 * kPage);
  CHECK(loop.observation.trace.back().address.word.value() == 0x10000);
  for (std::uint64_t page = 1000; page-- > 0;)
    CHECK(loop.map(0x10000 + page * kPage, 7 + page) == 0);
  CHECK(loop.effects() == 2);
  CHECK(loop.joined_bytes() == 1000 * kPage);
  CHECK(loop.observation.trace.back().address.word.value() == 0x10000);
  CHECK(loop.observation.trace.back().frame.word.value() == 7);
}

TEST_CASE("mappings backwards whose frames do not follow each other stay apart") {
  Loop loop;
  CHECK(loop.map(0x11000, 7) == 0);
  CHECK(loop.map(0x10000, 7) == 0);
  CHECK(loop.effects() == 2);
}

TEST_CASE("writes that leave a gap or overlap stay apart") {
  for (const std::uint64_t second : {0x3001U, 0x2fffU, 0xfffU, 0x1001U, 0x2000U}) {
    CAPTURE(second);
    Loop loop;
    loop.clear(0x2000, kPage);
    loop.clear(second, kPage);
    CHECK(loop.effects() == 2);
  }
}

TEST_CASE("writes of different values stay apart") {
  Loop loop;
  loop.clear(0x2000, kPage, 0);
  loop.clear(0x3000, kPage, 0xff);
  CHECK(loop.effects() == 2);
}

TEST_CASE("writes with another effect between them stay apart") {
  Loop loop;
  loop.clear(0x2000, kPage);
  loop.kernel.dma_free_contiguous(Page<M>::of(M::FrameNumber(M::Word(2))), M::Bytes(M::Word(1)));
  loop.clear(0x3000, kPage);
  CHECK(loop.effects() == 3);
}

TEST_CASE("mapping page by page is one mapping") {
  Loop loop;
  for (std::uint64_t page = 0; page < 1000; ++page)
    CHECK(loop.map(0x10000 + page * kPage, 7 + page) == 0);
  CHECK(loop.effects() == 1);
  CHECK(loop.joined_bytes() == 1000 * kPage);
  CHECK(loop.observation.trace.front().frame.word.value() == 7);
}

TEST_CASE("mappings whose frames do not follow each other stay apart") {
  for (const std::uint64_t second : {7U, 9U, 6U}) {
    CAPTURE(second);
    Loop loop;
    loop.map(0x2000, 7);
    loop.map(0x3000, second);
    CHECK(loop.effects() == 2);
  }
}

TEST_CASE("a page mapped twice is not joined") {
  Loop loop;
  loop.map(0x2000, 7);
  loop.map(0x2000, 7);
  CHECK(loop.effects() == 2);
}

TEST_CASE("mappings of different protection stay apart") {
  Loop loop;
  loop.map(0x2000, 7, 1, 1);
  loop.map(0x3000, 8, 1, 2);
  CHECK(loop.effects() == 2);
}

TEST_CASE("mappings with different answers stay apart") {
  Loop loop;
  loop.map(0x2000, 7);
  loop.scenario.remap_status = -kEnomem;
  loop.map(0x3000, 8);
  CHECK(loop.effects() == 2);
}

TEST_CASE("mappings of a VMA that changed between them stay apart") {
  using Change = void (*)(Vma<M> &);
  for (const Change change : {Change([](Vma<M> &vma) { vma.vm_start.word = M::Word(1); }),
                              Change([](Vma<M> &vma) { vma.vm_end.word = M::Word(1); }),
                              Change([](Vma<M> &vma) { vma.vm_pgoff.word = M::Word(1); }),
                              Change([](Vma<M> &vma) { vma.vm_page_prot = M::Word(1); })}) {
    Loop loop;
    loop.map(0x2000, 7);
    change(loop.vma);
    loop.map(0x3000, 8);
    CHECK(loop.effects() == 2);
  }
}

TEST_CASE("other effects are never joined") {
  Loop loop;
  const Page<M> page = Page<M>::of(M::FrameNumber(M::Word(2)));
  loop.kernel.dma_free_contiguous(page, M::Bytes(M::Word(kPage)));
  loop.kernel.dma_free_contiguous(page, M::Bytes(M::Word(kPage)));
  loop.kernel.free_pages(page, M::UnsignedInt(0));
  loop.kernel.free_pages(page, M::UnsignedInt(0));
  loop.kernel.dma_pgprot(M::Word(1), M::Word(1));
  loop.kernel.dma_pgprot(M::Word(1), M::Word(1));
  CHECK(loop.effects() == 6);
}

TEST_CASE("writes and mappings from both ends are one") {
  Loop loop;
  for (std::uint64_t page = 0; page < 500; ++page) {
    loop.clear(0x10000 + page * kPage, kPage);
    loop.clear(0x10000 + (999 - page) * kPage, kPage);
  }
  CHECK(loop.effects() == 1);
  CHECK(loop.joined_bytes() == 1000 * kPage);
  for (std::uint64_t page = 0; page < 500; ++page) {
    CHECK(loop.map(0x10000 + page * kPage, 7 + page) == 0);
    CHECK(loop.map(0x10000 + (999 - page) * kPage, 7 + 999 - page) == 0);
  }
  CHECK(loop.effects() == 2);
  CHECK(loop.joined_bytes() == 1000 * kPage);
}

TEST_CASE("mapping from both ends where the frames do not meet is two mappings") {
  Loop loop;
  CHECK(loop.map(0x10000, 7) == 0);
  CHECK(loop.map(0x13000, 9) == 0);
  CHECK(loop.map(0x11000, 8) == 0);
  CHECK(loop.map(0x12000, 8) == 0);
  CHECK(loop.effects() == 2);
}

TEST_CASE("asking for the same protection for each page is asking once") {
  Loop loop;
  for (std::uint64_t page = 0; page < 1000; ++page) {
    loop.kernel.dma_pgprot(M::Word(1), M::Word(4));
    loop.map(0x10000 + page * kPage, 7 + page);
  }
  CHECK(loop.effects() == 2);
  CHECK(loop.joined_bytes() == 1000 * kPage);
}

TEST_CASE("asking for another protection or with other attributes is asking again") {
  Loop loop;
  loop.kernel.dma_pgprot(M::Word(1), M::Word(4));
  loop.map(0x10000, 7);
  loop.kernel.dma_pgprot(M::Word(2), M::Word(4));
  loop.map(0x11000, 8);
  loop.kernel.dma_pgprot(M::Word(2), M::Word(0));
  CHECK(loop.effects() == 5);
}

TEST_CASE("a page that is mapped twice is a BUG however the loop went") {
  Loop loop;
  for (std::uint64_t page = 0; page < 100; ++page)
    loop.map(0x10000 + 2 * page * kPage, 7 + 2 * page);
  CHECK(loop.observation.completion == Completion::returned);
  loop.map(0x10000 + 2 * kPage, 9);
  CHECK(loop.observation.completion == Completion::kernel_bug);
}

TEST_CASE("a trace that a large request fills is too long to follow") {
  Loop loop;
  loop.scenario.call = ops_helpers::Helper::free_pages;
  loop.scenario.size = M::Bytes(M::Word(kTraceCapacity<M> * kPage));
  const Page<M> page = Page<M>::of(M::FrameNumber(M::Word(2)));
  for (std::size_t i = 0; i <= kTraceCapacity<M>; ++i)
    loop.kernel.free_pages(page, M::UnsignedInt(0));
  CHECK(loop.effects() == kTraceCapacity<M>);
  CHECK(loop.observation.completion == Completion::too_long);
}

TEST_CASE("a trace that is full has not hung and one effect more has") {
  Loop loop;
  const Page<M> page = Page<M>::of(M::FrameNumber(M::Word(2)));
  for (std::size_t i = 0; i < kTraceCapacity<M>; ++i)
    loop.kernel.free_pages(page, M::UnsignedInt(0));
  CHECK(loop.effects() == kTraceCapacity<M>);
  CHECK(loop.observation.completion == Completion::returned);
  loop.kernel.free_pages(page, M::UnsignedInt(0));
  CHECK(loop.effects() == kTraceCapacity<M>);
  CHECK(loop.observation.completion == Completion::hung);
}

} // namespace
} // namespace dma_verify
