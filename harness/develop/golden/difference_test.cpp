// SPDX-License-Identifier: GPL-2.0-only
// Whatever two recordings say differently is one line, and nothing else is.
#include "harness/develop/golden/difference.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify::golden {
namespace {

Facts sorted(Facts facts) {
  std::ranges::sort(facts);
  return facts;
}

const std::string kPassed =
    line_of({"result", "edit x", "page-range.mmap", "64-64-64-12", "random", "", "passed"});
const std::string kFalsified = line_of(
    {"result", "edit x", "page-range.mmap", "64-64-64-12", "random", "in-buffer", "falsified"});

std::string counterexample(const std::string &fields) {
  return line_of(
      {"counterexample", "edit x", "page-range.mmap", "64-64-64-12", "in-buffer", fields});
}

TEST_CASE("equal recordings have no differences") {
  const Facts facts = sorted({kPassed, kFalsified, counterexample("size=0x1000")});
  CHECK(differences(facts, facts).empty());
}

TEST_CASE("a changed exit status is one difference") {
  CHECK(differences({line_of({"exit status", "edit x", "0"})},
                    {line_of({"exit status", "edit x", "1"})}) ==
        Facts{"exit status: edit x: '0' -> '1'"});
}

TEST_CASE("a changed verdict is one difference, whether a clause is named or not") {
  CHECK(
      differences({kPassed}, {kFalsified}) ==
      Facts{"result: edit x, page-range.mmap, 64-64-64-12, random: '' -> 'in-buffer', 'passed' -> "
            "'falsified'"});
  const std::string proved =
      line_of({"result", "model", "pool.mmap", "64-64-64-12", "smt", "asked", "proved"});
  const std::string unknown =
      line_of({"result", "model", "pool.mmap", "64-64-64-12", "smt", "asked", "unknown"});
  CHECK(differences({proved}, {unknown}) ==
        Facts{"result: model, pool.mmap, 64-64-64-12, smt, asked: 'proved' -> 'unknown'"});
}

TEST_CASE("a result that is there once less is a difference") {
  CHECK(differences({kPassed, kPassed}, {kPassed}) ==
        Facts{"result: edit x, page-range.mmap, 64-64-64-12, random, passed: only before"});
}

TEST_CASE("of a changed scenario the fields that changed are told") {
  CHECK(differences({counterexample("call=mmap; size=0x1000; vm_pgoff=0x1")},
                    {counterexample("call=mmap; size=0x2000; vm_pgoff=0x1")}) ==
        Facts{"counterexample: edit x, page-range.mmap, 64-64-64-12, in-buffer: size 0x1000 -> "
              "0x2000"});
}

TEST_CASE("a field that all counterexamples got is one difference") {
  CHECK(differences(sorted({counterexample("size=0x1000"), counterexample("size=0x2000")}),
                    sorted({counterexample("mask=0x1; size=0x1000"),
                            counterexample("mask=0x0; size=0x2000")})) ==
        Facts{"field: mask: only now, in 2 counterexamples"});
}

TEST_CASE("a field of a step is the same field in each step") {
  CHECK(differences({counterexample("steps.0.device=0; steps.1.device=0")},
                    {counterexample("steps.0.device=0")}) ==
        Facts{"counterexample: edit x, page-range.mmap, 64-64-64-12, in-buffer: steps.1.device 0 "
              "-> none"});
}

TEST_CASE("a missing job and a new one are two differences") {
  CHECK(differences({line_of({"job", "jobs", "pool.mmap:asked@64-64-64-12"})},
                    {line_of({"job", "jobs", "pool.mmap:asked@64-64-64-13"})}) ==
        Facts{"job: jobs, pool.mmap:asked@64-64-64-12: only before",
              "job: jobs, pool.mmap:asked@64-64-64-13: only now"});
}

TEST_CASE("differences of a kind stand together") {
  const auto found = differences(
      sorted({line_of({"job", "jobs", "a"}), kPassed, line_of({"exit status", "edit x", "0"})}),
      sorted({kFalsified, line_of({"exit status", "edit x", "1"})}));
  REQUIRE(found.size() == 3);
  CHECK(found[0].starts_with("exit status:"));
  CHECK(found[1].starts_with("job:"));
  CHECK(found[2].starts_with("result:"));
}

} // namespace
} // namespace dma_verify::golden
