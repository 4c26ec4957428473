// SPDX-License-Identifier: GPL-2.0-only
// A right remap.c does what the model does. However a call of another file ends, the session says
// how and can continue.
#include "harness/subjects/session/session.h"

#include "harness/counterexamples/prose/trace_text.h"
#include "harness/units/own_files.h"
#include "model/remap/run.h"
#include "properties/agreement.h"
#include "properties/remap/generators/drawn.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

namespace dma_verify::remap {
namespace {

using own_files::in_child;
using own_files::subject_of;
using own_files::with;

constexpr std::string_view kStore = "list[at] = nth_page(first, at);";
constexpr std::string_view kMapList = "mapped = vmap(list, wanted, VM_DMA_COHERENT, protection);";
constexpr std::string_view kRelease = "kvfree(list);";
constexpr std::string_view kRemember = "find_vm_area(mapped)->pages = list;";
constexpr std::string_view kAnswer = "return found->pages;";
constexpr std::string_view kUnmap = "vunmap(buffer);";

std::string text_of_form(const std::string &form) {
  return own_files::text_of_form(form, UnitId::remap);
}

const Form &form_with(std::string_view id) { return *std::ranges::find(kForms, id, &Form::id); }

// A call that no service fails, of this many pages.
StoredScenario scenario_of(Helper helper, std::uint64_t pages = 3, std::uint64_t probe = 1) {
  StoredScenario one;
  one.architecture = make_architecture(64, 64, 64, 12);
  one.call = helper;
  const auto at = [](std::uint64_t value) {
    return WidestMachine::VirtualAddress(Bits<64>(value));
  };
  one.size = WidestMachine::Bytes(Bits<64>(pages << 12U));
  one.probe = Bits<64>(probe);
  one.page = WidestMachine::FrameNumber(Bits<64>(0x700));
  one.owned = WidestMachine::PageCount(Bits<64>(pages));
  one.entry = WidestMachine::FrameNumber(Bits<64>(0x55));
  one.pages = at(0xffff'8880'0000'1000);
  one.kvmalloc_address = at(0xffff'8880'0001'0000);
  one.vmap_address = at(0xffff'c900'0000'0000);
  one.area = true;
  one.area_address = at(0xffff'c900'0010'0000);
  one.area_pages = WidestMachine::PageCount(Bits<64>(4));
  one.area_flags = Bits<64>(kVmDmaCoherent);
  one.area_has_array = true;
  one.area_array = at(0xffff'8880'0002'0000);
  one.cpu_addr = one.area_address;
  return one;
}

std::string text_of(const StoredObservation &observation) {
  return std::string(to_string(observation.completion)) + " (" + observation.detail + ")";
}

// The text of 6.12 with what stands at `from` replaced by each of the others in turn, from call to
// call, all in one session: how each call ended.
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
      text += (i == 0 ? "" : ", ") + text_of(observation);
    }
    return text;
  });
}

// Runs the text of 6.12, changed in this way, on the scenario; `show` says what was observed.
template <class Show>
std::string observed_of(std::string_view from, const std::string &to,
                        const StoredScenario &scenario, Show &&show) {
  const CSubject subject = subject_of(with(text_of_form("6.12"), from, to));
  return in_child([&] {
    CSession session(subject);
    StoredObservation observation;
    session.run(scenario, observation);
    return text_of(observation) + " " + show(observation);
  });
}

// The first of these scenarios for which the file does not do what the model does; empty if none.
std::string disagreement(const CSubject &subject, std::uint64_t count) {
  CSession session(subject);
  StoredObservation observed;
  StoredObservation expected;
  const Form &form = form_with(subject.form.name);
  for (const CompiledRow &row : subject.rows) {
    for (const Helper helper : kAllHelpers) {
      for (std::uint64_t number = 0; number < count; ++number) {
        const StoredScenario scenario =
            drawn(row.architecture, helper, number, subject.form.environment);
        session.run(scenario, observed);
        run_form(scenario, expected, form);
        if (!agrees(helper, observed, expected)) {
          return architecture_id(row.architecture) + " " + std::to_string(number) + "\n" +
                 side_by_side(helper, observed, "file", expected, "model");
        }
      }
    }
  }
  return {};
}

TEST_CASE("each form is recognised and does what the model does on every row") {
  for (const char *form : {"6.1", "6.12", "6.18"}) {
    CAPTURE(form);
    const CSubject subject = subject_of(text_of_form(form));
    CHECK(subject.unit == UnitId::remap);
    CHECK(subject.form.name == form);
    CHECK(in_child([&] { return disagreement(subject, 120); }) == "");
  }
}

TEST_CASE("a file that does something else is seen to differ") {
  const CSubject subject = subject_of(with(
      text_of_form("6.12"), "list, PAGE_ALIGN(bytes) >> PAGE_SHIFT", "list, bytes >> PAGE_SHIFT"));
  CHECK(in_child([&] { return disagreement(subject, 120); }).find("vmap") != std::string::npos);
}

TEST_CASE("arrays of any number of entries are really filled") {
  const CSubject by_frame = subject_of(text_of_form("6.12"));
  for (const std::uint64_t pages : {std::uint64_t{1}, std::uint64_t{8160}, std::uint64_t{8192},
                                    std::uint64_t{1} << 22U, (std::uint64_t{1} << 28U) - 1}) {
    for (const std::uint64_t probe : {std::uint64_t{0}, pages / 2, pages - 1}) {
      CAPTURE(pages);
      CAPTURE(probe);
      const StoredScenario scenario = scenario_of(Helper::contiguous_remap, pages, probe);
      CHECK(in_child([&] {
              CSession session(by_frame);
              StoredObservation observed;
              StoredObservation expected;
              session.run(scenario, observed);
              run_form(scenario, expected);
              return agrees(Helper::contiguous_remap, observed, expected) ? std::string("agrees")
                                                                          : text_of(observed);
            }) == "agrees");
    }
  }
}

TEST_CASE("moving the pointer leaves the memmap where it has two parts") {
  StoredScenario scenario = scenario_of(Helper::contiguous_remap, 8, 5);
  scenario.split_memmap = true;
  scenario.next_part = WidestMachine::FrameNumber(Bits<64>(0x703));
  const auto page = [](const StoredObservation &observation) {
    return std::to_string(observation.trace.at(1).entry.frame.word.value());
  };
  CHECK(observed_of(kStore, std::string(kStore), scenario, page) ==
        "returned () " + std::to_string(0x705));
  CHECK(observed_of(kStore, "list[at] = first + at;", scenario, page) ==
        "returned () " + std::to_string(0x705 - kMemmapGap));
}

TEST_CASE("a store outside of the array is seen") {
  const std::string behind = "out-of-bounds write (store behind the end of the array)";
  const std::string before = "out-of-bounds write (store before the beginning of the array)";
  const std::string map(kMapList);
  CHECK(ends_of(kMapList,
                {"list[wanted] = first;" + map, "list[wanted + 100000] = first;" + map,
                 "list[-1] = first;" + map, "list[0] = first;" + map},
                scenario_of(Helper::contiguous_remap)) ==
        behind + ", " + behind + ", " + before + ", returned ()");
  CHECK(ends_of(kMapList, {"list[wanted] = first;" + map},
                scenario_of(Helper::contiguous_remap, 1U << 20U)) == behind);
}

TEST_CASE("use of an array after its release is seen and does not end the call") {
  const auto late = [](const StoredObservation &observation) {
    return std::string(observation.late_store ? "late" : "in time");
  };
  for (const std::uint64_t pages : {3U, 1U << 20U}) {
    CHECK(observed_of(kRelease, "kvfree(list); list[wanted - 1] = first;",
                      scenario_of(Helper::contiguous_remap, pages), late) == "returned () late");
    CHECK(observed_of(kRelease, "kvfree(list);", scenario_of(Helper::contiguous_remap, pages),
                      late) == "returned () in time");
  }
}

TEST_CASE("vmap reads what was stored in the array") {
  const auto read = [](const StoredObservation &observation) {
    const auto &mapping = observation.trace.at(1);
    return std::to_string(mapping.entry.frame.word.value()) +
           (mapping.entry_written ? " written" : " not written");
  };
  const StoredScenario scenario = scenario_of(Helper::contiguous_remap);
  CHECK(observed_of(kStore, "list[at] = first + 2 * at;", scenario, read) ==
        "returned () " + std::to_string(0x702) + " written");
  CHECK(observed_of(kStore, "if (at != 1) list[at] = first;", scenario, read) ==
        "returned () 0 not written");
  const std::string map(kMapList);
  CHECK(ends_of(kMapList, {"list[1] = NULL;" + map, "list[1] = (void *)first + 8;" + map},
                scenario) == "foreign argument (an array with a NULL page), "
                             "foreign argument (an array with a pointer that is no page)");
}

TEST_CASE("released first and mapped then, the array shows what it held") {
  const auto trace = [](const StoredObservation &observation) {
    std::string kinds;
    for (const auto &effect : observation.trace)
      kinds += std::string(to_string(effect.kind)) + ";";
    return kinds + std::to_string(observation.trace.at(2).entry.frame.word.value());
  };
  CHECK(observed_of(std::string(kMapList) + "\n    " + std::string(kRelease),
                    "kvfree(list);" + std::string(kMapList), scenario_of(Helper::contiguous_remap),
                    trace) == "returned () allocate;release;vmap;" + std::to_string(0x701));
}

TEST_CASE("each allocator is told from the others") {
  const auto allocators = [](const StoredObservation &observation) {
    std::string text;
    for (const auto &effect : observation.trace) {
      if (effect.kind == EffectKind::allocate || effect.kind == EffectKind::release)
        text += std::to_string(static_cast<int>(effect.allocator)) + " ";
    }
    return text;
  };
  const auto with_calls = [&](const std::string &allocation, const std::string &release) {
    std::string text =
        with(text_of_form("6.12"), "kvmalloc_array(wanted, sizeof(*list), GFP_KERNEL)", allocation);
    const CSubject subject = subject_of(with(text, kRelease, release + "(list);"));
    return in_child([&] {
      CSession session(subject);
      StoredObservation observation;
      session.run(scenario_of(Helper::contiguous_remap), observation);
      return text_of(observation) + " " + allocators(observation);
    });
  };
  CHECK(with_calls("kmalloc_array(wanted, sizeof(*list), GFP_KERNEL)", "kfree") ==
        "returned () 1 1 ");
  CHECK(with_calls("vmalloc(wanted * sizeof(*list))", "vfree") == "returned () 2 2 ");
  CHECK(with_calls("kvzalloc(array_size(wanted, sizeof(*list)), GFP_KERNEL)", "kvfree") ==
        "returned () 0 0 ");
  CHECK(with_calls("kvmalloc_objs(struct page *, wanted)", "kfree") == "returned () 0 1 ");
  CHECK(with_calls("kcalloc(wanted, sizeof(*list), GFP_KERNEL)", "kvfree(NULL), kfree") ==
        "returned () 1 1 ");
}

TEST_CASE("what a file changes in an area is observed") {
  const auto areas = [](const StoredObservation &observation) {
    const auto &area = observation.areas.back();
    return std::to_string(area.pages.is_null ? 0 : area.pages.address.word.value()) + " " +
           std::to_string(area.nr_pages.value()) + " " + std::to_string(area.flags.value());
  };
  const StoredScenario scenario = scenario_of(Helper::pages_remap);
  const std::string array = std::to_string(scenario.pages.word.value());
  CHECK(observed_of(kRemember, std::string(kRemember), scenario, areas) ==
        "returned () " + array + " 0 16");
  CHECK(observed_of(kRemember, "find_vm_area(mapped)->nr_pages = 7;", scenario, areas) ==
        "returned () 0 7 16");
  CHECK(observed_of(kRemember, "find_vm_area(mapped)->flags |= VM_MAP;", scenario, areas) ==
        "returned () 0 0 20");
  CHECK(observed_of(kAnswer, "found->pages = NULL; return found->pages;",
                    scenario_of(Helper::find_pages), areas) == "returned () 0 0 16");
  const std::string foreign = "out-of-bounds write (a member of an area that is not the call's)";
  CHECK(ends_of(kRemember,
                {"find_vm_area(mapped)->caller = from;", "find_vm_area(mapped)->next = NULL;",
                 "find_vm_area(mapped)->phys_addr = 0;", "((long *)find_vm_area(mapped))[-1] = 0;"},
                scenario) == foreign + ", " + foreign + ", " + foreign + ", " + foreign);
}

TEST_CASE("the caller's array can be read and not written") {
  const StoredScenario scenario = scenario_of(Helper::pages_remap);
  CHECK(ends_of(kRemember,
                {"if (page_to_pfn(list[1]) != 0x55) BUG();",
                 "if (page_to_pfn(list[0]) != 0x56 || page_to_pfn(list[2]) != 0x56) BUG();",
                 "list[1] = NULL;", "if (list[3]) return NULL;"},
                scenario) == "returned (), returned (), crashed (SEGV), crashed (SEGV)");
}

TEST_CASE("an area that was removed can no longer be used") {
  const StoredScenario scenario = scenario_of(Helper::free_remap);
  CHECK(ends_of(kUnmap,
                {"struct vm_struct *a = find_vm_area(buffer); vunmap(buffer);"
                 "READ_ONCE(a->pages[0]);",
                 "vunmap(buffer); if (find_vm_area(buffer)) BUG();", "vfree(buffer);"},
                scenario) == "crashed (SEGV), returned (), returned ()");
}

TEST_CASE("each way of warning is one effect") {
  const auto warnings = [](const StoredObservation &observation) {
    return std::to_string(std::ranges::count(observation.trace, EffectKind(EffectKind::warn),
                                             [](const auto &effect) { return effect.kind; }));
  };
  for (const char *warning : {"WARN(1, \"no area\")", "WARN_ON(1)", "WARN_ONCE(1, \"no area\")",
                              "WARN_ON_ONCE(!buffer || 1)"}) {
    CAPTURE(warning);
    StoredScenario scenario = scenario_of(Helper::free_remap);
    scenario.area = false;
    CHECK(observed_of("WARN(1, \"no DMA area at %p\\n\", buffer);", std::string(warning) + ";",
                      scenario, warnings) == "returned () 1");
    CHECK(observed_of("WARN(1, \"no DMA area at %p\\n\", buffer);",
                      "WARN(0, \"none\"); pr_warn(\"none\\n\");", scenario,
                      warnings) == "returned () 0");
  }
}

TEST_CASE("a call that ends otherwise says how") {
  const StoredScenario scenario = scenario_of(Helper::contiguous_remap);
  CHECK(ends_of(kRelease,
                {"for (;;) barrier();", "*(volatile int *)0 = 1;", "BUG();", "frobnicate(list);",
                 "memset(mapped, 0, bytes);",
                 "struct page *few[] = {first}; vmap(few, 1, VM_MAP, protection);",
                 "memset(list, 0, 8); kvfree(list);"},
                scenario) == "hung (no return), crashed (SEGV), kernel BUG (BUG at line 45), "
                             "unmodelled (frobnicate), unmodelled (memset of a mapping), "
                             "unmodelled (vmap of the file's own array), returned ()");
  CHECK(ends_of(kRelease,
                {"for (int i = 0; i < 20000; i++) kvfree(list);",
                 "for (int i = 0; i < 5; i++) kvmalloc(8, GFP_KERNEL);"},
                scenario) == "hung (more effects than the trace holds), "
                             "unmodelled (more arrays than four)");
}

TEST_CASE("after a call that ended badly the next one is observed afresh") {
  const CSubject subject = subject_of(
      with(text_of_form("6.12"), kRelease,
           "{ static int calls; if (calls++ == 0) { list[wanted] = NULL; } kvfree(list); }"));
  CHECK(in_child([&] {
          CSession session(subject);
          StoredObservation observed;
          StoredObservation expected;
          std::string ends;
          for (const Helper helper : {Helper::contiguous_remap, Helper::contiguous_remap,
                                      Helper::pages_remap, Helper::free_remap}) {
            session.run(scenario_of(helper), observed);
            run_form(scenario_of(helper), expected);
            ends += agrees(helper, observed, expected) ? "agrees " : "differs ";
          }
          return ends;
        }) == "differs agrees agrees agrees ");
}

TEST_CASE("a file's form follows from its names and its kernel") {
  const auto form_in = [](const std::string &text) { return subject_of(text).form; };
  CHECK(form_in(text_of_form("6.12")).environment.split_memmaps);
  CHECK(form_in(text_of_form("6.1")).environment.split_memmaps);
  CHECK(!form_in(text_of_form("6.18")).environment.split_memmaps);
  // A pointer that is moved in the text of an older kernel relies on what that does not promise.
  const SourceForm moved = form_in(with(text_of_form("6.1"), kStore, "list[at] = first++;"));
  CHECK(moved.name == "unknown");
  CHECK(moved.environment.split_memmaps);
  CHECK(form_in(with(text_of_form("6.1"), "!= VM_DMA_COHERENT", "!= VM_MAP")).name == "unknown");
  // An older kernel hands out other blocks than the form relies on.
  const own_files::Folder tree;
  tree.write("kernel/dma/remap.c", text_of_form("6.18"));
  const auto splits = [&] {
    const auto loaded = load_c_subject(tree.path().string());
    return std::get<CSubject>(loaded).form.environment.split_memmaps;
  };
  CHECK(!splits());
  tree.write("Makefile", "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 1\n");
  CHECK(splits());
  tree.write("Makefile", "VERSION = 6\nPATCHLEVEL = 18\n");
  CHECK(!splits());
  tree.write("Makefile", "VERSION = 7\nPATCHLEVEL = 1\n");
  CHECK(!splits());
}

TEST_CASE("a tree has a subject for each unit, a file that of its own") {
  const own_files::Folder tree;
  tree.write("kernel/dma/remap.c", text_of_form("6.12"));
  const auto units_in = [&] {
    const auto loaded = load_c_subjects(tree.path().string());
    std::vector<UnitId> units;
    for (const CSubject &subject : std::get<std::vector<CSubject>>(loaded))
      units.push_back(subject.unit);
    return units;
  };
  CHECK(units_in() == std::vector{UnitId::remap});
  tree.write("kernel/dma/ops_helpers.c", own_files::text_of_form("6.12"));
  CHECK(units_in() == std::vector{UnitId::ops_helpers, UnitId::remap});
}

TEST_CASE("each helper that is missing is named") {
  for (const HelperText &helper : kHelpers) {
    const std::string symbol(helper.symbol);
    CAPTURE(symbol);
    const auto end_with = [&](const std::string &text) -> std::string {
      try {
        subject_of(text);
      } catch (const std::runtime_error &error) {
        return error.what();
      }
      return "usable";
    };
    CHECK(
        end_with(with(text_of_form("6.12"), symbol, "my_" + symbol)).find("defines no " + symbol) !=
        std::string::npos);
  }
}

TEST_CASE("an area at an address where the process has memory of its own is still the area") {
  const CSubject subject = subject_of(text_of_form("6.12"));
  CHECK(in_child([&] {
          CSession session(subject);
          StoredScenario scenario = scenario_of(Helper::pages_remap);
          StoredObservation observation;
          session.run(scenario, observation); // the session has its windows from now on
          std::ifstream maps("/proc/self/maps");
          std::string differing;
          for (std::string line; std::getline(maps, line);) {
            const std::uint64_t begin = std::stoull(line, nullptr, 16);
            scenario.vmap_address = WidestMachine::VirtualAddress(Bits<64>(begin + 0x1000));
            StoredObservation expected;
            run_form(scenario, expected, form_with("6.12"));
            session.run(scenario, observation);
            if (!agrees(scenario.call, observation, expected))
              differing += line + "\n";
          }
          return differing;
        }) == "");
}

} // namespace
} // namespace dma_verify::remap
