// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/files/certification_reader.h"

#include <charconv>
#include <cmath>

namespace dma_verify {
namespace {

class Reader {
public:
  std::optional<WrongKey> run(const toml::node &node, ProvedFacts &to) {
    const toml::table *table = node.as_table();
    if (table == nullptr)
      return WrongKey{"certification", "a table"};
    read(*table, "minimum", to.minimum.proved);
    read(*table, "minimum_reason", to.minimum.reason);
    read(*table, "minimum_space", to.minimum.space);
    read(*table, "gap", to.minimum.gap);
    read(*table, "gap_text", to.minimum.gap_text);
    read(*table, "region", to.region.proved);
    read(*table, "region_reason", to.region.reason);
    read(*table, "region_space", to.region.space);
    read(*table, "region_conditions", to.region.conditions);
    read(*table, "shorter_run", to.shorter_run.complete);
    read(*table, "shorter_run_steps", to.shorter_run.steps);
    read(*table, "shorter_run_sequences", to.shorter_run.sequences);
    read(*table, "shorter_run_space", to.shorter_run.space);
    read(*table, "anything_at_once", to.anything_at_once);
    read(*table, "seconds", to.seconds);
    read(*table, "smaller_query", to.minimum.query);
    read(*table, "region_query", to.region.query);
    read(*table, "fields_query", to.fields_query);
    if (const toml::node *fields = table->get("fields"))
      read_fields(*fields, to.fields);
    // A proved statement needs a query to which every solver said unsat. Without a query a
    // minimum can be proved only if there is nothing smaller.
    expect_refuted("minimum", to.minimum.proved, to.minimum.query);
    expect_refuted("region", to.region.proved, to.region.query);
    if (to.region.proved && to.region.query.answers.empty())
      note("region", "false without answers in region_query");
    if (to.minimum.proved && !to.minimum.reason.empty())
      note("minimum_reason", "empty if the minimum is proved");
    return wrong_;
  }

private:
  void note(std::string_view key, const char *allowed) {
    if (!wrong_)
      wrong_ = WrongKey{"certification." + prefix_ + std::string(key), allowed};
  }

  void expect_refuted(std::string_view key, bool proved, const SettledQuery &query) {
    for (const SettledQuery::Answer &answer : query.answers) {
      if (proved && answer.verdict != "unsat")
        note(key, "false if an answer is not unsat");
    }
  }

  template <class Value>
  void read_as(const toml::table &table, std::string_view key, Value &to, const char *allowed) {
    const toml::node *node = table.get(key);
    if (node == nullptr)
      return;
    if (const auto value = node->value_exact<Value>()) {
      to = *value;
    } else {
      note(key, allowed);
    }
  }
  void read(const toml::table &table, std::string_view key, bool &to) {
    read_as(table, key, to, "true or false");
  }
  void read(const toml::table &table, std::string_view key, std::string &to) {
    read_as(table, key, to, "a text");
  }
  void read(const toml::table &table, std::string_view key, double &to) {
    read_as(table, key, to, "a number with a point");
    if (!std::isfinite(to) || to < 0)
      note(key, "a number with a point, not below 0");
  }
  void read(const toml::table &table, std::string_view key, std::uint64_t &to) {
    std::int64_t number = 0;
    read_as(table, key, number, "a number from 0 on");
    if (number < 0)
      note(key, "a number from 0 on");
    to = static_cast<std::uint64_t>(number);
  }
  void read(const toml::table &table, std::string_view key, unsigned &to) {
    std::int64_t number = 0;
    read_as(table, key, number, "a number from 0 to 100");
    if (number < 0 || number > 100)
      note(key, "a number from 0 to 100");
    to = static_cast<unsigned>(number);
  }
  void read(const toml::table &table, std::string_view key, std::vector<std::string> &to) {
    const toml::node *node = table.get(key);
    if (node == nullptr)
      return;
    const toml::array *list = node->as_array();
    if (list == nullptr)
      return note(key, "a list of texts");
    for (const toml::node &element : *list) {
      if (!element.is_string())
        return note(key, "a list of texts");
      to.push_back(element.value_or(std::string()));
    }
  }
  // "z3 4.8.12: unsat in 0.12 s"; nothing of another text.
  static std::optional<SettledQuery::Answer> answer_of(const std::string &text) {
    SettledQuery::Answer answer;
    const std::size_t colon = text.find(": ");
    if (colon == std::string::npos)
      return std::nullopt;
    answer.solver = text.substr(0, colon);
    const std::string rest = text.substr(colon + 2);
    const std::size_t in = rest.find(" in ");
    if (in == std::string::npos)
      return std::nullopt;
    answer.verdict = rest.substr(0, in);
    const char *const end = rest.data() + rest.size();
    const auto [stop, error] = std::from_chars(rest.data() + in + 4, end, answer.seconds);
    if (error != std::errc() || std::string_view(stop, end) != " s" ||
        !std::isfinite(answer.seconds))
      return std::nullopt;
    return answer;
  }
  void read(const toml::table &table, std::string_view key, SettledQuery &to) {
    const toml::node *node = table.get(key);
    if (node == nullptr)
      return;
    const toml::table *query = node->as_table();
    if (query == nullptr)
      return note(key, "a table");
    prefix_ = std::string(key) + ".";
    read(*query, "name", to.name);
    read(*query, "file", to.file);
    if (to.file.find('/') != std::string::npos || to.file == "..")
      note("file", "the name of a file beside this one");
    read(*query, "sha256", to.sha256);
    std::vector<std::string> answers;
    read(*query, "answers", answers);
    for (const std::string &text : answers) {
      const auto answer = answer_of(text);
      if (!answer)
        return note("answers", "texts such as 'z3 4.8.12: unsat in 0.12 s'");
      to.answers.push_back(*answer);
    }
    prefix_.clear();
  }
  void read_fields(const toml::node &node, std::vector<FieldFreedom> &to) {
    const toml::array *list = node.as_array();
    if (list == nullptr)
      return note("fields", "a list of tables");
    prefix_ = "fields.";
    for (const toml::node &element : *list) {
      const toml::table *table = element.as_table();
      if (table == nullptr)
        return note("field", "a table");
      FieldFreedom field;
      std::string kind;
      read(*table, "field", field.field);
      read(*table, "kind", kind);
      read(*table, "value", field.value);
      read(*table, "low", field.low);
      read(*table, "high", field.high);
      using Kind = FieldFreedom::Kind;
      if (kind == "anything") {
        field.kind = Kind::anything;
      } else if (kind == "exactly") {
        field.kind = Kind::exactly;
      } else if (kind == "range") {
        field.kind = Kind::range;
      } else if (kind == "held") {
        field.kind = Kind::held;
      } else if (kind != "others") {
        note("kind", "anything, exactly, range, others or held");
      }
      to.push_back(field);
    }
    prefix_.clear();
  }

  std::string prefix_;
  std::optional<WrongKey> wrong_;
};

} // namespace

std::optional<WrongKey> read_certification(const toml::node &node, ProvedFacts &proved) {
  return Reader().run(node, proved);
}

} // namespace dma_verify
