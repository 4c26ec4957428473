// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/coverage/judgement.h"

#include <doctest/doctest.h>

namespace dma_verify::coverage {
namespace {

// A file whose second line was never reached, and whose third went one way of two.
const std::vector<Source> kSources = {
    {{"f.h", "/x/f.h"}, true, {"int f(int x) {", "  dead();", "  if (x)", "    g();"}}};

Counts counts() {
  Counts counts;
  FileCounts &file = counts["f.h"];
  file.lines[1] = {"f", 4, {}};
  file.lines[2] = {"f", 0, {}};
  file.lines[3] = {"f", 4, {{2, {4, 0}}}};
  return counts;
}

Explanation explains(Missed missed, std::string text, unsigned times = 1) {
  return {{missed, "f.h", "f", std::move(text), 0, times}, "known"};
}

TEST_CASE("lines and branches that were not reached are found") {
  const std::vector<Miss> found = misses(counts(), kSources);
  REQUIRE(found.size() == 2);
  CHECK(found[0].missed == Missed::line);
  CHECK(found[0].text == "dead();");
  CHECK(found[1].missed == Missed::branch);
  CHECK(found[1].text == "if (x)");
}

TEST_CASE("a file of which nothing was compiled is missed as a whole") {
  Counts none;
  none["f.h"] = {};
  const std::vector<Miss> found = misses(none, kSources);
  REQUIRE(found.size() == 1);
  CHECK(found[0].missed == Missed::file);
}

TEST_CASE("the judgement holds if everything missed is explained") {
  const Judgement judgement =
      judge(misses(counts(), kSources),
            {explains(Missed::line, "dead();"), explains(Missed::branch, "if (x)")});
  CHECK(judgement.holds());
  CHECK(judgement.explained.size() == 2);
}

TEST_CASE("what is missed without an explanation fails") {
  const Judgement judgement =
      judge(misses(counts(), kSources), {explains(Missed::line, "dead();")});
  CHECK(!judgement.holds());
  REQUIRE(judgement.unexplained.size() == 1);
  CHECK(judgement.unexplained[0].text == "if (x)");
  CHECK(show(tallies(counts()), judgement).find("f.h:3 f(): branch not reached: if (x)") !=
        std::string::npos);
}

TEST_CASE("an explanation of what was reached fails") {
  const Judgement judgement = judge(misses(counts(), kSources), {explains(Missed::line, "dead();"),
                                                                 explains(Missed::branch, "if (x)"),
                                                                 explains(Missed::line, "g();")});
  CHECK(!judgement.holds());
  REQUIRE(judgement.stale.size() == 1);
  CHECK(judgement.stale[0].miss.text == "g();");
}

TEST_CASE("an explanation of another number of ways, or of a line for a branch, fails") {
  for (const Explanation &wrong :
       {explains(Missed::branch, "if (x)", 2), explains(Missed::line, "if (x)")}) {
    const Judgement judgement =
        judge(misses(counts(), kSources), {explains(Missed::line, "dead();"), wrong});
    CHECK(judgement.stale.size() == 1);
    CHECK(judgement.unexplained.size() == 1);
  }
}

TEST_CASE("a function is explained as a whole, and only if something in it was missed") {
  const Explanation whole = {{Missed::function, "f.h", "f", "", 0, 1}, "known"};
  CHECK(judge(misses(counts(), kSources), {whole}).holds());
  Explanation other = whole;
  other.miss.function = "g";
  const Judgement judgement = judge(misses(counts(), kSources), {whole, other});
  CHECK(judgement.unexplained.empty());
  CHECK(judgement.stale.size() == 1);
}

TEST_CASE("the table counts lines and branches, and their sum") {
  const std::string table = show(tallies(counts()), {});
  CHECK(table.find("2 of 3") != std::string::npos);
  CHECK(table.find("1 of 2") != std::string::npos);
  CHECK(table.find("all ") != std::string::npos);
}

TEST_CASE("the text of a file that is not ours is only hashed") {
  std::vector<Source> foreign = kSources;
  foreign[0].ours = false;
  for (const Miss &miss : misses(counts(), foreign)) {
    CHECK(miss.text.size() == 16);
    CHECK(miss.text.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
  CHECK(hashed("  x;\t") == hashed("x;"));
  CHECK(hashed("x;") != hashed("y;"));
}

} // namespace
} // namespace dma_verify::coverage
