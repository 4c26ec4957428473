// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/golden/facts.h"

#include "harness/develop/testing/folder.h"
#include "harness/develop/testing/program.h"
#include "harness/results/files.h"
#include "smt/terms/query.h"

#include <toml++/toml.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace dma_verify::golden {
namespace {

constexpr std::size_t kHashDigits = 12;

// Keys at the top of a counterexample's file that are no part of what is run.
bool is_about_the_file(std::string_view key) {
  return key == "format" || key == "expected" || key == "reachable" || key == "finding" ||
         key == "subject" || key == "provenance" || key == "certification";
}

void add_fields(const std::string &name, const toml::node &node, std::vector<std::string> &fields) {
  if (const toml::table *table = node.as_table()) {
    for (const auto &[key, value] : *table)
      add_fields(name + "." + std::string(key.str()), value, fields);
  } else if (const toml::array *array = node.as_array()) {
    for (std::size_t i = 0; i < array->size(); ++i)
      add_fields(name + "." + std::to_string(i), *array->get(i), fields);
  } else if (const auto text = node.value_exact<std::string>()) {
    fields.push_back(name + "=" + *text);
  } else if (const auto truth = node.value_exact<bool>()) {
    fields.push_back(name + (*truth ? "=true" : "=false"));
  } else if (const auto number = node.value_exact<std::int64_t>()) {
    fields.push_back(name + "=" + std::to_string(*number));
  }
}

// "model:" of "model:NAME", "edit" of "edit NAME".
std::string kind_of(const std::string &subject) {
  const std::size_t end = std::min(subject.find_first_of(": "), subject.size());
  return subject.substr(0, end) + (subject.substr(end, 1) == ":" ? ":" : "");
}

// As it is, instead of as part of a hash.
bool is_kept(const std::vector<std::string> &columns, Detail detail) {
  const std::string &kind = columns.front();
  if (detail == Detail::hashes || kind == "job")
    return false;
  const auto verdict = verdict_from(columns.back());
  return kind != "result" || (verdict != Verdict::passed && verdict != Verdict::proved &&
                              verdict != Verdict::not_applicable);
}

toml::table parsed(const std::string &toml) {
  try {
    return toml::parse(toml);
  } catch (const toml::parse_error &error) {
    throw std::runtime_error("a counterexample's file: " + std::string(error.description()));
  }
}

std::string joined(const std::vector<std::string> &texts, const char *between) {
  std::string all;
  for (std::size_t i = 0; i < texts.size(); ++i)
    all += (i == 0 ? "" : between) + texts[i];
  return all;
}

} // namespace

std::string line_of(const std::vector<std::string> &columns) {
  std::vector<std::string> clean = columns;
  for (std::string &column : clean)
    std::ranges::replace_if(
        column, [](char c) { return c == '\t' || c == '\n'; }, ' ');
  return joined(clean, "\t");
}

std::vector<std::string> columns_of(std::string_view line) {
  std::vector<std::string> columns;
  for (;;) {
    const std::size_t end = line.find('\t');
    columns.emplace_back(line.substr(0, end));
    if (end == std::string_view::npos)
      return columns;
    line.remove_prefix(end + 1);
  }
}

std::string result_fact(const std::string &subject, const Record &record) {
  std::string engine = record.engine;
  if (engine == "store")
    engine += " " + std::filesystem::path(record.counterexample).stem().string();
  return line_of({"result", subject, record.property, record.architecture, engine, record.clause,
                  std::string(to_string(record.verdict)) + (record.expected ? " (known)" : "")});
}

std::string counterexample_fact(const std::string &subject, const std::string &toml) {
  const toml::table root = parsed(toml);
  std::vector<std::string> fields;
  for (const auto &[key, value] : root) {
    if (key != "property" && key != "clause" && !is_about_the_file(key.str()))
      add_fields(std::string(key.str()), value, fields);
  }
  std::string row = root["scenario"]["architecture"].value_or("");
  if (row.empty())
    row = root["sequence"]["architecture"].value_or("");
  return line_of({"counterexample", subject, root["property"].value_or(""), row,
                  root["clause"].value_or(""), joined(fields, "; ")});
}

bool was_short_of_time(const std::string &toml) {
  const toml::table root = parsed(toml);
  const toml::array *steps = root["steps"].as_array();
  return steps != nullptr && steps->size() > 1 &&
         !root["certification"]["shorter_run"].value_or(false);
}

Facts summary_of(const Facts &facts, Detail detail) {
  Facts summary;
  std::map<std::vector<std::string>, Facts> grouped;
  for (const std::string &line : facts) {
    const auto columns = columns_of(line);
    const std::string &subject = columns.at(1);
    if (is_kept(columns, detail))
      summary.push_back(line);
    else
      grouped[{columns[0], detail == Detail::hashes ? kind_of(subject) : subject}].push_back(line);
  }
  for (const auto &[about, lines] : grouped) {
    summary.push_back(line_of({about[0], about[1],
                               std::to_string(lines.size()) + " facts " +
                                   smt::sha256(joined(lines, "\n")).substr(0, kHashDigits)}));
  }
  std::ranges::sort(summary);
  return summary;
}

Facts about(const std::string &text, const Facts &facts) {
  Facts chosen;
  std::ranges::copy_if(facts, std::back_inserter(chosen), [&](const std::string &line) {
    const auto columns = columns_of(line);
    return columns.size() > 1 && columns[1].find(text) != std::string::npos;
  });
  return chosen;
}

Facts read_facts(const std::filesystem::path &path) {
  Facts facts = testing::lines_of(testing::text_of(path));
  std::erase_if(facts, [](const std::string &line) { return line.empty() || line[0] == '#'; });
  std::ranges::sort(facts);
  return facts;
}

void write_facts(const std::filesystem::path &path, const Facts &facts) {
  if (!write_whole(path, joined(facts, "\n") + "\n"))
    throw std::runtime_error(path.string() + ": cannot be written");
}

} // namespace dma_verify::golden
