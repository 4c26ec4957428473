// SPDX-License-Identifier: GPL-2.0-only
// For tests: counterexamples to export, with what a subject did and what the model does.
#pragma once

#include "harness/counterexamples/exports/exports.h"

#include <string>
#include <vector>

namespace dma_verify::export_examples {

struct Example {
  Counterexample counterexample;
  std::string subject = "kernel/dma/ops_helpers.c";
  std::string file;
  bool fails = true;
  StepObservations observed;
  StepObservations expected;

  [[nodiscard]] ExportInput export_input() const {
    return {counterexample, subject, file, fails, observed, expected};
  }
};

// Every file below the folder, run on the model. Throws if one cannot be read.
std::vector<Example> stored(const std::string &folder);

// A mmap whose check wraps; an allocation whose last byte is not zeroed; a sequence that leaks.
Example wrapping_mmap();
Example unzeroed_byte();
Example leaking_sequence();

// Each call, so many times, with arbitrary values on several architectures; the subject did
// something arbitrary, too.
std::vector<Example> arbitrary_calls(unsigned times);

} // namespace dma_verify::export_examples
