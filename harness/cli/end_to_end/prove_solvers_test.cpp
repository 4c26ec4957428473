// SPDX-License-Identifier: GPL-2.0-only
// prove with a second solver that misbehaves: its answer alone is never accepted, no other solver
// takes its place, and it does not outlive the run.
#include "harness/cli/end_to_end/workplace.h"
#include "harness/develop/testing/contains.h"
#include "harness/develop/testing/xml.h"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

namespace dma_verify::end_to_end {
namespace {

using testing::contains;

constexpr const char *kJob = "--job=offset-bounds.no-wrap:frame@64-64-64-12";
const std::string kVersion =
    "case \"$1\" in --version) echo 'This is cvc5 version 0.0'; exit;; esac\n";

// prove --solver SOLVER of one job with this script in the place of cvc5.
struct Tried {
  Tried(const std::string &solver, const std::string &script,
        const std::vector<std::string> &more = {}) {
    workplace.replace_program("cvc5", script);
    end = workplace.run(joined({{"prove", kJob, "--solver=" + solver}, more}));
    all = end.output + end.errors;
    records = workplace.records();
  }
  Workplace workplace;
  ProgramEnd end;
  std::string all;
  std::vector<Record> records;
};

// It is an error or unknown, with this cause, in the record, the table and the exit status.
void check_undecided(const Tried &tried, Verdict verdict, const std::string &cause) {
  CAPTURE(tried.all);
  CHECK(tried.end.exit_status == 3);
  REQUIRE(tried.records.size() == 1);
  CHECK(tried.records[0].verdict == verdict);
  CHECK(tried.records[0].cause == cause);
  CHECK_FALSE(tried.records[0].reason.empty());
  CHECK(contains(tried.all, std::string(to_string(verdict)) + " on 1 of 1"));
  CHECK_FALSE(contains(tried.all, "proved 1"));
}

// All started processes end within a short time.
bool none_survives(const Workplace &workplace) {
  for (int i = 0; i < 300; ++i) {
    if (workplace.survivors().empty())
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

// A script that calls every query satisfiable, with a model in which every word is 0.
std::string zeros_for_everything() {
  return "echo sat; sed -n -e 's/(declare-const \\(.*\\) (_ BitVec \\(.*\\)))/"
         "(define-fun \\1 () (_ BitVec \\2) #x00)/p' "
         "-e 's/(declare-const \\(.*\\) Bool)/(define-fun \\1 () Bool true)/p'";
}

TEST_CASE("a solver that says what the other does not is an error, whichever is wrong") {
  // The solver says unsat to everything; but Z3 finds a call that the claim is about.
  check_undecided(Tried("all", kVersion + "echo unsat"), Verdict::error, "disagreement");
  // The solver has a model of zeros for everything, also for the violation, to which Z3 says unsat.
  const std::string zeros = zeros_for_everything();
  const Tried everything("all", kVersion + zeros);
  check_undecided(everything, Verdict::error, "disagreement");
  CHECK(contains(everything.records[0].reason, "z3 says unsat, cvc5 sat"));
}

TEST_CASE("a solver alone is not believed either: its model must be one") {
  const std::string zeros = zeros_for_everything();
  check_undecided(Tried("cvc5", kVersion + zeros), Verdict::error, "solver");
  check_undecided(Tried("cvc5", kVersion + "echo unsat"), Verdict::error, "vacuous");
}

TEST_CASE("nonsense, silence, failure and death are errors of the solver") {
  for (const char *script :
       {"echo maybe", "true", "echo unsat; echo sat", "echo unsat; exit 1", "exit 7",
        "kill -SEGV $$", "kill -ABRT $$", "head -c 100 /dev/urandom", "echo '(error \"no\")'"}) {
    for (const char *solver : {"all", "cvc5"}) {
      CAPTURE(script);
      const Tried tried(solver, kVersion + script);
      check_undecided(tried, Verdict::error, "solver");
      CHECK(contains(tried.records[0].reason, "cvc5"));
    }
  }
}

TEST_CASE("an endless answer is cut off") {
  check_undecided(Tried("all", kVersion + "exec yes unsat", {"--timeout=30s"}), Verdict::error,
                  "solver");
}

TEST_CASE("a solver that hangs makes its job unknown, and has ended afterwards") {
  const auto start = std::chrono::steady_clock::now();
  for (const char *script : {"exec sleep 1000", "trap '' TERM INT; sleep 1000; sleep 1000",
                             "sleep 1000 & sleep 1000 & wait", "while :; do :; done"}) {
    CAPTURE(script);
    const Tried tried("all", kVersion + script, {"--timeout=1s"});
    check_undecided(tried, Verdict::unknown, "time");
    CHECK(none_survives(tried.workplace));
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE("a solver that is killed by somebody makes its job unknown") {
  check_undecided(Tried("all", kVersion + "kill -KILL $$"), Verdict::unknown, "killed");
}

TEST_CASE("a solver that has no memory left makes its job unknown") {
  check_undecided(Tried("all", kVersion + "echo 'terminate called after throwing an instance of "
                                          "'\"'std::bad_alloc'\" >&2; kill -ABRT $$"),
                  Verdict::unknown, "memory");
}

TEST_CASE("a solver that gives up makes its job unknown") {
  // It finds a call that the claim is about.
  check_undecided(Tried("all", kVersion + "echo unknown"), Verdict::unknown, "gave-up");
}

TEST_CASE("an answer that comes byte by byte is an answer") {
  Workplace workplace;
  if (workplace.run({"prove", kJob, "--solver=all"}).exit_status == 2) {
    MESSAGE("SKIPPED: cvc5 is not installed");
    return;
  }
  // The real one's answer, slowly.
  workplace.replace_program(
      "cvc5", kVersion +
                  "PATH=${PATH#*:}; answer=$(cvc5 \"$@\"); set -- \"$answer\"\n"
                  "case \"$1\" in unsat) for c in u n s a t; do printf $c; sleep 0.05; done; "
                  "echo;; *) printf '%s\\n' \"$1\";; esac");
  const ProgramEnd end = workplace.run({"prove", kJob, "--solver=all"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  REQUIRE(workplace.records().size() == 1);
  CHECK(workplace.records()[0].solvers.back() == "cvc5 0.0");
}

TEST_CASE("a solver that is missing, or is none, is reported in one line before anything is run") {
  for (const char *solver : {"cvc5", "all"}) {
    Workplace workplace;
    workplace.hide_programs();
    const ProgramEnd missing = workplace.run({"prove", kJob, std::string("--solver=") + solver});
    CHECK(missing.exit_status == 2);
    CHECK(missing.output.empty());
    CHECK(missing.errors.starts_with(std::string("dma-verify: --solver ") + solver + ": cvc5: "));
    CHECK(testing::lines_of(missing.errors).size() == 1);
    CHECK_FALSE(std::filesystem::exists(workplace.results()));
    // Z3 alone needs none.
    CHECK(workplace.run({"prove", kJob}).exit_status == 0);
  }
  const Tried other("all", "echo 'I am another solver'");
  CHECK(other.end.exit_status == 2);
  CHECK(other.records.empty());
}

TEST_CASE("one bad answer among many costs its own job only, and is seen in every output") {
  for (const auto &[answer, verdict] :
       {std::pair("exit 9", Verdict::error), std::pair("echo unknown", Verdict::unknown)}) {
    Workplace workplace;
    // For the queries of one clause; to all others it gives the expected answer.
    workplace.replace_program("cvc5",
                              kVersion + "input=$(cat)\ncase \"$input\" in *':frame@'*) " + answer +
                                  ";;\n*' violation'*) echo unsat;; *) echo unknown;; esac");
    const ProgramEnd end = workplace.run(
        {"prove", "--property=offset-bounds.no-wrap", "--arch=64-64-64-12", "--solver=all"});
    CAPTURE(end.output);
    CHECK(end.exit_status == 3);
    CHECK(workplace.records().size() == 3);
    for (const Record &record : workplace.records())
      CHECK(record.verdict == (record.clause == "frame" ? verdict : Verdict::proved));
    const std::string word(to_string(verdict));
    CHECK(contains(end.output, word + " on 1 of 3"));
    CHECK_FALSE(contains(end.output, "proved"));
    const auto file = [&](const char *name) {
      return testing::text_of(workplace.path() / "dma-verify-out" / name);
    };
    const pugi::xml_document junit = testing::read_xml(file("junit.xml"));
    CHECK(junit.select_nodes("/testsuites/testsuite/testcase").size() == 3);
    CHECK(junit.select_nodes("//testcase/*").size() == 1);
    CHECK(junit.select_nodes("//testcase/error").size() == 1);
    const std::string ktap = file("results.ktap");
    CHECK(contains(ktap, " offset-bounds.no-wrap:frame@64-64-64-12\n"));
    CHECK(contains(ktap, "\nnot ok 1 model smt"));
    CHECK(contains(ktap, "  not ok "));
    CHECK(contains(file("summary.md"), "| offset-bounds | model | smt | " + word + " |"));
    CHECK(contains(file("report.html"), word));
  }
}

TEST_CASE("however the run ends, no solver outlives it") {
  for (const int signal : {SIGKILL, SIGTERM, SIGINT}) {
    for (const bool whole_group : {false, true}) {
      CAPTURE(signal);
      CAPTURE(whole_group);
      Workplace workplace;
      workplace.replace_program("cvc5", kVersion + "echo > begun; sleep 1000 & sleep 1000");
      Program program = workplace.start({"prove", kJob, "--solver=cvc5", "--timeout=1h"});
      for (int i = 0; i < 3000 && !std::filesystem::exists(workplace.path() / "begun"); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      REQUIRE(workplace.survivors().size() >= 4);
      if (whole_group) {
        program.signal_group(signal);
      } else {
        program.signal_alone(signal);
      }
      program.wait();
      CHECK(none_survives(workplace));
    }
  }
}

} // namespace
} // namespace dma_verify::end_to_end
