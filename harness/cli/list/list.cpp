// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/list/list.h"

#include "harness/cli/list/findings.h"
#include "harness/cli/list/kernel_doc.h"
#include "harness/cli/list/specification.h"
#include "harness/cli/run.h"
#include "harness/subjects/subject.h"
#include "harness/units/unit_sources.h"
#include "model/kernel/trace.h"
#include "model/words/architecture.h"
#include "properties/exhaustive/sweeps.h"
#include "properties/mutants.h"
#include "properties/random/fault_schedule.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace dma_verify::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string list_architectures(const std::string &format) {
  Json list = Json::array();
  std::string text = format == "markdown"
                         ? "| id | aliases | page size | CONFIG_MMU |\n| --- | --- | --- | --- |\n"
                         : "";
  for (const Architecture &row : architectures()) {
    std::string aliases;
    Json alias_list = Json::array();
    for (const std::string_view alias : architecture_aliases(row)) {
      aliases += (aliases.empty() ? "" : " ") + std::string(alias);
      alias_list.push_back(alias);
    }
    const unsigned kib = (1U << row.page_shift) / 1024;
    list.push_back({{"id", architecture_id(row)},
                    {"aliases", alias_list},
                    {"word_bits", row.word_bits},
                    {"phys_bits", row.phys_bits},
                    {"dma_bits", row.dma_bits},
                    {"page_shift", row.page_shift},
                    {"mmu", row.mmu}});
    const char *row_format =
        format == "markdown" ? "| {} | {} | {} KiB | {} |\n" : "{:20} {:30} {:>4} KiB pages{}\n";
    const char *mmu = format == "markdown" ? (row.mmu ? "yes" : "no") : (row.mmu ? "" : ", no MMU");
    text += fmt::format(fmt::runtime(row_format), architecture_id(row), aliases, kib, mmu);
  }
  return format == "json" ? list.dump(2) + "\n" : text;
}

struct SubjectKind {
  std::string name;
  std::string meaning;
};
std::vector<SubjectKind> subject_kinds() {
  return {
      {"model", "the modelled helpers, on every architecture"},
      {"model:NAME", "a mutant of the model, to see what a failure looks like (list mutants); 64 "
                     "bits, or 32 throughout"},
      {"FILE.c", "a kernel's file of helpers, compiled as it is; 64-bit words, all page shifts, "
                 "with and without MMU; tested, and where clang 19 compiles it proved"},
      {"FOLDER", "a kernel tree: what it has of " + unit_paths() + ", checked against its headers"},
  };
}

std::string list_subjects(const std::string &format) {
  Json list = Json::array();
  std::string text =
      format == "markdown" ? "| subject | meaning |\n| --- | --- |\n" : std::string();
  for (const SubjectKind &subject : subject_kinds()) {
    list.push_back({{"subject", subject.name}, {"meaning", subject.meaning}});
    const char *row_format = format == "markdown" ? "| {} | {} |\n" : "{:11} {}\n";
    text += fmt::format(fmt::runtime(row_format), subject.name, subject.meaning);
  }
  return format == "json" ? list.dump(2) + "\n" : text;
}

// For each helper, how many combinations of answers its environment has, and the ways on which they
// take the model if its unit lists them: fewer where an answer is not asked for.
std::string list_schedules(const std::string &format) {
  const bool markdown = format == "markdown";
  Json list = Json::array();
  std::string text;
  for (const HelperId call : all_helpers()) {
    const std::size_t schedules = random::fault_schedules(call, {}).size();
    const auto paths = exhaustive::decision_paths(call);
    list.push_back({{"call", to_string(call)}, {"schedules", schedules}, {"paths", paths}});
    const std::string ways = paths.empty() ? "" : fmt::format("; {} ways:", paths.size());
    text += fmt::format(
        fmt::runtime(markdown ? "## {}\n\n{} fault schedules{}\n\n" : "{}: {} fault schedules{}\n"),
        to_string(call), schedules, ways);
    for (const std::string &path : paths)
      text += fmt::format(fmt::runtime(markdown ? "* `{}`\n" : "    {}\n"), path);
    if (markdown && !paths.empty())
      text += "\n";
  }
  return format == "json" ? list.dump(2) + "\n" : text;
}

// The mutants of the model, and which properties each violates.
std::string list_mutants(const std::string &format) {
  Json list = Json::array();
  std::string text = format == "markdown" ? "| subject | helper | violates |\n| --- | --- | --- |\n"
                                          : std::string();
  for (const Mutant *mutant : mutants()) {
    std::string violated;
    Json properties = Json::array();
    for (const Violation &row : violations()) {
      const std::string property(row.property);
      if (row.mutant != mutant || std::ranges::find(properties, Json(property)) != properties.end())
        continue;
      properties.push_back(property);
      violated += (violated.empty() ? "" : " ") + property;
    }
    const std::string subject = std::string(kMutantPrefix) + std::string(mutant->id);
    list.push_back(
        {{"subject", subject}, {"helper", to_string(mutant->call)}, {"violates", properties}});
    const char *row_format = format == "markdown" ? "| `{}` | {} | {} |\n" : "{:48} {:12} {}\n";
    text += fmt::format(fmt::runtime(row_format), subject, to_string(mutant->call), violated);
  }
  return format == "json" ? list.dump(2) + "\n" : text;
}

} // namespace

std::string list_text(const ListOptions &options) {
  if (options.format == "kernel-doc")
    return kernel_doc();
  if (options.what == "properties")
    return properties_text(options.format);
  if (options.what == "architectures")
    return list_architectures(options.format);
  if (options.what == "schedules")
    return list_schedules(options.format);
  if (options.what == "findings")
    return findings_text(store_folder(), options.format);
  if (options.what == "mutants")
    return list_mutants(options.format);
  return list_subjects(options.format);
}

} // namespace dma_verify::cli
