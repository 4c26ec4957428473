// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/property_statement.h"

#include "properties/catalogue.h"
#include "properties/sequences/sequence_properties.h"

#include <algorithm>

namespace dma_verify {
namespace {

std::string statement_of(std::span<const ClauseText> clauses, const std::string &id) {
  const auto clause = std::ranges::find(clauses, id, &ClauseText::id);
  return clause == clauses.end() ? "" : std::string(clause->statement);
}

} // namespace

PropertyStatement property_statement_of(const Counterexample &counterexample) {
  PropertyStatement statement;
  if (const auto index = find_property(counterexample.property)) {
    const PropertyText &property = catalogue()[*index];
    statement = {std::string(property.statement),
                 statement_of(property.clauses, counterexample.clause),
                 std::string(property.source), contract_of(property.call)};
  } else if (const auto *property = find_sequence_property(counterexample.property)) {
    statement = {std::string(property->statement) +
                     (property->at_end ? ", at the end of the sequence" : ", after each step"),
                 statement_of(property->clauses, counterexample.clause),
                 std::string(property->source), sequence_assumptions()};
  }
  return statement;
}

} // namespace dma_verify
