// SPDX-License-Identifier: GPL-2.0-only
// The effects of a call have the lines of the user's file in which their services are called.
#include "harness/subjects/compiler/debug_lines.h"

#include "harness/subjects/containment/contained_session.h"
#include "harness/subjects/session/session.h"
#include "harness/units/own_files.h"
#include "properties/ops_helpers/generators/fault_answers.h"
#include "properties/ops_helpers/generators/scenario_generator.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck/Random.h>

#include <set>
#include <sstream>

namespace dma_verify {
namespace {

using own_files::in_child;
using own_files::subject_of;
using own_files::text_of_form;
using own_files::with;

constexpr std::string_view kClear = "memset(page_address(block), 0, bytes);";

const Architecture &row() {
  static const Architecture kRow = make_architecture(64, 64, 64, 12);
  return kRow;
}

MadeObject made_of(const CSubject &subject) {
  return {subject.rows.front().object, std::filesystem::absolute(subject.source), *subject.folder};
}

StoredScenario scenario_of(ops_helpers::Helper call, std::uint64_t seed,
                           const ops_helpers::FaultAnswers &answers) {
  return ops_helpers::generate(rc::Random(seed), 50, row(), call, answers, random::Aim::mixed);
}

// Scenarios of all helpers that come to all services.
std::vector<StoredScenario> scenarios() {
  std::vector<StoredScenario> all;
  using ops_helpers::Helper;
  for (const Helper call :
       {Helper::mmap, Helper::get_sgtable, Helper::alloc_pages, Helper::free_pages}) {
    for (const auto &answers : ops_helpers::fault_answers(call, {})) {
      for (std::uint64_t seed = 0; seed < 4; ++seed)
        all.push_back(scenario_of(call, seed, answers));
    }
  }
  return all;
}

std::string line_of_text(const std::string &text, unsigned number) {
  std::istringstream lines(text);
  std::string line;
  for (unsigned i = 0; i < number; ++i)
    std::getline(lines, line);
  return line;
}

// What the line that calls the service has in it.
std::string word_of(const Effect<WidestMachine> &effect) {
  const std::string name(to_string(effect.kind));
  if (name.starts_with("dma_map"))
    return "map_page";
  return name.starts_with("dma_unmap") ? "unmap_page" : name;
}

// Each effect of the scenarios whose line, as the session knows it, does not call its service; and
// the kinds of effects that were seen.
template <class Session> std::string misplaced(Session &session, const CSubject &subject) {
  const std::string text = text_of_form("6.12");
  StoredObservation observed;
  std::string wrong;
  std::set<std::string> seen;
  for (const StoredScenario &scenario : scenarios()) {
    session.run(scenario, observed);
    const CodePlaces places = session.places();
    const auto lines = source_lines(made_of(subject), {&places, 1}).front();
    for (std::size_t i = 0; i < observed.trace.size(); ++i) {
      const std::string word = word_of(observed.trace[i]);
      const std::string line = line_of_text(text, lines.effects.at(i).line);
      seen.insert(word);
      if (line.find(word) == std::string::npos)
        wrong += fmt::format("{} at {}: {}\n", word, to_string(lines.effects[i]), line);
    }
  }
  return fmt::format("{} kinds\n{}", seen.size(), wrong);
}

TEST_CASE("each effect has the line that calls its service") {
  const CSubject subject = subject_of(text_of_form("6.12"));
  REQUIRE(subject.rows.front().architecture == row());
  CHECK(in_child([&] {
          CSession session(subject);
          return misplaced(session, subject);
        }) == "10 kinds\n");
}

TEST_CASE("lines come over from the process that runs the file's code") {
  if (!Containment::of_this_machine().is_there()) {
    MESSAGE("SKIPPED: no containment here");
    return;
  }
  const CSubject subject = subject_of(text_of_form("6.12"));
  CHECK(in_child([&] {
          ContainedSession session(
              std::make_shared<Candidates>(subject, Containment::of_this_machine()));
          return misplaced(session, subject);
        }) == "10 kinds\n");
}

// Where an allocation that clears its pages ends, of the file with this instead of the clearing.
std::string last_line_with(const std::string &instead) {
  const CSubject subject = subject_of(with(text_of_form("6.12"), kClear, instead));
  ops_helpers::FaultAnswers answers;
  answers.contiguous_serves = true;
  return in_child([&] {
    CSession session(subject);
    StoredObservation observed;
    session.run(scenario_of(ops_helpers::Helper::alloc_pages, 1, answers), observed);
    const CodePlaces places = session.places();
    const auto lines = source_lines(made_of(subject), {&places, 1});
    return fmt::format("{} line {}", to_string(observed.completion), lines.front().last.line);
  });
}

TEST_CASE("a crash has its line, and so has a service that ends the call") {
  CHECK(last_line_with("*(volatile int *)0 = 1;") == "crashed line 62");
  CHECK(last_line_with("BUG();") == "kernel BUG line 62");
  CHECK(last_line_with("memset(page_address(block), 0, bytes);\n\n\n__builtin_trap();") ==
        "crashed line 65");
}

TEST_CASE("a service that is called last of all has its line") {
  // The compiler could jump to it, and it would seem to be called by the helper's caller.
  const CSubject subject = subject_of(text_of_form("6.12"));
  CHECK(in_child([&] {
          CSession session(subject);
          StoredObservation observed;
          session.run(scenario_of(ops_helpers::Helper::free_pages, 1, {}), observed);
          const CodePlaces places = session.places();
          return fmt::format(
              "{}", source_lines(made_of(subject), {&places, 1}).front().effects.back().line);
        }) == "79");
}

TEST_CASE("a file cannot give itself the lines of a file elsewhere") {
  CHECK(last_line_with("\n#line 1 \"/etc/passwd\"\n__builtin_trap();") == "crashed line 0");
}

TEST_CASE("what cannot be resolved is not known, and no error") {
  const CodePlaces places{{1, 0}, 2};
  const auto lines = source_lines({"/nowhere/x.so", "/nowhere/a.c", "/tmp"}, {&places, 1});
  REQUIRE(lines.size() == 1);
  CHECK(lines.front() == SourceLines{{{}, {}}, {}});
  CHECK(to_string(lines.front().last).empty());
}

} // namespace
} // namespace dma_verify
