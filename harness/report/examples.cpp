// SPDX-License-Identifier: GPL-2.0-only
#include "harness/report/examples.h"

#include "harness/counterexamples/arbitrary.h"
#include "properties/model_subject.h"

#include <csignal>

namespace dma_verify::report_examples {
namespace {

using Change = std::function<void(const StoredScenario &, StoredObservation &)>;

// The model, whose observations are changed.
Subject changed_model(const std::string &name, const Change &change) {
  return run_subject(name, [change] {
    return Observe([change](const StoredScenario &scenario, StoredObservation &observed) {
      observe_model(scenario, observed);
      change(scenario, observed);
    });
  });
}

StoredScenario scenario_of(HelperId call, const std::string &architecture = "64-64-64-12") {
  StoredScenario scenario;
  scenario.architecture = find_architecture(architecture).value();
  scenario.call = call;
  scenario.cpu_addr.word = Bits<64>(scenario.architecture.linear_base);
  return scenario;
}

ShownCounterexample shown(const Subject &subject, const std::string &property,
                          const std::string &clause, const StoredScenario &scenario) {
  ShownCounterexample one;
  one.counterexample.property = property;
  one.counterexample.clause = clause;
  one.counterexample.scenario = scenario;
  one.counterexample.subject.kind = "c";
  one.counterexample.subject.form = "6.12";
  one.counterexample.subject.sha256 = std::string(64, 'a');
  one.counterexample.provenance.engine = "random";
  one.counterexample.provenance.seed = "0x7";
  one.counterexample.provenance.found_on = "file";
  one.counterexample.provenance.version = "1";
  one.subject = subject.name;
  one.file = "out/counterexamples/" + file_name_of(one.counterexample);
  one.examination = examine(subject, one.counterexample);
  return one;
}

void map_all_that_wraps(const StoredScenario &scenario, StoredObservation &observed) {
  const std::uint64_t pages =
      (scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value()) >>
      scenario.architecture.page_shift;
  if (scenario.vma.vm_pgoff.word.value() + pages >= pages)
    return;
  Effect<WidestMachine> remap;
  remap.kind = DmaEffect::remap_pfn_range;
  remap.address = scenario.vma.vm_start;
  remap.frame.word = scenario.vma.vm_pgoff.word;
  remap.bytes.word = Bits<64>(pages << scenario.architecture.page_shift);
  observed.trace.push_back(remap);
  observed.status = 0;
}

} // namespace

ShownCounterexample wrapping_mmap() {
  StoredScenario scenario = scenario_of(ops_helpers::Helper::mmap);
  scenario.vma.vm_end.word = Bits<64>(0x1000);
  scenario.vma.vm_pgoff.word = Bits<64>(~std::uint64_t{0});
  return shown(changed_model("wrap.c", &map_all_that_wraps), "offset-bounds.accepted-in-bounds",
               "in-bounds", scenario);
}

ShownCounterexample short_entry() {
  StoredScenario scenario = scenario_of(ops_helpers::Helper::get_sgtable);
  scenario.size.word = Bits<64>(1);
  const Change change = [](const StoredScenario &asked, StoredObservation &observed) {
    observed.sg_table.length = Bits<32>(asked.size.word.value());
  };
  return shown(changed_model("short.c", change), "page-range.scatter-list", "length", scenario);
}

ShownCounterexample unzeroed_byte() {
  StoredScenario scenario = scenario_of(ops_helpers::Helper::alloc_pages);
  scenario.size.word = Bits<64>(0x1000);
  scenario.buddy_page = Page<WidestMachine>::of({});
  scenario.map_handle.word = Bits<64>(0x1000);
  scenario.probe = Bits<64>(0xfff);
  const Change change = [](const StoredScenario &, StoredObservation &observed) {
    for (Effect<WidestMachine> &effect : observed.trace) {
      if (effect.kind == DmaEffect::memset)
        effect.bytes.word = effect.bytes.word - Bits<64>(1);
    }
  };
  return shown(changed_model("zero.c", change), "initialisation.alloc_pages", "zeroed", scenario);
}

ShownCounterexample leaking_sequence() {
  ShownCounterexample one;
  one.counterexample.property = "sequence.leak-freedom";
  one.counterexample.clause = "block";
  one.counterexample.scenario = scenario_of(ops_helpers::Helper::free_pages);
  world::Event take;
  take.scenario = scenario_of(ops_helpers::Helper::alloc_pages);
  take.scenario.size.word = Bits<64>(0x1000);
  take.scenario.buddy_page = Page<WidestMachine>::of({});
  take.scenario.map_handle.word = Bits<64>(0x1000);
  world::Event give;
  give.action = world::Action::release;
  give.scenario = scenario_of(ops_helpers::Helper::free_pages);
  give.scenario.size = take.scenario.size;
  give.scenario.dma_handle = take.scenario.map_handle;
  one.counterexample.steps = {take, give};
  one.subject = "leak.c";
  one.file = "out/counterexamples/" + file_name_of(one.counterexample);
  const Change change = [](const StoredScenario &, StoredObservation &observed) {
    std::erase_if(observed.trace, [](const Effect<WidestMachine> &effect) {
      return effect.kind == DmaEffect::dma_free_contiguous;
    });
  };
  one.examination = examine(changed_model("leak.c", change), one.counterexample);
  return one;
}

ShownCounterexample lost_process() {
  const Change change = [](const StoredScenario &, StoredObservation &) { std::raise(SIGKILL); };
  return shown(changed_model("lost.c", change), "execution.mmap", "no-crash",
               scenario_of(ops_helpers::Helper::mmap));
}

std::vector<ShownCounterexample> extreme() {
  std::vector<ShownCounterexample> all;
  arbitrary::Source source(11);
  const std::array<std::pair<const char *, const char *>, 4> clauses = {
      {{"page-range.scatter-list", "length"},
       {"page-range.mmap", "page-k"},
       {"initialisation.alloc_pages", "zeroed"},
       {"round-trip.free_pages", "one-release"}}};
  for (const char *architecture : {"64-64-64-12", "32-32-64-18", "64-64-64-16"}) {
    for (const HelperId call : all_helpers()) {
      const auto &[property, clause] = clauses.at(call.position);
      for (int i = 0; i < 8; ++i) {
        all.push_back(
            shown(model_subject(), property, clause,
                  arbitrary::scenario(source, call, find_architecture(architecture).value())));
      }
    }
  }
  return all;
}

ShownCounterexample hostile() {
  ShownCounterexample one = wrapping_mmap();
  one.subject = kHostile;
  one.file = std::string(kHostile) + std::string(4000, 'x');
  one.elsewhere = {kHostile};
  one.counterexample.property = kHostile;
  one.counterexample.clause = kHostile;
  one.counterexample.reachable = kHostile;
  one.counterexample.subject.form = kHostile;
  one.counterexample.subject.sha256 = kHostile;
  one.counterexample.provenance.engine = kHostile;
  one.counterexample.provenance.seed = kHostile;
  one.counterexample.provenance.found_on = kHostile;
  one.counterexample.provenance.version = kHostile;
  one.examination.problem = kHostile;
  StoredObservation &observed = one.examination.observed.front();
  observed.completion = Completion::crashed;
  observed.set_detail(kHostile);
  return one;
}

std::vector<Record> records_of_all_kinds() {
  std::vector<Record> records;
  const auto add = [&](const char *property, const char *subject, const char *engine,
                       Verdict verdict, const char *reason = "") {
    for (const char *architecture : {"64-64-64-12", "64-64-64-13"}) {
      Record record;
      record.property = property;
      record.subject = subject;
      record.engine = engine;
      record.architecture = architecture;
      record.verdict = verdict;
      record.cases = 1234567;
      record.seconds = 1.5;
      record.reason = reason;
      record.assumptions = {"M1", "M6"};
      record.labels = {{"wraps", 1234}};
      records.push_back(record);
    }
  };
  add("offset-bounds.accepted-in-bounds", "model", "smt", Verdict::proved);
  add("offset-bounds.no-wrap", "model", "smt", Verdict::unknown, "z3: timeout after 60 s");
  add("offset-bounds.accepted-in-bounds", "wrong.c", "random", Verdict::falsified, "it wraps");
  add("page-range.mmap", "wrong.c", "random", Verdict::unmodelled, "set_memory_decrypted");
  add("page-range.scatter-list", "wrong.c", "random", Verdict::gave_up, "no case was run");
  add("agreement.mmap", "wrong.c", "random", Verdict::differs, "2 of 9 cases differ");
  add("dispatch.alloc_pages", "wrong.c", "random", Verdict::not_applicable);
  add("round-trip.free_pages", "wrong.c", "random", Verdict::passed);
  return records;
}

RunSummary summary() {
  RunSummary run;
  run.title = "wrong.c (form 6.12), model; seed 0x7";
  run.out = "out";
  run.not_seen = {"concurrency and real devices"};
  run.fault_schedules = {"mmap 9"};
  run.seconds = 12.5;
  return run;
}

} // namespace dma_verify::report_examples
