// SPDX-License-Identifier: GPL-2.0-only
#include "smt/obligations/claims/sequence_claim.h"

#include <array>
#include <iterator>
#include <sstream>

namespace dma_verify::smt {
namespace {

// All combinations of the finite answers of the steps (properties/sequences/shapes.h).
std::vector<std::vector<StoredScenario>> answers_of_shape(const Architecture &architecture,
                                                          const sequences::Shape &shape) {
  std::vector<std::vector<StoredScenario>> answers = {{}};
  for (const sequences::Step &step : shape) {
    std::vector<std::vector<StoredScenario>> longer;
    for (const auto &sofar : answers) {
      for (const StoredScenario &answer : sequences::answers_of(architecture, step)) {
        longer.push_back(sofar);
        longer.back().push_back(answer);
      }
    }
    answers = std::move(longer);
  }
  return answers;
}

} // namespace

std::vector<std::vector<sequences::DeviceKind>>
devices_of(std::span<const sequences::DeviceKind> kinds, std::size_t count) {
  std::vector<std::vector<sequences::DeviceKind>> all = {{}};
  for (std::size_t device = 0; device < count; ++device) {
    std::vector<std::vector<sequences::DeviceKind>> longer;
    for (const auto &sofar : all) {
      for (const sequences::DeviceKind &kind : kinds) {
        longer.push_back(sofar);
        longer.back().push_back(kind);
      }
    }
    all = std::move(longer);
  }
  return all;
}

std::vector<SequenceChoice> choices_of(const sequences::ProvedProperty &property,
                                       const Architecture &architecture) {
  std::vector<SequenceChoice> choices;
  const auto devices = devices_of(sequences::device_kinds(), property.two_devices ? 2 : 1);
  for (const sequences::Shape &shape : sequences::shapes_of(property)) {
    auto more = choices_of(shape, devices, architecture);
    std::ranges::move(more, std::back_inserter(choices));
  }
  return choices;
}

std::vector<SequenceChoice>
choices_of(const sequences::Shape &shape,
           std::span<const std::vector<sequences::DeviceKind>> devices_of_choice,
           const Architecture &architecture) {
  const auto answers = answers_of_shape(architecture, shape);
  std::vector<SequenceChoice> choices;
  for (const auto &devices : devices_of_choice) {
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
  text << sequences::to_string(choice.shape);
  for (const sequences::DeviceKind &kind : choice.devices) {
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
  for (const world::Action action : world::kCallActions) {
    for (const Assumption assumption : sequences::contract_of(action).assumed) {
      const std::string id(text_of(assumption).id);
      if (std::ranges::find(ids, id) == ids.end())
        ids.push_back(id);
    }
  }
  ids.emplace_back(sequences::kFreeMemory);
  ids.emplace_back(sequences::kOwnHandles);
  return ids;
}

std::string sequence_assumption_statement(const std::string &id) {
  for (const AssumptionText &text : assumption_texts()) {
    if (text.id == id)
      return std::string(text.statement);
  }
  return std::string(sequences::statement_of(id));
}

} // namespace dma_verify::smt
