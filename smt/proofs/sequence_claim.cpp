// SPDX-License-Identifier: GPL-2.0-only
#include "smt/proofs/sequence_claim.h"

#include <array>
#include <iterator>
#include <sstream>

namespace dma_verify::smt {
namespace {

constexpr std::array kCalls = {Call::alloc_pages, Call::mmap, Call::get_sgtable, Call::free_pages};

// The kinds of one device, or of two.
std::vector<std::vector<bounded::DeviceKind>> devices_of(bool two_devices) {
  std::vector<std::vector<bounded::DeviceKind>> all;
  for (const bounded::DeviceKind &one : bounded::device_kinds()) {
    if (!two_devices) {
      all.push_back({one});
      continue;
    }
    for (const bounded::DeviceKind &other : bounded::device_kinds())
      all.push_back({one, other});
  }
  return all;
}

} // namespace

std::vector<std::vector<StoredScenario>> answers_of_shape(const Architecture &architecture,
                                                          const bounded::Shape &shape) {
  std::vector<std::vector<StoredScenario>> answers = {{}};
  for (const bounded::Step &step : shape) {
    std::vector<std::vector<StoredScenario>> longer;
    for (const auto &sofar : answers) {
      for (const StoredScenario &answer : bounded::answers_of(architecture, step)) {
        longer.push_back(sofar);
        longer.back().push_back(answer);
      }
    }
    answers = std::move(longer);
  }
  return answers;
}

std::vector<SequenceChoice> choices_of(const bounded::BoundedProperty &property,
                                       const Architecture &architecture) {
  std::vector<SequenceChoice> choices;
  for (const bounded::Shape &shape : bounded::shapes_of(property)) {
    auto more = choices_of(shape, property.two_devices, architecture);
    std::ranges::move(more, std::back_inserter(choices));
  }
  return choices;
}

std::vector<SequenceChoice> choices_of(const bounded::Shape &shape, bool two_devices,
                                       const Architecture &architecture) {
  const auto answers = answers_of_shape(architecture, shape);
  std::vector<SequenceChoice> choices;
  for (const auto &devices : devices_of(two_devices)) {
    for (const auto &each : answers)
      choices.push_back({shape, devices, each});
  }
  return choices;
}

std::string word_of(std::string_view field, std::size_t step) {
  return std::string(field) + "." + std::to_string(step);
}

std::vector<StoredScenario> steps_of(const SequenceChoice &choice, const Assignment &words) {
  std::vector<StoredScenario> steps;
  for (std::size_t i = 0; i < choice.answers.size(); ++i) {
    Assignment own;
    for_each_field(
        [&](const Field &field, const auto &) {
          const auto place = words.find(word_of(field.name, i));
          if (place != words.end())
            own[std::string(field.name)] = place->second;
        },
        choice.answers[i]);
    steps.push_back(scenario_of(choice.answers[i], own));
  }
  return steps;
}

std::string describe(const SequenceChoice &choice, const Assignment &words) {
  std::ostringstream text;
  text << bounded::to_string(choice.shape);
  for (const bounded::DeviceKind &kind : choice.devices) {
    text << (kind.use_dma_iommu   ? "; dma-iommu"
             : kind.ops_has_unmap ? "; ops"
                                  : "; ops without unmap");
  }
  for (std::size_t i = 0; i < choice.answers.size(); ++i) {
    text << "; " << i << ": " << describe_answers(choice.answers[i]);
    for (const auto &[name, value] : words) {
      if (name.ends_with("." + std::to_string(i)))
        text << ", " << name << " = 0x" << std::hex << static_cast<std::uint64_t>(value)
             << std::dec;
    }
  }
  return text.str();
}

std::vector<std::string> sequence_assumption_ids() {
  std::vector<std::string> ids;
  for (const Call call : kCalls) {
    for (const Assumption assumption : bounded::assumed_of(call)) {
      const std::string id(text_of(assumption).id);
      if (std::ranges::find(ids, id) == ids.end())
        ids.push_back(id);
    }
  }
  ids.emplace_back(bounded::kFreeMemory);
  ids.emplace_back(bounded::kOwnHandles);
  return ids;
}

std::string sequence_assumption_statement(const std::string &id) {
  for (const AssumptionText &text : assumption_texts()) {
    if (text.id == id)
      return std::string(text.statement);
  }
  return std::string(bounded::statement_of(id));
}

} // namespace dma_verify::smt
