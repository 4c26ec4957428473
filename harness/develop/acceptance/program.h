// SPDX-License-Identifier: GPL-2.0-only
// The built program, run on a file as a user runs it.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "harness/results/record.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify::acceptance {

struct Outcome {
  int exit_status = -1;
  std::string output; // standard output and error
  std::vector<Record> records;
  std::vector<Counterexample> counterexamples; // as they were written below --out
};

// dma-verify verify --subject FILE, a file of this unit, with a fixed seed and further options.
Outcome verify(UnitId unit, std::string_view source, const std::vector<std::string> &options);

// The exit status of dma-verify replay --subject FILE, a file of the counterexample's unit.
int replay(std::string_view source, const Counterexample &counterexample);

// A falsified property of the family with a counterexample file for it; any family if empty.
bool is_found(const Outcome &outcome, std::string_view family);

} // namespace dma_verify::acceptance
