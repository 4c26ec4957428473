// SPDX-License-Identifier: GPL-2.0-only
// How a solver that is a program can answer, or fail to answer.
#include "smt/solvers/cvc5_solver.h"

#include "smt/solvers/fake_solver.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

namespace dma_verify::smt {
namespace {

struct Fixture {
  FakeSolver fake;
  TermPool pool;
  Term x = pool.variable("x", 8);
  Query query = {"test", {}, {{"a", pool.less(x, pool.constant(8, 3))}}};

  // What comes of a program that is this shell script.
  Result answer(const std::string &script, Limits limits = {}) {
    fake.write(script);
    return solve_with_cvc5(fake.program(), query, limits);
  }
};

// The message of an error; empty if the result is none.
std::string error_of(const Result &result) {
  const auto *error = std::get_if<SolverError>(&result);
  return error == nullptr ? "" : error->message;
}

TEST_CASE_FIXTURE(Fixture, "unsat is unsat") {
  CHECK(std::holds_alternative<Unsat>(answer("echo unsat")));
}

TEST_CASE_FIXTURE(Fixture, "sat comes with the words of the model") {
  const Result result =
      answer("echo sat; echo '(' ; echo '(define-fun x () (_ BitVec 8) #b00000010)'; echo ')'");
  REQUIRE(std::holds_alternative<Sat>(result));
  CHECK(std::get<Sat>(result).model.at("x") == 2);
}

TEST_CASE_FIXTURE(Fixture, "sat without a value for a variable is an error") {
  CHECK(error_of(answer("echo sat; echo '()'")).find("without a whole model") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "sat with a value that the variable cannot have is an error") {
  for (const std::string value : {"#b100000010", "#x102", "#b12", "#xg0", "2", "#b"}) {
    CAPTURE(value);
    const std::string text = "sat\n((define-fun x () (_ BitVec 8) " + value + "))\n";
    CHECK(error_of(answer_in(text, query, "solver")).find("whole model") != std::string::npos);
  }
}

TEST_CASE_FIXTURE(Fixture, "the program reads the query's text") {
  CHECK(std::holds_alternative<Unsat>(
      answer("grep -q '(assert (! (bvult x #x03) :named a))' && echo unsat")));
}

TEST_CASE_FIXTURE(Fixture, "unknown is unknown") {
  const Result result = answer("echo unknown");
  REQUIRE(std::holds_alternative<Unknown>(result));
  CHECK(std::get<Unknown>(result).reason == Unknown::Reason::gave_up);
}

TEST_CASE_FIXTURE(Fixture, "a program that runs too long is unknown, and is stopped") {
  const auto start = std::chrono::steady_clock::now();
  const Result result = answer("sleep 30; echo unsat", {.time = std::chrono::milliseconds(100)});
  REQUIRE(std::holds_alternative<Unknown>(result));
  CHECK(std::get<Unknown>(result).reason == Unknown::Reason::time);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE_FIXTURE(Fixture, "a missing program is an error that names it") {
  const Result result = solve_with_cvc5("no-such-solver", query, {});
  CHECK(error_of(result).find("no-such-solver") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a program that is killed is an error") {
  CHECK(error_of(answer("kill -SEGV $$")).find("died by signal 11") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a program that answers and then fails is an error") {
  CHECK(error_of(answer("echo unsat; exit 3")).find("exit status 3") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "nonsense is an error") {
  CHECK(error_of(answer("echo 'unsat or so'")).find("no answer") != std::string::npos);
  CHECK(error_of(answer("true")).find("no answer") != std::string::npos);
  CHECK(error_of(answer("echo unsat; echo sat")).find("no answer") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "endless output is cut off") {
  CHECK(std::holds_alternative<SolverError>(answer("exec yes")));
}

TEST_CASE_FIXTURE(Fixture, "memory that runs out is unknown") {
  const Result result = answer("echo '(error \"std::bad_alloc\")'; exit 1");
  REQUIRE(std::holds_alternative<Unknown>(result));
  CHECK(std::get<Unknown>(result).reason == Unknown::Reason::memory);
}

TEST_CASE_FIXTURE(Fixture,
                  "memory that runs out is known by what programs say when they die of it") {
  for (const char *script :
       {"echo \"terminate called: what(): std::bad_alloc\" >&2; kill -ABRT $$",
        "echo 'Out of memory' >&2; exit 2",
        "echo 'libcvc5.so.1: failed to map segment from shared object' >&2; exit 127"}) {
    CAPTURE(script);
    const Result result = answer(script);
    REQUIRE(std::holds_alternative<Unknown>(result));
    CHECK(std::get<Unknown>(result).reason == Unknown::Reason::memory);
  }
  // Words beside an answer change nothing.
  CHECK(std::holds_alternative<Unsat>(answer("echo 'memory: 5 MB' >&2; echo unsat")));
}

TEST_CASE_FIXTURE(Fixture, "a program that is killed from outside has no answer") {
  const Result result = answer("echo unsat; kill -KILL $$");
  REQUIRE(std::holds_alternative<Unknown>(result));
  CHECK(std::get<Unknown>(result).reason == Unknown::Reason::killed);
}

TEST_CASE_FIXTURE(Fixture, "the version is the one that the program says it has") {
  fake.write("echo 'This is cvc5 version 9.8.7'");
  CHECK(std::get<std::string>(cvc5_version(fake.program())) == "cvc5 9.8.7");
  fake.write("echo 'I am another solver'");
  CHECK(std::holds_alternative<SolverError>(cvc5_version(fake.program())));
}

TEST_CASE_FIXTURE(Fixture, "the real cvc5 answers") {
  if (std::holds_alternative<SolverError>(cvc5_version("cvc5"))) {
    MESSAGE("SKIPPED: cvc5 is not installed");
    return;
  }
  const Result sat = solve_with_cvc5("cvc5", query, {});
  REQUIRE(std::holds_alternative<Sat>(sat));
  CHECK(std::get<Sat>(sat).model.at("x") < 3);
  query.assertions.push_back({"b", pool.less(pool.constant(8, 5), x)});
  CHECK(std::holds_alternative<Unsat>(solve_with_cvc5("cvc5", query, {})));
}

TEST_CASE_FIXTURE(Fixture, "the real cvc5 is stopped at its memory limit") {
  if (std::holds_alternative<SolverError>(cvc5_version("cvc5"))) {
    MESSAGE("SKIPPED: cvc5 is not installed");
    return;
  }
  const Result result = solve_with_cvc5("cvc5", query, {.memory_megabytes = 1});
  CHECK_FALSE(std::holds_alternative<Sat>(result));
  CHECK_FALSE(std::holds_alternative<Unsat>(result));
}

} // namespace
} // namespace dma_verify::smt
