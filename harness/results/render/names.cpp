// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/names.h"

#include "harness/results/render/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace dma_verify {
namespace {

constexpr std::size_t kNameColumns = 30; // of a subject

std::string last_part(std::string path) {
  while (path.size() > 1 && path.back() == '/')
    path.pop_back();
  return path.substr(path.find_last_of('/') + 1);
}

std::set<std::string> subjects_of(std::span<const Record> records) {
  std::set<std::string> subjects;
  for (const Record &record : records)
    subjects.insert(record.subject);
  return subjects;
}

} // namespace

Names names_of(std::span<const Record> records) {
  const auto subjects = subjects_of(records);
  Names names;
  for (const std::string &subject : subjects) {
    const auto alike = std::ranges::count_if(
        subjects, [&](const std::string &s) { return last_part(s) == last_part(subject); });
    const std::string part = alike == 1 ? last_part(subject) : subject;
    names[subject] = elided(printable(part.empty() ? subject : part), kNameColumns);
  }
  return names;
}

Names lasting_names_of(std::span<const Record> records, const std::string &given) {
  const auto subjects = subjects_of(records);
  const auto is_model = [](const std::string &subject) { return subject.starts_with("model"); };
  const auto files =
      subjects.size() - static_cast<std::size_t>(std::ranges::count_if(subjects, is_model));
  Names names;
  std::map<std::string, unsigned> taken;
  for (const std::string &subject : subjects) {
    const std::string part = last_part(subject);
    std::string name = part.empty() ? subject : part;
    if (!given.empty() && !is_model(subject))
      name = files == 1 ? given : fmt::format("{}.{}", given, name);
    const unsigned before = taken[name]++;
    names[subject] = before == 0 ? name : fmt::format("{}-{}", name, before + 1);
  }
  return names;
}

std::string test_name(const Record &record) {
  if (record.engine == "store" && !record.counterexample.empty())
    return std::filesystem::path(record.counterexample).stem().string();
  std::string name = record.property;
  if (!record.clause.empty() && record.engine == "smt")
    name += ":" + record.clause;
  if (!record.architecture.empty())
    name += "@" + record.architecture;
  return name;
}

std::string details_text(const Record &record) {
  std::string text(to_string(record.verdict));
  if (!record.clause.empty())
    text += ", clause " + record.clause;
  if (!record.reason.empty())
    text += ": " + record.reason;
  if (!record.counterexample.empty())
    text += " (" + record.counterexample + ")";
  return printable(text);
}

std::string known_text(const Record &record) {
  if (!record.finding)
    return "known";
  return printable(fmt::format("{}, {}: {}", record.finding->id, record.finding->judgement,
                               record.finding->title));
}

} // namespace dma_verify
