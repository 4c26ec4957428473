// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/exports/exports.h"

#include "harness/counterexamples/prose/property_told.h"
#include "harness/counterexamples/prose/story.h"
#include "harness/units/ops_helpers/prose/sentence.h"

#include <fmt/format.h>

#include <filesystem>

namespace dma_verify {

std::string cause_of(const ToExport &it) {
  const Counterexample &counterexample = it.counterexample;
  if (it.fails || it.observed.empty())
    return story_of(counterexample, it.observed, it.expected);
  const std::string name =
      it.subject == "model" ? "The model" : std::filesystem::path(it.subject).filename().string();
  const std::string around = circumstances_of(counterexample.scenario);
  return fmt::format("{} is right here: {}. Looked at: {}.", name,
                     counterexample.steps.empty() ? request_of(counterexample.scenario) +
                                                        (around.empty() ? "" : ", " + around)
                                                  : actions_text(counterexample.steps),
                     told_of(counterexample).clause);
}

std::vector<ExportedFile> exports_of(const ToExport &it) {
  const std::string stem = std::filesystem::path(it.file).stem().string();
  std::vector<ExportedFile> files = {
      {stem + ".mail.txt", mail_text(it)},
      {stem + ".snippet.c", c_snippet(it)},
      {stem + ".doctest.cpp", doctest_case(it)},
      {stem + ".trace.json", trace_json(it)},
  };
  if (it.counterexample.steps.empty()) {
    files.push_back({stem + ".kunit.c", kunit_file(it)});
    files.push_back({kKunitHeaderName, kunit_header()});
  }
  return files;
}

} // namespace dma_verify
