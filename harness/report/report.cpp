// SPDX-License-Identifier: GPL-2.0-only
#include "harness/report/report.h"

#include "harness/report/data/data.h"
#include "harness/report/template/template.h"
#include "harness/results/render/tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace dma_verify {
namespace {

using report::Data;

struct Heading {
  std::string text;
  std::string tone;
};

// Several clauses that one call violates count as one bug. Of counterexamples that are not shown
// that is not known.
std::string calls_told(std::span<const ShownCounterexample> shown, std::size_t left_out) {
  const auto calls = std::ranges::count(shown, std::size_t{0}, &ShownCounterexample::same_as);
  if (left_out != 0 || static_cast<std::size_t>(calls) == shown.size())
    return "";
  return calls == 1 ? ", all by the same call" : fmt::format(", by {} different calls", calls);
}

// A page of one counterexample need not have records.
Heading heading_of(std::span<const Record> records, const RunSummary &run,
                   std::span<const ShownCounterexample> shown, std::size_t left_out) {
  const std::size_t falsified =
      records.empty() ? shown.size() + left_out : failures(records, 1, run.strict).size();
  if (falsified == 1)
    return {"1 clause is violated", "bad"};
  if (falsified != 0) {
    const std::string calls = calls_told(shown, left_out);
    return {fmt::format("{} clauses are violated{}", falsified, calls), "bad"};
  }
  if (exit_status(records, run.strict) != 0)
    return {"Nothing is falsified, but not all could be judged", "doubt"};
  return {"Everything that was looked at holds", "good"};
}

} // namespace

std::string render_html(std::span<const Record> records, const RunSummary &run,
                        std::span<const ShownCounterexample> counterexamples,
                        std::size_t left_out) {
  const Heading heading = heading_of(records, run, counterexamples, left_out);
  Data page;
  page.set("heading", heading.text);
  page.set("tone", heading.tone);
  page.set("title", report::text_data(run.title));
  page.set("version", DMA_VERIFY_VERSION);
  page.set("has_counterexamples", !counterexamples.empty());
  Data shown(Data::type::list);
  for (std::size_t i = 0; i < counterexamples.size(); ++i)
    shown.push_back(report::counterexample_data(counterexamples[i], i + 1));
  page.set("counterexamples", shown);
  page.set("more_counterexamples", false);
  if (left_out != 0) {
    page.set("more_counterexamples",
             fmt::format("{} more are in the folder of counterexamples; minimize explains each.",
                         left_out));
  }
  report::add_results(page, records, run, counterexamples);

  kainjow::mustache::mustache text{std::string(report::report_template())};
  assert(text.is_valid());
  return text.render(page);
}

} // namespace dma_verify
