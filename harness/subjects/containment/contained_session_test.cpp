// SPDX-License-Identifier: GPL-2.0-only
// A contained session sees what a session in the same process sees, in whatever order and numbers
// scenarios are asked for; and its process's end is told as such.
#include "harness/subjects/containment/contained_session.h"

#include "harness/process/run_in_child.h"
#include "harness/subjects/session/session.h"
#include "harness/units/own_files.h"
#include "properties/agreement.h"
#include "properties/model_subject.h"
#include "properties/ops_helpers/generators/fault_answers.h"
#include "properties/ops_helpers/generators/scenario_generator.h"

#include <doctest/doctest.h>
#include <rapidcheck/Random.h>

namespace dma_verify {
namespace {

using own_files::in_child;
using own_files::subject_of;
using own_files::text_of_form;
using own_files::with;

constexpr std::string_view kEntry = "sg_set_page(table->sgl, first, PAGE_ALIGN(bytes), 0);";

StoredScenario scenario_of(HelperId call, std::uint64_t seed, const Architecture &architecture) {
  return ops_helpers::generate(rc::Random(seed), 50, architecture, ops_helpers::helper_of(call), {},
                               random::Aim::mixed);
}
std::vector<StoredScenario> scenarios_of(HelperId call, std::size_t count) {
  std::vector<StoredScenario> scenarios;
  for (std::size_t i = 0; i < count; ++i)
    scenarios.push_back(scenario_of(call, i, make_architecture(64, 64, 64, 12)));
  return scenarios;
}

std::shared_ptr<Candidates> candidates_of(const CSubject &subject) {
  return std::make_shared<Candidates>(subject, Containment::of_this_machine());
}
bool can_be_contained() {
  const bool is_there = Containment::of_this_machine().is_there();
  if (!is_there)
    MESSAGE("SKIPPED: no containment here");
  return is_there;
}

TEST_CASE("contained code does what the model does on every row") {
  if (!can_be_contained())
    return;
  const CSubject subject = subject_of(text_of_form("6.12"));
  CHECK(in_child([&] {
          ContainedSession session(candidates_of(subject));
          StoredObservation observed;
          StoredObservation expected;
          unsigned differing = 0;
          for (const CompiledRow &row : subject.rows) {
            for (const HelperText &helper : text_of(subject.unit).helpers) {
              for (std::uint64_t seed = 0; seed < 40; ++seed) {
                const StoredScenario scenario = scenario_of(helper.id, seed, row.architecture);
                session.run(scenario, observed);
                observe_model(scenario, expected);
                differing += agrees(helper.id, observed, expected) ? 0U : 1U;
              }
            }
          }
          return std::to_string(differing);
        }) == "0");
}

// A file that BUGs in its third call and hangs in its fifth.
CSubject counting_file() {
  return subject_of(with(text_of_form("6.12"), kEntry,
                         "{ static int calls; if (++calls == 3) BUG(); if (calls == 5) for (;;) "
                         "barrier(); sg_set_page(table->sgl, first, PAGE_ALIGN(bytes), 0); }"));
}

TEST_CASE("announced scenarios are run once each and in their order") {
  if (!can_be_contained())
    return;
  const CSubject subject = counting_file();
  const auto ends = [&](bool announced, std::size_t asked) {
    return in_child([&] {
      ContainedSession session(candidates_of(subject));
      const auto scenarios = scenarios_of(ops_helpers::Helper::get_sgtable, 8);
      if (announced)
        session.announce(scenarios);
      StoredObservation observed;
      std::string text;
      for (std::size_t i = 0; i < asked; ++i) {
        session.run(scenarios[i], observed);
        text += std::string(to_string(observed.completion)) + ";";
      }
      return text;
    });
  };
  const std::string expected =
      "returned;returned;kernel BUG;returned;hung;returned;returned;returned;";
  CHECK(ends(true, 8) == expected);
  CHECK(ends(false, 8) == expected);
}

TEST_CASE("a scenario that was not announced is run all the same") {
  if (!can_be_contained())
    return;
  const CSubject subject = subject_of(text_of_form("6.12"));
  CHECK(in_child([&] {
          ContainedSession session(candidates_of(subject));
          const auto scenarios = scenarios_of(ops_helpers::Helper::get_sgtable, 100);
          const auto others = scenarios_of(ops_helpers::Helper::mmap, 2);
          session.announce(scenarios);
          StoredObservation observed;
          StoredObservation expected;
          unsigned differing = 0;
          for (const StoredScenario *scenario :
               {&scenarios[0], &scenarios[1], &others[0], &scenarios[2], &others[1]}) {
            session.run(*scenario, observed);
            observe_model(*scenario, expected);
            differing += agrees(scenario->call, observed, expected) ? 0U : 1U;
          }
          return std::to_string(differing);
        }) == "0");
}

TEST_CASE("a new session begins with the initial values of variables") {
  if (!can_be_contained())
    return;
  const CSubject subject = counting_file();
  CHECK(in_child([&] {
          const auto candidates = candidates_of(subject);
          const auto scenarios = scenarios_of(ops_helpers::Helper::get_sgtable, 3);
          std::string text;
          for (int fresh = 0; fresh < 2; ++fresh) {
            ContainedSession session(candidates);
            StoredObservation observed;
            for (const StoredScenario &scenario : scenarios) {
              session.run(scenario, observed);
              text += std::string(to_string(observed.completion)) + ";";
            }
          }
          return text;
        }) == "returned;returned;kernel BUG;returned;returned;kernel BUG;");
}

// How a child ends in which the file is run that does this in its second call.
process::TaskEnd end_with(const std::string &statement) {
  const CSubject subject =
      subject_of(with(text_of_form("6.12"), kEntry,
                      "{ static int calls; if (++calls == 2) { " + statement +
                          " } sg_set_page(table->sgl, first, PAGE_ALIGN(bytes), 0); }"));
  process::TaskEnd result;
  std::size_t seen = 0;
  process::Tasks<std::uint64_t> tasks;
  tasks.work = [&](std::size_t, const auto &reporter) {
    ContainedSession session(candidates_of(subject));
    const auto scenarios = scenarios_of(ops_helpers::Helper::get_sgtable, 5);
    session.announce(scenarios);
    StoredObservation observed;
    for (const StoredScenario &scenario : scenarios) {
      session.run(scenario, observed);
      reporter.send(1);
    }
  };
  tasks.received = [&](std::size_t, std::uint64_t) { ++seen; };
  tasks.ended = [&](std::size_t, const process::TaskEnd &end, const auto &) {
    result = end;
    return false;
  };
  process::run_tasks(1, {}, tasks);
  CHECK(seen == 1);
  return result;
}

TEST_CASE("the end of the process in a call is the child's, with what was seen before it") {
  if (!can_be_contained())
    return;
#ifdef __x86_64__
  const process::TaskEnd left =
      end_with("__asm__ volatile(\"syscall\" :: \"a\"(231), \"D\"(5) : \"rcx\", \"r11\");");
  CHECK(left.kind == process::TaskEnd::Kind::died);
  CHECK(left.what == "exit status 5");
  CHECK(left.can_be_of_the_tested());
  // Takes its own handler away and is killed by what it tries.
  const process::TaskEnd refused =
      end_with("long none[4] = {0}; register long size __asm__(\"r10\") = 8;"
               "__asm__ volatile(\"syscall\" :: \"a\"(13), \"D\"(31), \"S\"(none), \"d\"(0), "
               "\"r\"(size) : \"rcx\", \"r11\", \"memory\");"
               "__asm__ volatile(\"syscall\" :: \"a\"(41) : \"rcx\", \"r11\");");
  CHECK(refused.what == "SIGSYS");
  CHECK(refused.can_be_of_the_tested());
#endif
}

TEST_CASE("an observation of many effects comes over whole") {
  if (!can_be_contained())
    return;
  const CSubject subject = subject_of(
      with(text_of_form("6.12"), kEntry,
           "for (unsigned long i = 0; i < 16000; i++) dma_pgprot(device, (pgprot_t){i}, 0);"));
  CHECK(in_child([&] {
          ContainedSession session(candidates_of(subject));
          StoredObservation observed;
          session.run(
              scenario_of(ops_helpers::Helper::get_sgtable, 1, subject.rows.front().architecture),
              observed);
          return std::string(to_string(observed.completion)) + " " +
                 std::to_string(observed.trace.size() > 16000);
        }) == "returned 1");
}

TEST_CASE("an object that cannot be loaded is no fault of its code") {
  if (!can_be_contained())
    return;
  const CSubject subject = subject_of(text_of_form("6.12"));
  std::filesystem::remove(subject.rows.front().object);
  CHECK(in_child([&] {
          ContainedSession session(candidates_of(subject));
          StoredObservation observed;
          session.run(scenario_of(ops_helpers::Helper::mmap, 1, subject.rows.front().architecture),
                      observed);
          return std::string("ran");
        }).find("cannot open shared object file") != std::string::npos);
}

} // namespace
} // namespace dma_verify
