// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/list/findings.h"

#include "harness/counterexamples/store/store.h"
#include "harness/results/render/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <tuple>

namespace dma_verify::cli {

std::string findings_text(const std::string &store, const std::string &format) {
  StoredFiles stored = read_store(store);
  std::erase_if(stored.files, [](const auto &file) { return !file.counterexample.finding; });
  std::ranges::stable_sort(stored.files, {}, [](const StoredFile &file) {
    const std::string &id = file.counterexample.finding->id; // W2 before W10
    return std::tuple(file.counterexample.scenario.call.unit, id.size(), id);
  });
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::string text = format == "markdown"
                         ? "| id | judgement | finding | page |\n| --- | --- | --- | --- |\n"
                         : "";
  for (const StoredFile &file : stored.files) {
    const FindingText &finding = *file.counterexample.finding;
    auto page = file.path;
    page.replace_extension(".md");
    list.push_back({{"id", finding.id},
                    {"judgement", finding.judgement},
                    {"title", finding.title},
                    {"page", valid_utf8(page.string())}});
    if (format == "markdown")
      text += fmt::format("| {} | {} | {} | {} |\n", finding.id, finding.judgement, finding.title,
                          page.string());
    else
      text += fmt::format("{:5} {:10} {}\n      {}\n", finding.id, finding.judgement,
                          printable(finding.title), printable(page.string()));
  }
  return format == "json" ? list.dump(2) + "\n" : text;
}

} // namespace dma_verify::cli
