// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/exports/exports.h"

#include "harness/counterexamples/prose/property_told.h"
#include "harness/counterexamples/prose/sentence.h"
#include "harness/counterexamples/prose/story.h"
#include "harness/units/unit_words.h"

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

namespace {

// Of a sequence, the unit of its calls: all are of one.
const UnitWords &words_of(const ToExport &it) {
  return words_of(it.counterexample.scenario.call.unit);
}

} // namespace

std::string c_snippet(const ToExport &it) { return words_of(it).c_snippet(it); }
std::string kunit_line(const ToExport &it) { return words_of(it).kunit_line(it); }
std::string kunit_file(const ToExport &it) { return words_of(it).kunit_file(it); }
std::string kunit_struct(const ToExport &it) {
  return "struct " + std::string(words_of(it).kunit_struct);
}
ExportedFile kunit_header(const ToExport &it) {
  return {std::string(words_of(it).kunit_struct) + ".h", words_of(it).kunit_header()};
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
    files.push_back(kunit_header(it));
  }
  return files;
}

} // namespace dma_verify
