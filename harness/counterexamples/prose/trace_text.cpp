// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/trace_text.h"

#include "harness/counterexamples/files/field_text.h"
#include "model/kernel/trace.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify {
namespace {

// What a call was given or answered, as a kernel engineer reads it.
template <class Member> std::string member_text(std::string_view, const Member &member) {
  return field_text(member);
}

std::string member_text(std::string_view, const Page<WidestMachine> &page) {
  return page.is_null ? field_text(page) : "pfn:" + field_text(page);
}

std::string member_text(std::string_view, WidestMachine::BusAddress handle) {
  return ~handle.word.value() == 0 ? "DMA_MAPPING_ERROR" : field_text(handle);
}

std::string member_text(std::string_view name, WidestMachine::Word word) {
  return name == "attrs" && word.value() == kDmaAttrSkipCpuSync ? "DMA_ATTR_SKIP_CPU_SYNC"
                                                                : field_text(word);
}

std::string result_text(int status) { return status_text(status); }
std::string result_text(const SgTable<WidestMachine> &table) {
  if (!table.has_entry)
    return "empty";
  return fmt::format("nents={}, page={}, offset={}, length={}{}", table.nents.value(),
                     member_text("page", table.page), hex(table.offset.value()),
                     hex(table.length.value()), table.end_marked ? ", end" : "");
}
std::string result_text(const Vma<WidestMachine> &vma) {
  return fmt::format("vm_page_prot={}, vm_pgoff={}", field_text(vma.vm_page_prot),
                     field_text(vma.vm_pgoff));
}
std::string result_text(const auto &result) { return member_text("", result); }

} // namespace

std::string effect_text(const Effect<WidestMachine> &effect) {
  std::string arguments;
  std::string answer;
  for_each_argument(
      [&](std::string_view name, const auto &member) {
        if (name.starts_with("vm_"))
          return; // the VMA is shown at return
        if (name == "=") {
          answer = " = " + member_text(name, member);
          return;
        }
        arguments +=
            (arguments.empty() ? "" : ", ") + std::string(name) + "=" + member_text(name, member);
      },
      effect);
  return std::string(to_string(effect.kind)) + "(" + arguments + ")" + answer;
}

std::vector<std::string> observation_lines(HelperId call, const StoredObservation &observation) {
  std::vector<std::string> lines;
  for (const Effect<WidestMachine> &effect : observation.trace)
    lines.push_back(effect_text(effect));
  if (observation.completion != Completion::returned) {
    std::string how(to_string(observation.completion));
    if (observation.detail[0] != '\0')
      how += std::string(": ") + observation.detail;
    if (observation.completion == Completion::crashed && ~observation.fault_address != 0) {
      how += " at " + hex(observation.fault_address);
    }
    lines.push_back(how);
    return lines;
  }
  if (observation.breach != ContextBreach::none)
    lines.push_back(std::string(to_string(observation.breach)) + ": " + observation.detail);
  std::string returned = "return";
  std::vector<std::string> others;
  for_each_result(
      call,
      [&](std::string_view name, const auto &result) {
        if (name == "return") {
          returned += " " + result_text(result);
        } else {
          others.push_back(std::string(name) + ": " + result_text(result));
        }
      },
      observation);
  lines.push_back(returned);
  lines.insert(lines.end(), others.begin(), others.end());
  return lines;
}

std::vector<std::string> place_texts(const StoredObservation &observation,
                                     const SourceLines &lines) {
  std::vector<std::string> places;
  const auto add = [&](const SourceLine &line) {
    const std::string place = to_string(line);
    places.push_back(place.empty() ? place : place + " ");
  };
  for (std::size_t i = 0; i < observation.trace.size(); ++i)
    add(i < lines.effects.size() ? lines.effects[i] : SourceLine{});
  if (observation.completion != Completion::returned)
    add(lines.last);
  return places;
}

std::string side_by_side(HelperId call, const StoredObservation &left,
                         const std::string &left_title, const StoredObservation &right,
                         const std::string &right_title, const SourceLines &left_lines) {
  const auto ours = observation_lines(call, left);
  const auto theirs = observation_lines(call, right);
  std::string text = fmt::format("  {}\n", left_title);
  const std::size_t rows = std::max(ours.size(), theirs.size());
  std::size_t first = rows;
  for (std::size_t i = 0; i < rows && first == rows; ++i) {
    const std::string a = i < ours.size() ? ours[i] : "";
    const std::string b = i < theirs.size() ? theirs[i] : "";
    if (a != b)
      first = i;
  }
  const auto places = place_texts(left, left_lines);
  for (std::size_t i = 0; i < ours.size(); ++i) {
    text += fmt::format("{} {:2}  {}{}\n", i == first ? ">" : " ", i + 1,
                        i < places.size() ? places[i] : "", ours[i]);
  }
  if (ours.size() <= first && first != rows)
    text += fmt::format("> {:2}  (nothing more)\n", first + 1);
  text += fmt::format("  {}\n", right_title);
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    text += fmt::format("{} {:2}  {}\n", i == first ? ">" : " ", i + 1, theirs[i]);
  }
  if (theirs.size() <= first && first != rows)
    text += fmt::format("> {:2}  (nothing more)\n", first + 1);
  if (first == rows)
    text += "  no difference\n";
  return text;
}

} // namespace dma_verify
