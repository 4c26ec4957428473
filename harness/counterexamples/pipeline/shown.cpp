// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/pipeline/shown.h"

#include "harness/counterexamples/prose/explain.h"
#include "harness/counterexamples/prose/story.h"
#include "harness/results/files.h"

#include <fmt/format.h>

namespace dma_verify {

ExportInput export_input(const ShownCounterexample &shown) {
  const auto &proved = shown.counterexample.proved;
  return {shown.counterexample,
          shown.subject,
          shown.file,
          shown.examination.fails,
          shown.examination.observed,
          shown.examination.expected,
          proved ? &*proved : nullptr,
          shown.examination.lines};
}

std::string markdown_page(const ShownCounterexample &shown) {
  const Examination &examination = shown.examination;
  const Counterexample &counterexample = shown.counterexample;
  if (!counterexample.steps.empty())
    return explain_sequence(counterexample, shown.subject, shown.file, examination.observed,
                            examination.expected, examination.lines);
  if (examination.observed.empty())
    return fmt::format("# {}, clause {}\n\n{}\n", counterexample.property, counterexample.clause,
                       story_of(counterexample, {}, {}));
  return explain(counterexample, shown.subject, shown.file, examination.observed.front(),
                 examination.expected.front(), lines_of_call(examination.lines, 0));
}

std::string export_text(const ShownCounterexample &shown, const std::string &format) {
  const ExportInput input = export_input(shown);
  if (format == "mail")
    return mail_text(input);
  if (format == "c")
    return c_snippet(input);
  if (format == "kunit")
    return input.counterexample.steps.empty() ? kunit_file(input) : "";
  if (format == "doctest")
    return doctest_case(input);
  return trace_json(input);
}

std::optional<std::vector<std::string>> write_exports(const std::filesystem::path &folder,
                                                      const ShownCounterexample &shown) {
  std::vector<std::string> written;
  for (const ExportedFile &file : exports_of(export_input(shown))) {
    if (!write_whole(folder / file.name, file.text))
      return std::nullopt;
    written.push_back((folder / file.name).string());
  }
  return written;
}

} // namespace dma_verify
