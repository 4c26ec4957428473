// SPDX-License-Identifier: GPL-2.0-only
// Traces side by side: a missing call gives a gap, and nothing else is moved.
#include "harness/report/alignment.h"

#include <doctest/doctest.h>

namespace dma_verify::report {
namespace {

using Lines = std::vector<std::string>;

Lines rows_of(const Lines &left, const Lines &right) {
  Lines rows;
  for (const AlignedLine &line : aligned(left, right))
    rows.push_back(line.left + " | " + line.right);
  return rows;
}

TEST_CASE("equal traces are shown side by side") {
  CHECK(rows_of({"a(x)", "b(y)"}, {"a(x)", "b(y)"}) == Lines{"a(x) | a(x)", "b(y) | b(y)"});
  CHECK(rows_of({}, {}).empty());
}

TEST_CASE("a call that is left out leaves a gap") {
  CHECK(rows_of({"free(p)"}, {"unmap(h)", "free(p)"}) == Lines{" | unmap(h)", "free(p) | free(p)"});
  CHECK(rows_of({"unmap(h)", "free(p)"}, {"free(p)"}) == Lines{"unmap(h) | ", "free(p) | free(p)"});
  CHECK(rows_of({"a()"}, {}) == Lines{"a() | "});
}

TEST_CASE("the same call with other arguments is one row, another call is two") {
  CHECK(rows_of({"free(p, 1)"}, {"free(p, 2)"}) == Lines{"free(p, 1) | free(p, 2)"});
  CHECK(rows_of({"return 0"}, {"return -ENXIO"}) == Lines{"return 0 | return -ENXIO"});
  CHECK(rows_of({"unmap(h)"}, {"free(p)"}) == Lines{"unmap(h) | ", " | free(p)"});
}

TEST_CASE("calls in another order keep their order") {
  const Lines rows = rows_of({"free(p)", "unmap(h)"}, {"unmap(h)", "free(p)"});
  CHECK(rows.size() == 3);
  CHECK(rows[0] == "free(p) | ");
  CHECK(rows[1] == "unmap(h) | unmap(h)");
  CHECK(rows[2] == " | free(p)");
}

} // namespace
} // namespace dma_verify::report
