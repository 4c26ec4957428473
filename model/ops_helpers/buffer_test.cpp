// SPDX-License-Identifier: GPL-2.0-only
// get_sgtable and mmap on concrete examples, with their exact traces: what the model does, to be
// read beside the kernel's file.
#include "model/kernel/convert.h"
#include "model/ops_helpers/examples.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace dma_verify {
namespace {

using namespace example;

// ---- get_sgtable

Scenario<M64> sgtable_of(std::uint64_t address, std::uint64_t size) {
  Scenario<M64> scenario;
  scenario.architecture = row<M64>();
  scenario.call = ops_helpers::Helper::get_sgtable;
  scenario.cpu_addr = M64::VirtualAddress(Bits<64>(address));
  scenario.size = bytes<M64>(size);
  scenario.vmalloc_to_page.word = Bits<64>(0x77);
  return scenario;
}

TEST_CASE("get_sgtable describes a linear buffer by one entry of whole pages") {
  const auto seen = run(sgtable_of(0xffff800000005000, 0x1801));
  CHECK(text_of(seen) == Trace{"sg_alloc_table nents=0x1 gfp=0xcc0 = 0",
                               "sg_set_page page=page 0x5 len=0x2000 offset=0x0"});
  CHECK(seen.status == 0);
  CHECK(seen.sg_table.has_entry);
  CHECK(seen.sg_table.end_marked);
  CHECK(seen.sg_table.nents.value() == 1);
  CHECK(seen.sg_table.orig_nents.value() == 1);
  CHECK(seen.sg_table.page.frame.word.value() == 5);
  CHECK(seen.sg_table.length.value() == 0x2000);
  CHECK(seen.sg_table.offset.value() == 0);
  CHECK(seen.sg_table.dma_address.word.value() == 0);
  CHECK(seen.sg_table.dma_length.value() == 0);
}

TEST_CASE("get_sgtable looks a vmalloc buffer up in the page tables") {
  const auto seen = run(sgtable_of(0xffffc00000003000, 0x1000));
  CHECK(text_of(seen) == Trace{"sg_alloc_table nents=0x1 gfp=0xcc0 = 0",
                               "sg_set_page page=page 0x77 len=0x1000 offset=0x0"});
}

TEST_CASE("get_sgtable of an empty buffer has an entry of length 0") {
  const auto seen = run(sgtable_of(0xffff800000005000, 0));
  CHECK(seen.status == 0);
  CHECK(seen.sg_table.length.value() == 0);
}

TEST_CASE("get_sgtable takes the length modulo 4 GiB") {
  CHECK(run(sgtable_of(0xffff800000000000, 0xfffff000)).sg_table.length.value() == 0xfffff000);
  CHECK(run(sgtable_of(0xffff800000000000, 0xfffff001)).sg_table.length.value() == 0);
  CHECK(run(sgtable_of(0xffff800000000000, 0x100001000)).sg_table.length.value() == 0x1000);
}

TEST_CASE("get_sgtable returns the error of sg_alloc_table and sets no page") {
  Scenario<M64> scenario = sgtable_of(0xffff800000005000, 0x1000);
  scenario.sg_alloc_status = -kEnomem;
  const auto seen = run(scenario);
  CHECK(text_of(seen) == Trace{"sg_alloc_table nents=0x1 gfp=0xcc0 = -12"});
  CHECK(seen.status == -kEnomem);
  CHECK_FALSE(seen.sg_table.has_entry);
  CHECK(seen.sg_table.nents.value() == 0);
}

// ---- mmap

// Two pages from page 1 on, of a linear buffer of three pages that starts at frame 5.
template <class M> Scenario<M> mmap_two_of_three() {
  Scenario<M> scenario;
  scenario.architecture = row<M>();
  scenario.call = ops_helpers::Helper::mmap;
  scenario.cpu_addr =
      linear_address<M>(scenario.architecture, typename M::FrameNumber(typename M::Word(5)));
  scenario.size = bytes<M>(0x2001);
  scenario.attrs = typename M::Word(4);
  scenario.vma.vm_start.word = typename M::Word(0x7000000);
  scenario.vma.vm_end.word = typename M::Word(0x7002000);
  scenario.vma.vm_pgoff.word = typename M::Word(1);
  scenario.vma.vm_page_prot = typename M::Word(0x25);
  scenario.dma_pgprot = typename M::Word(0x3d);
  return scenario;
}

constexpr std::string_view kAskPgprot = "dma_pgprot prot=0x25 attrs=0x4 = 0x3d";

template <class M> void check_mmap_maps() {
  const auto seen = run(mmap_two_of_three<M>());
  REQUIRE(seen.trace.size() == 3);
  CHECK(text_of(seen)[0] == kAskPgprot);
  const std::string vma = "vm_start=0x7000000 vm_end=0x7002000 vm_pgoff=0x1 vm_page_prot=0x3d "
                          "vm_flags=0x0";
  CHECK(text_of(seen)[2] ==
        "remap_pfn_range addr=0x7000000 pfn=0x6 size=0x2000 prot=0x3d " + vma + " = 0");
  CHECK(seen.status == 0);
  CHECK(seen.vma.vm_page_prot.value() == 0x3d);
  CHECK(seen.vma.vm_pgoff.word.value() == 1);
}

TEST_CASE("mmap maps the pages from vm_pgoff on with the device's protection") {
  check_mmap_maps<M64>();
  check_mmap_maps<M32>();
  check_mmap_maps<M32Lpae>();
  CHECK(text_of(run(mmap_two_of_three<M64>()))[1] ==
        "dma_mmap_from_dev_coherent vaddr=0xffff800000005000 size=0x2001 vm_start=0x7000000 "
        "vm_end=0x7002000 vm_pgoff=0x1 vm_page_prot=0x3d vm_flags=0x0 *ret=0 = 0");
  CHECK(text_of(run(mmap_two_of_three<M32>()))[1] ==
        "dma_mmap_from_dev_coherent vaddr=0xc0005000 size=0x2001 vm_start=0x7000000 "
        "vm_end=0x7002000 vm_pgoff=0x1 vm_page_prot=0x3d vm_flags=0x0 *ret=0 = 0");
}

TEST_CASE("mmap looks a vmalloc buffer up in the page tables") {
  Scenario<M64> scenario = mmap_two_of_three<M64>();
  scenario.cpu_addr.word = Bits<64>(0xffffc00000003000);
  scenario.vmalloc_to_page.word = Bits<64>(0x77);
  CHECK(run(scenario).trace.back().frame.word.value() == 0x78);
}

// What mmap answers to a request of `length` pages at `offset`.
template <class M> int mmap_status(std::uint64_t offset, std::uint64_t length) {
  Scenario<M> scenario = mmap_two_of_three<M>();
  scenario.vma.vm_pgoff.word = typename M::Word(offset);
  scenario.vma.vm_end.word = typename M::Word(0x7000000 + length * 0x1000);
  const auto seen = run(scenario);
  CHECK(seen.trace.size() == (seen.status == 0 ? 3 : 2)); // what is refused is not mapped
  CHECK(seen.vma.vm_page_prot.value() == 0x3d);           // on every path
  return seen.status;
}

template <class M> void check_mmap_bounds() {
  const std::uint64_t top = M::kWordBits == 64 ? ~std::uint64_t{0} : 0xffffffff;
  CHECK(mmap_status<M>(0, 3) == 0);
  CHECK(mmap_status<M>(0, 4) == -kEnxio);
  CHECK(mmap_status<M>(1, 2) == 0);
  CHECK(mmap_status<M>(1, 3) == -kEnxio);
  CHECK(mmap_status<M>(2, 1) == 0);
  CHECK(mmap_status<M>(2, 2) == -kEnxio);
  CHECK(mmap_status<M>(3, 1) == -kEnxio);
  CHECK(mmap_status<M>(4, 1) == -kEnxio);
  CHECK(mmap_status<M>(top, 1) == -kEnxio); // the sum wraps to 0
  CHECK(mmap_status<M>(top, 2) == -kEnxio);
  CHECK(mmap_status<M>(top - 1, 5) == -kEnxio);
}

TEST_CASE("mmap accepts exactly what lies in the buffer") {
  check_mmap_bounds<M64>();
  check_mmap_bounds<M32>();
}

TEST_CASE("mmap of a buffer whose size wraps or is 0 refuses every offset") {
  for (const std::uint64_t size : {std::uint64_t{0}, ~std::uint64_t{0}}) {
    Scenario<M64> scenario = mmap_two_of_three<M64>();
    scenario.size = bytes<M64>(size);
    scenario.vma.vm_pgoff.word = Bits<64>(0);
    CHECK(run(scenario).status == -kEnxio);
  }
}

TEST_CASE("mmap returns the error of remap_pfn_range") {
  for (const int error : {-kEinval, -kEnomem, -kEacces}) {
    Scenario<M64> scenario = mmap_two_of_three<M64>();
    scenario.remap_status = error;
    CHECK(run(scenario).status == error);
  }
}

TEST_CASE("mmap returns the pool's answer and maps nothing beside it") {
  for (const int answer : {0, -kEnxio, -kEnomem}) {
    Scenario<M64> scenario = mmap_two_of_three<M64>();
    scenario.pool_claims = true;
    scenario.pool_status = answer;
    const auto seen = run(scenario);
    CHECK(seen.status == answer);
    REQUIRE(seen.trace.size() == 2);
    CHECK(text_of(seen)[0] == kAskPgprot);
    CHECK(seen.trace[1].kind == DmaEffect::dma_mmap_from_dev_coherent);
    CHECK(seen.trace[1].status == 1);
    CHECK(seen.vma.vm_page_prot.value() == 0x3d);
  }
}

TEST_CASE("mmap without MMU refuses and does nothing") {
  Scenario<M64> scenario = mmap_two_of_three<M64>();
  scenario.architecture = row<M64>(12, false);
  scenario.pool_claims = true;
  const auto seen = run(scenario);
  CHECK(seen.status == -kEnxio);
  CHECK(seen.trace.empty());
  CHECK(seen.vma.vm_page_prot.value() == 0x25);
}

TEST_CASE("mmap counts in pages of the architecture") {
  Scenario<M64> scenario = mmap_two_of_three<M64>();
  scenario.architecture = row<M64>(16);
  scenario.cpu_addr.word = Bits<64>(0xffff800000050000);
  scenario.size = bytes<M64>(0x20001);
  scenario.vma.vm_end.word = Bits<64>(0x7020000);
  const auto seen = run(scenario);
  CHECK(seen.status == 0);
  CHECK(seen.trace.back().frame.word.value() == 6);
  CHECK(seen.trace.back().bytes.word.value() == 0x20000);
}

TEST_CASE("a stored scenario runs alike on the machine of its architecture") {
  StoredScenario stored = convert_scenario<WidestMachine>(mmap_two_of_three<M32>());
  Observation<M32> narrow;
  ops_helpers::run_form(convert_scenario<M32>(stored), narrow);
  CHECK(text_of(narrow) == text_of(run(mmap_two_of_three<M32>())));
}

} // namespace
} // namespace dma_verify
