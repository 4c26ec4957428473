// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/counterexamples/export_files.h"

#include "harness/counterexamples/exports/exports.h"
#include "harness/results/files.h"

namespace dma_verify::cli {
namespace {

ToExport to_export(const ShownCounterexample &shown) {
  return {shown.counterexample,
          shown.subject,
          shown.file,
          shown.examination.fails,
          shown.examination.observed,
          shown.examination.expected,
          shown.certification ? &*shown.certification : nullptr};
}

} // namespace

std::string export_text(const ShownCounterexample &shown, const std::string &format) {
  const ToExport it = to_export(shown);
  if (format == "mail")
    return mail_text(it);
  if (format == "c")
    return c_snippet(it);
  if (format == "kunit")
    return it.counterexample.steps.empty() ? kunit_file(it) : "";
  if (format == "doctest")
    return doctest_case(it);
  return trace_json(it);
}

std::optional<std::vector<std::string>> write_exports(const std::filesystem::path &folder,
                                                      const ShownCounterexample &shown) {
  std::vector<std::string> written;
  for (const ExportedFile &file : exports_of(to_export(shown))) {
    if (!write_whole(folder / file.name, file.text))
      return std::nullopt;
    written.push_back((folder / file.name).string());
  }
  return written;
}

} // namespace dma_verify::cli
