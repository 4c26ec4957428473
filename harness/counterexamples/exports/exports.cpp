// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/exports/exports.h"

#include "harness/counterexamples/prose/property_statement.h"
#include "harness/counterexamples/prose/sentence.h"
#include "harness/counterexamples/prose/story.h"

#include <fmt/format.h>

#include <filesystem>

namespace dma_verify {

std::string cause_text(const ExportInput &input) {
  const Counterexample &counterexample = input.counterexample;
  if (input.fails || input.observed.empty())
    return story_of(counterexample, input.observed, input.expected);
  const std::string name = input.subject == "model"
                               ? "The model"
                               : std::filesystem::path(input.subject).filename().string();
  const std::string around = circumstances_of(counterexample.scenario);
  return fmt::format("{} is right here: {}. Looked at: {}.", name,
                     counterexample.steps.empty() ? request_of(counterexample.scenario) +
                                                        (around.empty() ? "" : ", " + around)
                                                  : actions_text(counterexample.steps),
                     property_statement_of(counterexample).clause);
}

std::vector<ExportedFile> exports_of(const ExportInput &input) {
  const std::string stem = std::filesystem::path(input.file).stem().string();
  std::vector<ExportedFile> files = {
      {stem + ".mail.txt", mail_text(input)},
      {stem + ".snippet.c", c_snippet(input)},
      {stem + ".doctest.cpp", doctest_case(input)},
      {stem + ".trace.json", trace_json(input)},
  };
  if (input.counterexample.steps.empty()) {
    files.push_back({stem + ".kunit.c", kunit_file(input)});
    files.push_back(kunit_header(input));
  }
  return files;
}

} // namespace dma_verify
