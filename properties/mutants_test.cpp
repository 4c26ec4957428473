// SPDX-License-Identifier: GPL-2.0-only
#include "properties/mutants.h"

#include "properties/catalogue.h"

#include <doctest/doctest.h>

#include <set>

namespace dma_verify {
namespace {

TEST_CASE("no two mutants have the same id, and by its id a mutant is found") {
  std::set<std::string_view> ids;
  for (const Mutant *mutant : mutants()) {
    CAPTURE(mutant->id);
    CHECK(ids.insert(mutant->id).second);
    CHECK(find_mutant(mutant->id) == mutant);
  }
  for (const Mutant *mutant : harmless_mutants()) {
    CAPTURE(mutant->id);
    CHECK(ids.insert(mutant->id).second);
    CHECK(find_mutant(mutant->id) == nullptr);
  }
}

TEST_CASE("what mutants violate are properties and clauses that exist for the call") {
  for (const Violation &row : violations()) {
    CAPTURE(row.mutant->id);
    CAPTURE(row.property);
    const auto property = find_property(row.property);
    REQUIRE(property);
    CHECK(catalogue()[*property].call == row.mutant->call);
    for (const std::string_view id : row.clauses) {
      CAPTURE(id);
      bool exists = false;
      for (const ClauseText &clause : catalogue()[*property].clauses)
        exists = exists || clause.id == id;
      CHECK(exists);
    }
  }
}

} // namespace
} // namespace dma_verify
