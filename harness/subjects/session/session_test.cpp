// SPDX-License-Identifier: GPL-2.0-only
// A right file does what the model does. However a call of another file ends, the session says how
// and can continue.
#include "harness/subjects/session/session.h"

#include "harness/counterexamples/prose/trace_text.h"
#include "harness/units/own_files.h"
#include "properties/agreement.h"
#include "properties/model_subject.h"
#include "properties/ops_helpers/generators/fault_answers.h"
#include "properties/ops_helpers/generators/scenario_generator.h"

#include <doctest/doctest.h>
#include <rapidcheck/Random.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace dma_verify {
namespace {

using own_files::in_child;
using own_files::subject_of;
using own_files::text_of_form;
using own_files::with;

constexpr std::string_view kClear = "memset(page_address(block), 0, bytes);";
constexpr std::string_view kProtect = "area->vm_page_prot = dma_pgprot(device, area->vm_page_prot, "
                                      "attributes);";
constexpr std::string_view kEntry = "sg_set_page(table->sgl, first, PAGE_ALIGN(bytes), 0);";

// The `seed`-th scenario of a call inside its contract; by default one without a fault.
StoredScenario scenario_of(HelperId call, std::uint64_t seed = 1,
                           const Architecture &architecture = make_architecture(64, 64, 64, 12),
                           const ops_helpers::FaultAnswers &answers = {}) {
  return ops_helpers::generate(rc::Random(seed), 50, architecture, ops_helpers::helper_of(call),
                               answers, random::Aim::mixed);
}

// An allocation that both allocators could serve and that is mapped through an ops table.
StoredScenario allocation() {
  ops_helpers::FaultAnswers schedule;
  schedule.contiguous_serves = true;
  return scenario_of(ops_helpers::Helper::alloc_pages, 1, make_architecture(64, 64, 64, 12),
                     schedule);
}

// The file with what stands at `from` replaced by each of the others in turn, from call to call.
// All run in one session: how each call ended.
std::string ends_of(std::string_view from, const std::vector<std::string> &instead,
                    const StoredScenario &scenario) {
  std::string turns = "{ static int turn; switch (turn++) {";
  for (std::size_t i = 0; i < instead.size(); ++i)
    turns += "case " + std::to_string(i) + ": {" + instead[i] + "} break;";
  const CSubject subject = subject_of(with(text_of_form("6.12"), from, turns + "} }"));
  return in_child([&] {
    CSession session(subject);
    StoredObservation observation;
    std::string text;
    for (std::size_t i = 0; i < instead.size(); ++i) {
      session.run(scenario, observation);
      text += (i == 0 ? "" : ", ") + std::string(to_string(observation.completion)) + " (" +
              observation.detail + ")";
    }
    return text;
  });
}
std::string end_of(std::string_view from, const std::string &instead,
                   const StoredScenario &scenario) {
  return ends_of(from, {instead}, scenario);
}

// The first generated scenario for which the file does not do what the model does; empty if none.
std::string disagreement(const CSubject &subject) {
  CSession session(subject);
  StoredObservation observed;
  StoredObservation expected;
  const random::Environment environment = subject.form.environment;
  for (const CompiledRow &row : subject.rows) {
    for (const HelperText &helper : text_of(subject.unit).helpers) {
      const HelperId call = helper.id;
      for (const ops_helpers::FaultAnswers &answers :
           ops_helpers::fault_answers(ops_helpers::helper_of(call), environment)) {
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
          const StoredScenario scenario = scenario_of(call, seed, row.architecture, answers);
          session.run(scenario, observed);
          observe_model(scenario, expected);
          if (!agrees(call, observed, expected)) {
            return architecture_id(row.architecture) + "\n" +
                   side_by_side(call, observed, subject.form.name, expected, "model");
          }
        }
      }
    }
  }
  return {};
}

TEST_CASE("each form does what the model does on every row and fault schedule") {
  for (const char *form : {"6.1", "6.12", "6.18", "seed", "7.3"}) {
    CAPTURE(form);
    const CSubject subject = subject_of(text_of_form(form));
    CHECK(in_child([&] { return disagreement(subject); }).empty());
  }
}

TEST_CASE("a file that does something else is seen to differ") {
  const CSubject subject = subject_of(
      with(text_of_form("7.3"), "PAGE_ALIGN(bytes) >> PAGE_SHIFT", "bytes >> PAGE_SHIFT"));
  const std::string difference = in_child([&] { return disagreement(subject); });
  CAPTURE(difference);
  CHECK(difference.find("remap_pfn_range") != std::string::npos);
}

TEST_CASE("a page at offset 0 and its physical address are mapped by the same event") {
  const CSubject by_page = subject_of(text_of_form("6.12"));
  const CSubject by_address = subject_of(text_of_form("seed"));
  for (const bool iommu : {false, true}) {
    CAPTURE(iommu);
    for (const HelperId call :
         {ops_helpers::Helper::alloc_pages, ops_helpers::Helper::free_pages}) {
      ops_helpers::FaultAnswers schedule;
      schedule.use_dma_iommu = iommu;
      StoredScenario scenario;
      for (std::uint64_t seed = 3; scenario.size.word.value() == 0; ++seed)
        scenario = scenario_of(call, seed, make_architecture(64, 64, 64, 16), schedule);
      const auto text = [&](const CSubject &subject) {
        return in_child([&] {
          CSession session(subject);
          StoredObservation observation;
          session.run(scenario, observation);
          std::string lines;
          for (const std::string &line : observation_lines(call, observation))
            lines += line + "\n";
          return lines;
        });
      };
      CHECK(text(by_page) == text(by_address));
      CAPTURE(text(by_page));
      CHECK(text(by_page).find("map(path=") != std::string::npos);
    }
  }
}

TEST_CASE("an offset inside the page is another event") {
  const CSubject subject = subject_of(with(text_of_form("6.12"), "table->map_page(device, block, 0",
                                           "table->map_page(device, block, 64"));
  CHECK(in_child([&] { return disagreement(subject); }).find("map(path=") != std::string::npos);
}

TEST_CASE("a write to what is not there is a crash at its address") {
  const CSubject subject =
      subject_of(with(text_of_form("6.12"), kEntry, "*(volatile int *)(bytes & 0UL | 24UL) = 1;"));
  CHECK(in_child([&] {
          CSession session(subject);
          StoredObservation observation;
          session.run(scenario_of(ops_helpers::Helper::get_sgtable), observation);
          return std::string(to_string(observation.completion)) + " " + observation.detail +
                 " at " + std::to_string(observation.fault_address);
        }) == "crashed SEGV at 24");
}

TEST_CASE("a struct page that is followed is a crash") {
  CHECK(ends_of(kClear, {"*(volatile char *)block = 0;", "(void)*(volatile char *)block;"},
                allocation()) == "crashed (SEGV), crashed (SEGV)");
}

// An allocation of this many pages, the only ones that the call has.
StoredScenario allocation_of(std::uint64_t pages) {
  StoredScenario scenario = allocation();
  scenario.size = WidestMachine::Bytes(Bits<64>(pages << 12U));
  scenario.contiguous_page = Page<WidestMachine>::of(WidestMachine::FrameNumber(Bits<64>(0x1230)));
  scenario.contiguous_area = ContiguousArea::device;
  scenario.gfp = Bits<32>(kGfpKernel);
  return scenario;
}

// Whether the file with this in place of its memset does what the model does; how it ended if not.
std::string cleared_by(const std::string &stores, const StoredScenario &scenario) {
  const CSubject subject = subject_of(with(text_of_form("6.12"), kClear, stores));
  return in_child([&] {
    CSession session(subject);
    StoredObservation observed;
    StoredObservation expected;
    session.run(scenario, observed);
    observe_model(scenario, expected);
    if (observed.completion != Completion::returned)
      return std::string(to_string(observed.completion));
    if (!agrees(scenario.call, observed, expected))
      return std::string("differs");
    return std::string("agrees");
  });
}

TEST_CASE("what a file stores in its pages is told as it is told of memset") {
  const std::string words = "u64 *at = page_address(block); size_t n = bytes / 8;";
  for (const std::uint64_t pages : {1U, 3U, 100U}) {
    CAPTURE(pages);
    const StoredScenario scenario = allocation_of(pages);
    CHECK(cleared_by(words + "while (n--) *at++ = 0;", scenario) == "agrees");
    CHECK(cleared_by(words + "while (n--) at[n] = 0;", scenario) == "agrees");
    CHECK(cleared_by(words + "memset(at, 0, bytes / 2); at += n / 2; while (n -- > bytes / 16) "
                             "*at++ = 0;",
                     scenario) == "agrees");
    CHECK(cleared_by(words + "while (n-- > 1) *at++ = 0;", scenario) == "differs");
    CHECK(cleared_by(words + "while (--n) at[n] = 0;", scenario) == "differs");
    CHECK(cleared_by(words + "while (n--) at[n] = 0; ((char *)at)[bytes - 1] = 1;", scenario) ==
          "differs");
    CHECK(cleared_by(words + "memset(at, 0, bytes); at[n / 2] = 7;", scenario) == "differs");
    CHECK(cleared_by(words + "(void)*(volatile u64 *)at; memset(at, 0, bytes);", scenario) ==
          "agrees");
  }
}

TEST_CASE("memory of a page is stale until it is cleared") {
  CHECK(ends_of(kClear,
                {"BUG_ON(*(u8 *)page_address(block) != 0xa5);",
                 "memset(page_address(block), 0, bytes); BUG_ON(*(u8 *)page_address(block));",
                 "*(u8 *)page_address(block) = 1; memset(page_address(block), 0, bytes);"
                 "BUG_ON(*(u8 *)page_address(block));",
                 "*(u8 *)page_address(block) = 7; use_dma_iommu(device);"
                 "BUG_ON(*(u8 *)page_address(block) != 7);"},
                allocation_of(2)) == "returned (), returned (), returned (), returned ()");
}

TEST_CASE("memory around the pages of a call is not there") {
  CHECK(ends_of(kClear,
                {"((volatile char *)page_address(block))[-1] = 0;",
                 "((volatile char *)page_address(block))[bytes] = 0;",
                 "*(volatile char *)page_address(block + 2) = 0;",
                 "dma_free_contiguous(device, block, bytes);"
                 "*(volatile char *)page_address(block) = 0;"},
                allocation_of(2)) ==
        "crashed (SEGV), crashed (SEGV), crashed (SEGV), crashed (SEGV)");
}

TEST_CASE("a crash in the linear map is told at the kernel's address") {
  const CSubject subject = subject_of(
      with(text_of_form("6.12"), kClear, "((volatile char *)page_address(block))[bytes] = 0;"));
  CHECK(in_child([&] {
          CSession session(subject);
          StoredObservation observation;
          session.run(allocation_of(2), observation);
          return std::to_string(observation.fault_address);
        }) == std::to_string(0xffff'8000'0123'2000U));
}

TEST_CASE("pages that are stored to before they are released are told before that") {
  const CSubject subject = subject_of(
      with(text_of_form("6.12"), kClear,
           "*(char *)page_address(block) = 0; dma_free_contiguous(device, block, bytes);"));
  CHECK(in_child([&] {
          CSession session(subject);
          StoredObservation observation;
          session.run(allocation_of(2), observation);
          std::string kinds;
          for (const auto &effect : observation.trace)
            kinds += std::string(to_string(effect.kind)) + " ";
          return kinds;
        }) == "dma_alloc_contiguous map memset dma_free_contiguous ");
}

TEST_CASE("a buffer of the linear map is memory at the address that its pages have") {
  StoredScenario scenario = scenario_of(ops_helpers::Helper::get_sgtable);
  scenario.cpu_addr = WidestMachine::VirtualAddress(Bits<64>(0xffff'8000'0123'0000U));
  scenario.size = WidestMachine::Bytes(Bits<64>(0x3000));
  CHECK(ends_of(kEntry,
                {"BUG_ON(page_address(first) != buffer);", "BUG_ON(*(u8 *)buffer != 0xa5);",
                 "BUG_ON(virt_to_page(buffer + PAGE_SIZE) != first + 1);",
                 "(void)*(volatile char *)(buffer + bytes);"},
                scenario) == "returned (), returned (), returned (), crashed (SEGV)");
}

// Its addresses go around and meet, in this process, those at which the linear map is shown.
TEST_CASE("each page of a buffer longer than the linear map is found at its address") {
  const CSubject subject = subject_of(
      with(text_of_form("6.12"), kEntry,
           "sg_set_page(table->sgl, virt_to_page(buffer + bytes - 1), PAGE_ALIGN(bytes), 0);"));
  CHECK(in_child([&] {
          CSession session(subject);
          StoredObservation observation;
          std::string wrong;
          for (std::uint64_t eighth = 0; eighth < 8; ++eighth) {
            const std::uint64_t last = (eighth << 44U) + 0x1000; // the page at this address
            StoredScenario scenario = scenario_of(ops_helpers::Helper::get_sgtable);
            scenario.cpu_addr = WidestMachine::VirtualAddress(Bits<64>(0xffff'bfff'ffff'f000U));
            scenario.size =
                WidestMachine::Bytes(Bits<64>(last + 1 - scenario.cpu_addr.word.value()));
            session.run(scenario, observation);
            const std::uint64_t frame =
                (last - scenario.architecture.linear_base) >> scenario.architecture.page_shift;
            if (observation.sg_table.page.frame.word.value() != frame)
              wrong += std::to_string(last) + " ";
          }
          return wrong;
        }).empty());
}

TEST_CASE("more plain stores than can be followed are no hang") {
  const std::string store = "u64 *at = page_address(block); size_t n = bytes / 8;"
                            "while (n--) *at++ = 0;";
  CHECK(end_of(kClear, store, allocation_of(16 * 1024)) == "returned ()");
  CHECK(end_of(kClear, store, allocation_of(16 * 1024 + 1)) ==
        "too long to follow (more than 64 MiB accessed without memset)");
}

TEST_CASE("a loop over more pages than can be followed is no hang") {
  const std::string look_up = "for (size_t i = 0; i < 9000000; i++) is_vmalloc_addr(block);";
  CHECK(end_of(kClear, look_up, allocation_of(1)) == "hung (endless service calls)");
  CHECK(end_of(kClear, look_up, allocation_of(1 << 20)) ==
        "too long to follow (endless service calls)");
  const std::string count = "volatile size_t n = 0; while (n < bytes * 1000000) n++;";
  CHECK(end_of(kClear, count, allocation_of(1)) == "hung (no return)");
  CHECK(end_of(kClear, count, allocation_of(1 << 20)) == "too long to follow (no return)");
}

TEST_CASE("a loop over 1024 pages with some effects for each is followed") {
  const std::string clear_each = "for (size_t i = 0; i < bytes >> PAGE_SHIFT; i++) { "
                                 "clear_page(page_address(block + i)); dma_pgprot(device, "
                                 "(pgprot_t){i}, 0); iommu_dma_map_page(device, block + i, 0, "
                                 "PAGE_SIZE, 0, 0); }";
  CHECK(end_of(kClear, clear_each, allocation_of(1024)) == "returned ()");
  CHECK(end_of(kClear, clear_each, allocation_of(16 * 1024)) ==
        "too long to follow (more effects than the trace holds)");
}

TEST_CASE("a million pages that are mapped one by one, upwards or downwards, are followed") {
  StoredScenario scenario = scenario_of(ops_helpers::Helper::mmap);
  scenario.pool_claims = false;
  scenario.remap_status = 0;
  scenario.vma.vm_flags = Bits<64>(kVmShared);
  scenario.vma.vm_start = WidestMachine::VirtualAddress(Bits<64>(0x1000'0000));
  scenario.vma.vm_end = WidestMachine::VirtualAddress(Bits<64>(0x1'1000'0000));
  const std::string map = "if (remap_pfn_range(area, area->vm_start + (i << PAGE_SHIFT), i, "
                          "PAGE_SIZE, area->vm_page_prot)) return -EIO;";
  CHECK(ends_of(kProtect,
                {"for (unsigned long i = 0; i < vma_pages(area); i++) " + map + " return 0;",
                 "for (unsigned long i = vma_pages(area); i-- > 0;) " + map + " return 0;"},
                scenario) == "returned (), returned ()");
}

TEST_CASE("a missing ops table that is read is a crash near address 0") {
  ops_helpers::FaultAnswers schedule;
  schedule.use_dma_iommu = true;
  const StoredScenario scenario =
      scenario_of(ops_helpers::Helper::alloc_pages, 1, make_architecture(64, 64, 64, 12), schedule);
  const CSubject subject =
      subject_of(with(text_of_form("6.12"), "*bus = use_dma_iommu(device)", "*bus = 0"));
  CHECK(in_child([&] {
          CSession session(subject);
          StoredObservation observation;
          session.run(scenario, observation);
          return std::string(to_string(observation.completion)) +
                 (observation.fault_address < 64 ? " near 0" : " elsewhere");
        }) == "crashed near 0");
}

TEST_CASE("traps and aborts and divisions by zero are crashes by their signal") {
  CHECK(ends_of(kEntry,
                {"__builtin_trap();", "abort();",
                 "volatile int zero = 0; volatile int bad = 7 / zero;"},
                scenario_of(ops_helpers::Helper::get_sgtable)) ==
        "crashed (ILL), crashed (ABRT), crashed (FPE)");
}

TEST_CASE("endless recursion is a crash of the call and not of the session") {
  const std::string recursion =
      "volatile char room[256]; room[0] = 1;"
      "turn = 0; return dma_common_mmap(device, area, buffer, bus, bytes, attributes) + room[0];";
  CHECK(end_of(kProtect, recursion, scenario_of(ops_helpers::Helper::mmap)) == "crashed (SEGV)");
}

TEST_CASE("an endless loop is a call that hangs") {
  CHECK(ends_of(kClear, {"for (;;) ;", "while (bytes) barrier();"}, allocation()) ==
        "hung (no return), hung (no return)");
}

TEST_CASE("an endless loop of look-ups or of effects is a call that hangs") {
  CHECK(ends_of(kClear,
                {"while (is_vmalloc_addr(page_address(block)) == 0) ;",
                 "for (;;) dma_free_contiguous(device, block, bytes);"},
                allocation()) ==
        "hung (endless service calls), hung (more effects than the trace holds)");
}

TEST_CASE("a long loop with an end is no hang") {
  CHECK(end_of(kClear, "for (int i = 0; i < 1000000; i++) is_vmalloc_addr(block);", allocation()) ==
        "returned ()");
}

TEST_CASE("a write behind an object of the caller is a crash") {
  CHECK(ends_of(kClear, {"bus[1] = 0;", "((u64 *)device)[4] = 0;"}, allocation()) ==
        "crashed (SEGV), crashed (SEGV)");
  CHECK(end_of(kProtect, "area[1].vm_start = 0;", scenario_of(ops_helpers::Helper::mmap)) ==
        "crashed (SEGV)");
  CHECK(ends_of(kEntry, {"table[1].nents = 0;", "table->sgl[1].length = 0;"},
                scenario_of(ops_helpers::Helper::get_sgtable)) == "crashed (SEGV), crashed (SEGV)");
}

TEST_CASE("a write before an object of the caller is seen at the return") {
  const std::string seen = "out-of-bounds write (memory before a caller's object)";
  CHECK(ends_of(kClear, {"bus[-1] = 0;", "((char *)device)[-1] = 0;"}, allocation()) ==
        seen + ", " + seen);
  CHECK(end_of(kProtect, "((char *)area)[-1] = 0;", scenario_of(ops_helpers::Helper::mmap)) ==
        seen);
  CHECK(ends_of(kEntry, {"table[-1].nents = 1;", "table->sgl[-1].length = 1;"},
                scenario_of(ops_helpers::Helper::get_sgtable)) == seen + ", " + seen);
}

TEST_CASE("a file sees what the scenario says that the device can reach") {
  StoredScenario scenario = allocation();
  const std::vector<std::string> asks = {
      "BUG_ON(device->coherent_dma_mask != 0xffffff);", "BUG_ON(device->bus_dma_limit != 0xff);",
      "BUG_ON(device->dma_mask);", "BUG_ON(!device->dma_coherent);"};
  scenario.coherent_dma_mask.word = Bits<64>(0xffffff);
  scenario.bus_dma_limit.word = Bits<64>(0xff);
  scenario.has_dma_mask = false;
  scenario.dma_coherent = true;
  CHECK(ends_of(kClear, asks, scenario).find("BUG") == std::string::npos);
  scenario.coherent_dma_mask.word = scenario.bus_dma_limit.word = Bits<64>(0);
  scenario.has_dma_mask = true;
  scenario.dma_coherent = false;
  const std::string ends = ends_of(kClear, asks, scenario);
  CHECK(ends.find("returned") == std::string::npos);
}

TEST_CASE("a write to a member that is not the call's is seen at the return") {
  const std::string seen = "out-of-bounds write (a field of the caller's that is not the call's)";
  CHECK(ends_of(kClear,
                {"device->coherent_dma_mask = 1;", "device->dma_coherent = !device->dma_coherent;"},
                allocation()) == seen + ", " + seen);
  CHECK(ends_of(kProtect, {"area->vm_private_data = buffer;", "area->vm_ops = buffer;"},
                scenario_of(ops_helpers::Helper::mmap)) == seen + ", " + seen);
  CHECK(end_of(kEntry, "table->sgl->dma_flags = 1;",
               scenario_of(ops_helpers::Helper::get_sgtable)) == seen);
}

TEST_CASE("BUG ends the call and WARN does not") {
  const auto ends =
      ends_of(kEntry, {"BUG();", "BUG_ON(bytes == bytes);", "BUG_ON(!table);", "WARN_ON(1);"},
              scenario_of(ops_helpers::Helper::get_sgtable));
  CHECK(ends.find("kernel BUG (BUG at line") == 0);
  CHECK(ends.find("), kernel BUG (BUG at line") != std::string::npos);
  CHECK(ends.find("), returned (), returned (WARN at line ") != std::string::npos);
}

TEST_CASE("a service's own BUG_ON ends the call") {
  CHECK(end_of(kProtect, "remap_pfn_range(area, area->vm_start, 1, 0, area->vm_page_prot);",
               scenario_of(ops_helpers::Helper::mmap)) ==
        "kernel BUG (remap_pfn_range of an empty or wrapping range)");
}

TEST_CASE("an object that is not the caller's is a foreign argument") {
  CHECK(end_of(kClear, "struct device other = *device; use_dma_iommu(&other);", allocation()) ==
        "foreign argument (another device)");
  CHECK(end_of(kProtect,
               "struct vm_area_struct other = *area; int status;"
               "dma_mmap_from_dev_coherent(device, &other, buffer, bytes, &status);",
               scenario_of(ops_helpers::Helper::mmap)) == "foreign argument (another VMA)");
  CHECK(ends_of(kEntry,
                {"struct sg_table other; sg_free_table(&other);",
                 "struct scatterlist other; sg_set_page(&other, first, bytes, 0);"},
                scenario_of(ops_helpers::Helper::get_sgtable)) ==
        "foreign argument (another sg_table), foreign argument (a scatter-list entry of no table)");
}

TEST_CASE("pointers that are no page are foreign arguments") {
  CHECK(ends_of(kClear,
                {"page_address(NULL);", "page_address((void *)block + 8);",
                 "return (void *)block + 8;"},
                allocation()) == "foreign argument (a NULL page), foreign argument (a pointer that "
                                 "is no page), foreign argument (the returned pointer is no page)");
}

TEST_CASE("a call that comes to an unknown name is unmodelled and names it") {
  CHECK(ends_of(kClear,
                {"frobnicate_pages(block, bytes);", "sleep(1);",
                 "if (!bytes) frobnicate_pages(block, bytes);"},
                allocation()) == "unmodelled (frobnicate_pages), unmodelled (sleep), returned ()");
}

// What the call did that its context forbids.
std::string breach_of(std::string_view from, const std::string &to,
                      const StoredScenario &scenario) {
  const CSubject subject = subject_of(with(text_of_form("6.12"), from, to));
  return in_child([&] {
    CSession session(subject);
    StoredObservation observation;
    session.run(scenario, observation);
    return std::string(to_string(observation.completion)) + ", " +
           std::string(to_string(observation.breach)) + ": " + observation.detail;
  });
}

TEST_CASE("a warning is noted and the call goes on") {
  CHECK(breach_of(kClear, "WARN_ON(1);", allocation()) ==
        "returned, printed a warning: WARN at line 62");
  CHECK(breach_of(kClear, "WARN_ON(0);", allocation()) == "returned, none: ");
  CHECK(breach_of(kClear, "dev_WARN(device, \"%d\", 3); WARN_ON(2);", allocation()) ==
        "returned, printed a warning: WARN at line 62");
}

TEST_CASE("sleeping is noted where the caller cannot") {
  StoredScenario atomic = allocation();
  atomic.gfp = Bits<32>(0x820); // GFP_ATOMIC
  StoredScenario patient = allocation();
  patient.gfp = Bits<32>(kGfpKernel);
  for (const char *sleeps : {"might_sleep", "might_alloc", "cond_resched", "kmap",
                             "alloc_pages_node", "dma_alloc_contiguous"}) {
    CAPTURE(sleeps);
    const std::string name = sleeps;
    const std::string call = name == "might_alloc"        ? "might_alloc(GFP_KERNEL);"
                             : name == "kmap"             ? "kunmap(kmap(block));"
                             : name == "alloc_pages_node" ? "alloc_pages_node(0, GFP_KERNEL, 0);"
                             : name == "dma_alloc_contiguous"
                                 ? "dma_alloc_contiguous(device, bytes, GFP_KERNEL);"
                                 : name + "();";
    CHECK(breach_of(kClear, call, atomic).find("may have slept where its caller cannot: " + name) !=
          std::string::npos);
    CHECK(breach_of(kClear, call, patient).find("may have slept") == std::string::npos);
  }
  CHECK(breach_of(kClear, "might_sleep_if(gfpflags_allow_blocking(gfp));", atomic) ==
        "returned, none: ");
  CHECK(breach_of(kEntry, "might_sleep();", scenario_of(ops_helpers::Helper::get_sgtable)) ==
        "returned, none: ");
  CHECK(breach_of("if (use_dma_iommu(device)) {", "cond_resched(); if (use_dma_iommu(device)) {",
                  scenario_of(ops_helpers::Helper::free_pages)) ==
        "returned, may have slept where its caller cannot: cond_resched at line 71");
}

TEST_CASE("a temporary mapping that is kept is noted") {
  CHECK(breach_of(kClear, "memset(kmap_local_page(block), 0, bytes);", allocation()) ==
        "returned, kept a temporary mapping: 1 of kmap_local_page or kmap");
  CHECK(breach_of(kClear,
                  "void *at = kmap_local_page(block); memset(at, 0, bytes); kunmap_local(at);",
                  allocation()) == "returned, none: ");
  CHECK(breach_of(kClear, "clear_highpage(block);", allocation()) == "returned, none: ");
}

TEST_CASE("a large frame is noted in each call of its helper and in no other's") {
  const std::string large = "char all[4000]; __builtin_memset(all, bytes, sizeof(all)); barrier(); "
                            "READ_ONCE(all[gfp % 4000]);";
  CHECK(breach_of(kClear, large, allocation())
            .starts_with("returned, needs too much of the stack: dma_common_alloc_pages has a "
                         "frame of 4"));
  CHECK(breach_of(kClear, large, scenario_of(ops_helpers::Helper::free_pages)) ==
        "returned, none: ");
}

TEST_CASE("a helper that needs unknown names is unmodelled and the others are judged") {
  const CSubject subject = subject_of(
      with(text_of_form("6.12"), kClear, "if (device->frob_area) frobnicate(FROB_SIZE);"));
  CHECK(
      in_child([&] {
        CSession session(subject);
        StoredObservation observation;
        std::string ends;
        for (const HelperText &helper : text_of(subject.unit).helpers) {
          session.run(scenario_of(helper.id), observation);
          ends += std::string(to_string(observation.completion)) + " (" + observation.detail + ") ";
        }
        return ends;
      }) == "returned () returned () unmodelled (frob_area of struct device (line 62), frobnicate "
            "(line 62), FROB_SIZE (line 62)) returned () ");
}

TEST_CASE("a helper whose own declaration needs an unknown name is unmodelled") {
  const CSubject subject =
      subject_of(with(text_of_form("6.12"), "int dma_common_mmap(struct device *device,",
                      "int dma_common_mmap(frob_t frob, struct device *device,"));
  CHECK(in_child([&] {
          CSession session(subject);
          StoredObservation observation;
          session.run(scenario_of(ops_helpers::Helper::mmap), observation);
          return std::string(to_string(observation.completion));
        }) == "unmodelled");
}

TEST_CASE("after a call that ended badly the next one is observed afresh") {
  const CSubject subject =
      subject_of(with(text_of_form("6.12"), kEntry,
                      "{ static int calls; if (calls++ == 0) { table[-1].nents = 1; abort(); }"
                      "sg_set_page(table->sgl, first, PAGE_ALIGN(bytes), 0); }"));
  CHECK(
      in_child([&] {
        CSession session(subject);
        StoredObservation observation;
        StoredObservation expected;
        session.run(scenario_of(ops_helpers::Helper::get_sgtable), observation);
        std::string ends(to_string(observation.completion));
        for (const HelperId call : {ops_helpers::Helper::get_sgtable, ops_helpers::Helper::mmap}) {
          session.run(scenario_of(call), observation);
          observe_model(scenario_of(call), expected);
          ends += agrees(call, observation, expected) ? " agrees" : " differs";
        }
        return ends;
      }) == "crashed agrees agrees");
}

TEST_CASE("static variables live as long as a session and no longer") {
  const CSubject subject =
      subject_of(with(text_of_form("6.12"), kEntry, "{ static int calls; if (calls++) BUG(); }"));
  CHECK(in_child([&] {
          std::string ends;
          for (int fresh = 0; fresh < 2; ++fresh) {
            CSession session(subject);
            StoredObservation observation;
            for (int call = 0; call < 2; ++call) {
              session.run(scenario_of(ops_helpers::Helper::get_sgtable), observation);
              ends += std::string(to_string(observation.completion)) + ";";
            }
          }
          return ends;
        }) == "returned;kernel BUG;returned;kernel BUG;");
}

// How many addresses the object had that the file was given in the calls of these scenarios.
std::string addresses_of(std::string_view from, const std::string &object,
                         const std::vector<StoredScenario> &scenarios) {
  const std::string count = "{ static void *known[9]; unsigned i = 0; while (known[i] && known[i] "
                            "!= (void *)" +
                            object + ") i++; known[i] = " + object + "; while (known[i]) i++;" +
                            "if (i > 1) BUG(); }";
  const CSubject subject = subject_of(with(text_of_form("6.12"), from, count));
  return in_child([&] {
    CSession session(subject);
    StoredObservation observation;
    std::string ends;
    for (const StoredScenario &scenario : scenarios) {
      session.run(scenario, observation);
      ends += observation.completion == Completion::kernel_bug ? "other " : "first ";
    }
    return ends;
  });
}

TEST_CASE("each call brings a VMA and a table and a handle of its own") {
  const StoredScenario mapping = scenario_of(ops_helpers::Helper::mmap);
  CHECK(addresses_of(kProtect, "area", {mapping, mapping, mapping}) == "first other other ");
  const StoredScenario listing = scenario_of(ops_helpers::Helper::get_sgtable);
  CHECK(addresses_of(kEntry, "table", {listing, listing}) == "first other ");
  CHECK(addresses_of(kEntry, "table->sgl", {listing, listing}) == "first other ");
  CHECK(addresses_of(kClear, "bus", {allocation(), allocation()}) == "first other ");
}

TEST_CASE("a device keeps its address and another one has another") {
  const StoredScenario one = allocation();
  StoredScenario other = one;
  other.has_dma_mask = !one.has_dma_mask;
  CHECK(addresses_of(kClear, "device", {one, one, one}) == "first first first ");
  CHECK(addresses_of(kClear, "device", {one, other, one}) == "first other other ");
}

TEST_CASE("an architecture on which no C file runs is refused") {
  const CSubject subject = subject_of(text_of_form("6.1"));
  CHECK(in_child([&] {
          CSession session(subject);
          StoredObservation observation;
          session.run(
              scenario_of(ops_helpers::Helper::get_sgtable, 1, make_architecture(32, 32, 32, 12)),
              observation);
          return std::string("ran");
        }) == "exception: the C file was not compiled for 32-32-32-12");
}

TEST_CASE("gcov's files of each row go to the folder that the environment names") {
  const own_files::Folder folder;
  setenv("DMA_VERIFY_GCOV", folder.path().c_str(), 1);
  // A call of an unknown service must still be recognised among the calls of gcov's library.
  const CSubject subject = subject_of(with(text_of_form("6.12"), kClear, "frobnicate(block);"));
  unsetenv("DMA_VERIFY_GCOV");
  const auto file = [&](std::string_view ending) {
    return folder.path() / ("64-64-64-12-helpers" + std::string(ending));
  };
  CHECK(std::filesystem::exists(file(".gcno")));
  CHECK(!std::filesystem::exists(file(".gcda")));
  const std::string end = in_child([&] {
    CSession session(subject);
    StoredObservation observation;
    session.run(allocation(), observation);
    return std::string(to_string(observation.completion)) + " " + observation.detail;
  });
  CHECK(end == "unmodelled frobnicate");
  CHECK(std::filesystem::exists(file(".gcda")));
}

TEST_CASE("the caller's other members and the table's old content are nobody's to use") {
  const auto end_with = [](std::string_view from, const std::string &to,
                           const StoredScenario &scenario) {
    return ends_of(from, {to}, scenario);
  };
  const std::string foreign =
      "out-of-bounds write (a field of the caller's that is not the call's)";
  const StoredScenario mapping = scenario_of(ops_helpers::Helper::mmap);
  for (const char *member : {"vm_ops", "vm_file", "vm_private_data", "vm_mm"}) {
    CAPTURE(member);
    const std::string kept(kProtect);
    CHECK(end_with(kProtect, kept + " area->" + member + " = NULL;", mapping) == foreign);
  }
  CHECK(end_with(kProtect, std::string(kProtect) + " device->coherent_dma_mask = 0;", mapping) ==
        foreign);
}

} // namespace
} // namespace dma_verify
