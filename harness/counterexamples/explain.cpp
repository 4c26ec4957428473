// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/explain.h"

#include "harness/counterexamples/field_text.h"
#include "harness/counterexamples/trace_text.h"
#include "model/kernel/convert.h"
#include "properties/catalogue.h"
#include "properties/reachability.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify {
namespace {

std::string decimal(Uint128 value) {
  if (value == 0)
    return "0";
  std::string digits;
  for (; value != 0; value /= 10)
    digits += static_cast<char>('0' + static_cast<int>(value % 10));
  std::ranges::reverse(digits);
  return digits;
}

std::string pages_text(Uint128 pages) { return pages == 1 ? "1 page" : decimal(pages) + " pages"; }

// Numbers beyond a million read better in hexadecimal.
std::string number(std::uint64_t value) {
  return value < 1'000'000 ? std::to_string(value) : hex(value);
}

struct MmapNumbers {
  Uint128 first = 0;
  Uint128 pages = 0;
  Uint128 available = 0;
};

MmapNumbers mmap_numbers(const StoredScenario &scenario) {
  const unsigned shift = scenario.architecture.page_shift;
  MmapNumbers numbers;
  numbers.first = scenario.vma.vm_pgoff.word.value();
  numbers.pages = (scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value()) >> shift;
  numbers.available = (Uint128{scenario.size.word.value()} + ((Uint128{1} << shift) - 1)) >> shift;
  return numbers;
}

std::string end_of(const StoredObservation &observed) {
  std::string how(to_string(observed.completion));
  return observed.detail[0] == '\0' ? how : how + " (" + observed.detail + ")";
}

std::string mmap_sentence(const StoredScenario &scenario, const StoredObservation &observed) {
  const MmapNumbers numbers = mmap_numbers(scenario);
  const unsigned bits = scenario.architecture.word_bits;
  const Uint128 sum = numbers.first + numbers.pages;
  std::string text = request_of(scenario);
  text += observed.status == 0 ? " was accepted" : " ended with " + status_text(observed.status);
  if (sum > numbers.available) {
    text += ", although it ends past the buffer";
    if (sum >> bits != 0) {
      text += fmt::format(": vm_pgoff + vma_pages wraps to {} in {} bits",
                          decimal(sum & ((Uint128{1} << bits) - 1)), bits);
    } else if ((sum << scenario.architecture.page_shift) >> bits != 0) {
      text += fmt::format(": as a number of bytes its end wraps in {} bits", bits);
    }
  } else if (observed.status != 0) {
    text += ", although it lies inside the buffer";
  }
  return text;
}

} // namespace

std::string scenario_table(const StoredScenario &scenario) {
  std::string text = "| field | value |\n| --- | --- |\n";
  for_each_field(
      [&](const Field &field, const auto &member) {
        if (!field.used_by(scenario.call))
          return;
        const char *where = field.section == FieldSection::answers ? "environment: " : "";
        text += fmt::format("| {}{} | `{}` |\n", where, field.name, field_text(member));
      },
      scenario);
  return text;
}

std::string request_of(const StoredScenario &scenario) {
  const std::uint64_t size = scenario.size.word.value();
  switch (scenario.call) {
  case Call::mmap: {
    const MmapNumbers numbers = mmap_numbers(scenario);
    return fmt::format("mmap of {} at vm_pgoff {} of a buffer of {}", pages_text(numbers.pages),
                       number(scenario.vma.vm_pgoff.word.value()), pages_text(numbers.available));
  }
  case Call::get_sgtable:
    return fmt::format("get_sgtable of a buffer of {} bytes", number(size));
  case Call::alloc_pages:
    return fmt::format("alloc_pages of {} bytes", number(size));
  case Call::free_pages:
    return fmt::format("free_pages of {} bytes", number(size));
  }
  return "";
}

std::string sentence_of(const Counterexample &counterexample, const StoredObservation &observed) {
  const StoredScenario &scenario = counterexample.scenario;
  const auto property = find_property(counterexample.property);
  if (observed.completion != Completion::returned) {
    return request_of(scenario) + " did not return: " + end_of(observed) + ".";
  }
  std::string text;
  if (counterexample.property.starts_with("offset-bounds.")) {
    text = mmap_sentence(scenario, observed);
  } else {
    text = request_of(scenario);
    if (scenario.call == Call::alloc_pages) {
      text += observed.page.is_null ? " failed" : " succeeded";
    } else if (scenario.call != Call::free_pages) {
      text += observed.status == 0 ? " succeeded" : " ended with " + status_text(observed.status);
    }
  }
  if (!property)
    return text + ".";
  for (const ClauseText &clause : catalogue()[*property].clauses) {
    if (clause.id == counterexample.clause) {
      text += fmt::format("; violated: {}", clause.statement);
    }
  }
  return text + ".";
}

std::string explain(const Counterexample &counterexample, const std::string &subject,
                    const std::string &file, const StoredObservation &observed,
                    const StoredObservation &expected) {
  const StoredScenario &scenario = counterexample.scenario;
  const PropertyText &property = catalogue()[find_property(counterexample.property).value()];
  std::string text = fmt::format("# {}, clause {}\n\n{}\n\n", counterexample.property,
                                 counterexample.clause, sentence_of(counterexample, observed));
  text += fmt::format("**What must hold:** {}. ", property.statement);
  for (const ClauseText &clause : property.clauses) {
    if (clause.id == counterexample.clause)
      text += fmt::format("Here: {}. ", clause.statement);
  }
  text += fmt::format("(source: {})\n\n", property.source);

  const Reachability reach = reachability_of(scenario);
  text += fmt::format("**How it can be reached:** {}: {}.\n\n", to_string(reach.from), reach.rule);

  text += fmt::format("## Scenario\n\nArchitecture {}, pages of {} bytes.\n\n",
                      architecture_id(scenario.architecture),
                      std::uint64_t{1} << scenario.architecture.page_shift);
  text += scenario_table(scenario);

  text += "\n## What happened\n\nThe first difference is marked with `>`.\n\n```\n";
  text += side_by_side(scenario.call, observed, subject, expected, "model");
  text += "```\n\n## The verdict stands on\n\n";
  for (const Assumption assumption : contract_of(scenario.call)) {
    text += fmt::format("* {}: {}\n", text_of(assumption).id, text_of(assumption).statement);
  }
  text +=
      fmt::format("\n## Provenance\n\nSubject: {} {} `{}`. Found by {}, seed {}.\n",
                  counterexample.subject.kind, counterexample.subject.form,
                  counterexample.subject.sha256, counterexample.provenance.engine,
                  counterexample.provenance.seed.empty() ? "none" : counterexample.provenance.seed);
  text += fmt::format("\n```\ndma-verify replay --subject {} {}\n```\n", subject, file);
  return text;
}

} // namespace dma_verify
