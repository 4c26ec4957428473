// SPDX-License-Identifier: GPL-2.0-only
// For tests: exported C is compiled with warnings as errors, and has the values of the scenario.
// Each unit has its helpers and the texts that are compared.
#pragma once

#include "harness/counterexamples/exports/examples.h"

#include <string>
#include <vector>

namespace dma_verify::export_examples {

struct ExportsOfUnit {
  UnitId unit{};
  std::string declarations; // of its helpers
  std::string printers;     // helpers that print what they are given, one line each
  // What the function of a snippet is called with, and the line that the helper then prints.
  std::string (*given)(HelperId);
  std::string (*printed)(const StoredScenario &);
  // The end of a printf() of some members of the parameter `p`, without its format; and that.
  std::string parameter_format;
  std::string parameter_members;
  std::string (*parameter)(const StoredScenario &);
};

// The stored calls and sequences of this unit, and arbitrary calls.
std::vector<Example> examples_of(UnitId unit);

std::string hex_word(std::uint64_t value);

// Each of these is the body of a test case.
void check_that_snippets_compile(const ExportsOfUnit &exports);
void check_values_of_snippets(const ExportsOfUnit &exports);
void check_values_of_parameters(const ExportsOfUnit &exports);

// Whether this C compiles as a snippet does.
bool compiles(const ExportsOfUnit &exports, const std::string &text);

} // namespace dma_verify::export_examples
