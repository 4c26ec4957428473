// SPDX-License-Identifier: GPL-2.0-only
// The stored findings: each fails on the model as it says, and its page is up to date. Run with
// DMA_VERIFY_WRITE_PAGES=1 to write the pages again.
#include "harness/counterexamples/findings/finding_page.h"
#include "model/units.h"
#include "properties/model_subject.h"
#include "properties/reachability.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <vector>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;

struct StoredFinding {
  fs::path file;
  Counterexample counterexample;
};

std::vector<StoredFinding> findings() {
  std::vector<StoredFinding> all;
  for (const UnitText &unit : units()) {
    const fs::path folder = fs::path(DMA_VERIFY_STORE) / unit.name / "findings";
    for (const fs::directory_entry &entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() != ".toml")
        continue;
      auto read = read_counterexample(entry.path());
      const auto *unusable = std::get_if<UnusableFile>(&read);
      REQUIRE_MESSAGE(unusable == nullptr, (unusable != nullptr ? unusable->message : ""));
      all.push_back({entry.path(), std::get<Counterexample>(read)});
      CHECK(all.back().counterexample.scenario.call.unit == unit.id);
    }
  }
  return all;
}

std::string text_of_file(const fs::path &path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_CASE("suspected weaknesses each have a finding, those of remap.c with an R before their W") {
  std::set<std::string> ids;
  for (const StoredFinding &finding : findings()) {
    REQUIRE(finding.counterexample.finding);
    const FindingText &text = *finding.counterexample.finding;
    CHECK(ids.insert(text.id).second);
    CHECK(finding.file.filename().string().starts_with(text.id + "-"));
    CHECK_FALSE(text.title.empty());
    CHECK_FALSE(text.reason.empty());
  }
  CHECK(ids == std::set<std::string>{"W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9", "W10",
                                     "W11", "W19", "RW1", "RW2", "RW3", "RW4", "RW7", "RW8",
                                     "RW15"});
}

TEST_CASE("each finding violates its clause outside the contract") {
  for (const StoredFinding &finding : findings()) {
    const Counterexample &counterexample = finding.counterexample;
    CAPTURE(finding.file.filename().string());
    CHECK(counterexample.expected == "falsified");
    const auto property = find_property(counterexample.property);
    REQUIRE(property);
    const Assessment assessment = assess_model(*property, counterexample.scenario);
    CHECK(assessment.judged);
    CHECK(assessment.violated_clause == counterexample.clause);
    CHECK_FALSE(assessment.in_contract);
    const Reachability reach = reachability_of(counterexample.scenario);
    CHECK_FALSE(reach.broken.empty());
    CHECK(counterexample.reachable == std::string(to_string(reach.from)) + ": " + reach.rule);
  }
}

TEST_CASE("each finding is read as it was written") {
  for (const StoredFinding &finding : findings()) {
    CAPTURE(finding.file.filename().string());
    CHECK(to_toml(finding.counterexample) == text_of_file(finding.file));
  }
}

TEST_CASE("the page of each finding is the one that is made of it") {
  for (const StoredFinding &finding : findings()) {
    CAPTURE(finding.file.filename().string());
    StoredObservation observed;
    observe_model(finding.counterexample.scenario, observed);
    const std::string page = finding_page(finding.counterexample, observed);
    fs::path beside = finding.file;
    beside.replace_extension(".md");
    if (std::getenv("DMA_VERIFY_WRITE_PAGES") != nullptr)
      std::ofstream(beside) << page;
    CHECK(text_of_file(beside) == page);
  }
}

} // namespace
} // namespace dma_verify
