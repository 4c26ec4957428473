// SPDX-License-Identifier: GPL-2.0-only
// The store's findings are listed with what is thought of each.
#include "harness/cli/list/findings.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <set>

namespace dma_verify::cli {
namespace {

TEST_CASE(
    "each finding of the store is listed in order with its judgement and a page that exists") {
  const auto list = nlohmann::json::parse(findings_text(DMA_VERIFY_STORE, "json"));
  REQUIRE(list.size() == 19);
  std::set<std::string> reachable;
  for (const auto &finding : list) {
    if (finding["judgement"] == "reachable")
      reachable.insert(finding["id"]);
    CHECK(std::filesystem::exists(finding["page"].get<std::string>()));
    CHECK_FALSE(finding["title"].get<std::string>().empty());
  }
  CHECK(reachable == std::set<std::string>{"W1", "W2", "W4", "W5", "W6", "RW15"});
  CHECK(list[0]["id"] == "W1");
  CHECK(list[1]["id"] == "W2");
  CHECK(list[9]["id"] == "W10");
  CHECK(list[18]["id"] == "RW15");
}

TEST_CASE("the findings as text and as Markdown") {
  CHECK(findings_text(DMA_VERIFY_STORE, "text")
            .starts_with("W1    reachable  memset through the NULL address of a high-memory page\n"
                         "      "));
  CHECK(findings_text(DMA_VERIFY_STORE, "markdown").find("\n| W8 | by design | ") !=
        std::string::npos);
  CHECK(findings_text("/nowhere", "json") == "[]\n");
}

} // namespace
} // namespace dma_verify::cli
