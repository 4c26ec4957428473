// SPDX-License-Identifier: GPL-2.0-only
// The statement of the property and of the clause that a counterexample violates, for calls and
// sequences.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "properties/property.h"

#include <span>
#include <string>

namespace dma_verify {

struct PropertyStatement {
  std::string statement;
  std::string clause; // its statement
  std::string source;
  std::span<const Assumption> contract; // of the callers
};

// Empty texts of a property or clause that is not known.
PropertyStatement property_statement_of(const Counterexample &counterexample);

} // namespace dma_verify
