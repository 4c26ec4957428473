// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/golden/difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace dma_verify::golden {
namespace {

using Columns = std::vector<std::string>;
using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr const char *kBetweenFields = "; ";

Fields fields_of(const std::string &text) {
  Fields fields;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(kBetweenFields, begin), text.size());
    const std::string field = text.substr(begin, end - begin);
    const std::size_t sign = std::min(field.find('='), field.size());
    fields.emplace_back(field.substr(0, sign), field.substr(std::min(sign + 1, field.size())));
    begin = end + 2;
  }
  return fields;
}

// "steps.3.device" is the same field as "steps.0.device".
std::string without_numbers(const std::string &name) {
  std::string text;
  for (const char c : name) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0 || (!text.empty() && text.back() != '.'))
      text += c;
  }
  return text;
}

bool is_counterexample(const Columns &columns) { return columns.front() == "counterexample"; }

// In how many counterexamples each field is.
std::map<std::string, std::size_t> field_counts(const Facts &facts) {
  std::map<std::string, std::size_t> counts;
  for (const std::string &line : facts) {
    const Columns columns = columns_of(line);
    if (!is_counterexample(columns))
      continue;
    std::set<std::string> names;
    for (const auto &[name, value] : fields_of(columns.back()))
      names.insert(without_numbers(name));
    for (const std::string &name : names)
      ++counts[name];
  }
  return counts;
}

// Takes the fields out of all counterexamples that only one side has, and says so.
void settle_fields(Facts &before, Facts &after, std::vector<std::string> &found) {
  const auto counts_before = field_counts(before);
  const auto counts_after = field_counts(after);
  if (counts_before.empty() || counts_after.empty())
    return;
  std::set<std::string> one_sided;
  const auto compare = [&](const auto &own, const auto &other, const char *when) {
    for (const auto &[name, count] : own) {
      if (other.contains(name))
        continue;
      one_sided.insert(name);
      found.push_back(fmt::format("field: {}: only {}, in {} counterexamples", name, when, count));
    }
  };
  compare(counts_before, counts_after, "before");
  compare(counts_after, counts_before, "now");
  if (one_sided.empty())
    return;
  for (Facts *facts : {&before, &after}) {
    for (std::string &line : *facts) {
      Columns columns = columns_of(line);
      if (!is_counterexample(columns))
        continue;
      std::string kept;
      for (const auto &[name, value] : fields_of(columns.back())) {
        if (!one_sided.contains(without_numbers(name)))
          kept += fmt::format("{}{}={}", kept.empty() ? "" : kBetweenFields, name, value);
      }
      columns.back() = kept;
      line = line_of(columns);
    }
    std::ranges::sort(*facts);
  }
}

std::string place_of(const Columns &columns, std::size_t count) {
  std::string text;
  for (std::size_t i = 1; i < count; ++i) {
    if (!columns[i].empty())
      text += (text.empty() ? "" : ", ") + columns[i];
  }
  return columns.front() + ": " + text;
}

std::string changed_fields(const std::string &before, const std::string &after) {
  const Fields old_fields = fields_of(before);
  const Fields new_fields = fields_of(after);
  std::string text;
  const auto say = [&](const std::string &name, const std::string &old_value,
                       const std::string &new_value) {
    text += fmt::format("{}{} {} -> {}", text.empty() ? "" : ", ", name, old_value, new_value);
  };
  const auto find = [](const Fields &fields, const std::string &name) {
    return std::ranges::find(fields, name, &Fields::value_type::first);
  };
  for (const auto &[name, value] : old_fields) {
    const auto now = find(new_fields, name);
    if (now == new_fields.end())
      say(name, value, "none");
    else if (now->second != value)
      say(name, value, now->second);
  }
  for (const auto &[name, value] : new_fields) {
    if (find(old_fields, name) == old_fields.end())
      say(name, "none", value);
  }
  return text;
}

// Facts that agree in all columns but the last `values`, of which one is only before and the other
// only now, are one difference.
void pair_changes(std::size_t values, std::vector<Columns> &gone, std::vector<Columns> &added,
                  std::vector<std::string> &found) {
  std::erase_if(gone, [&](const Columns &old) {
    // A job's last column is its id, and of a file two verdicts are compared, not two files.
    if (old.front() == "job" || old.size() < 2 * values + 1)
      return false;
    const std::size_t keys = old.size() - values;
    const auto now = std::ranges::find_if(added, [&](const Columns &columns) {
      return columns.size() == old.size() &&
             std::equal(old.begin(), old.begin() + static_cast<std::ptrdiff_t>(keys),
                        columns.begin());
    });
    if (now == added.end())
      return false;
    std::string what;
    if (is_counterexample(old)) {
      what = changed_fields(old.back(), now->back());
      if (values == 2)
        what = fmt::format("clause {} -> {}, {}", old[keys], now->at(keys), what);
    } else {
      for (std::size_t i = keys; i < old.size(); ++i)
        if (old[i] != now->at(i))
          what += fmt::format("{}'{}' -> '{}'", what.empty() ? "" : ", ", old[i], now->at(i));
    }
    found.push_back(place_of(old, keys) + ": " + what);
    added.erase(now);
    return true;
  });
}

} // namespace

std::vector<std::string> differences(const Facts &before, const Facts &after) {
  std::vector<std::string> found;
  Facts old_facts = before;
  Facts new_facts = after;
  settle_fields(old_facts, new_facts, found);
  const auto only_in = [](const Facts &own, const Facts &other) {
    Facts lines;
    std::ranges::set_difference(own, other, std::back_inserter(lines));
    std::vector<Columns> columns;
    for (const std::string &line : lines)
      columns.push_back(columns_of(line));
    return columns;
  };
  std::vector<Columns> gone = only_in(old_facts, new_facts);
  std::vector<Columns> added = only_in(new_facts, old_facts);
  pair_changes(1, gone, added, found);
  pair_changes(2, gone, added, found);
  for (const Columns &columns : gone)
    found.push_back(place_of(columns, columns.size()) + ": only before");
  for (const Columns &columns : added)
    found.push_back(place_of(columns, columns.size()) + ": only now");
  std::ranges::sort(found);
  return found;
}

} // namespace dma_verify::golden
