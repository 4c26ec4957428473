// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/files/certification_file.h"

#include "harness/counterexamples/files/toml_text.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace dma_verify {
namespace {

constexpr std::array<std::pair<FieldFreedom::Kind, const char *>, 5> kKinds = {
    {{FieldFreedom::Kind::anything, "anything"},
     {FieldFreedom::Kind::exactly, "exactly"},
     {FieldFreedom::Kind::range, "range"},
     {FieldFreedom::Kind::others, "others"},
     {FieldFreedom::Kind::held, "held"}}};

std::string kind_text(FieldFreedom::Kind kind) {
  for (const auto &[known, text] : kKinds) {
    if (known == kind)
      return text;
  }
  return "others";
}

std::string list_of(const std::vector<std::string> &texts) {
  std::string list;
  for (const std::string &text : texts)
    list += (list.empty() ? "" : ", ") + toml_quoted(text);
  return "[" + list + "]";
}

std::vector<std::string> answers_of(const SettledQuery &query) {
  std::vector<std::string> answers;
  answers.reserve(query.answers.size());
  for (const SettledQuery::Answer &answer : query.answers)
    answers.push_back(
        fmt::format("{}: {} in {:.2f} s", answer.solver, answer.verdict, answer.seconds));
  return answers;
}

std::string query_table(const std::string &table, const SettledQuery &query) {
  if (query.text.empty() && query.sha256.empty())
    return "";
  std::string text = "\n[certification." + table + "]\n";
  text += toml_line("name", toml_quoted(query.name));
  text += toml_line("file", toml_quoted(query.file));
  text += toml_line("sha256", toml_quoted(query.sha256));
  text += toml_line("answers", list_of(answers_of(query)));
  return text;
}

std::string joined(const std::vector<std::string> &texts, const char *between) {
  std::string all;
  for (const std::string &text : texts)
    all += (all.empty() ? "" : between) + text;
  return all;
}

std::string fields_of(const ProvedFacts &proved, FieldFreedom::Kind kind) {
  std::vector<std::string> names;
  for (const FieldFreedom &field : proved.fields) {
    if (field.kind == kind)
      names.push_back(field.field);
  }
  return joined(names, ", ");
}

} // namespace

std::string to_toml(const ProvedFacts &proved) {
  const ProvedMinimum &minimum = proved.minimum;
  const ProvedRegion &region = proved.region;
  std::string text = "[certification]\n";
  text += toml_line("minimum", minimum.proved ? "true" : "false");
  text += toml_line("minimum_reason", toml_quoted(minimum.reason));
  text += toml_line("minimum_space", toml_quoted(minimum.space));
  text += toml_line("gap", std::to_string(minimum.gap));
  text += toml_line("gap_text", toml_quoted(minimum.gap_text));
  text += toml_line("region", region.proved ? "true" : "false");
  text += toml_line("region_reason", toml_quoted(region.reason));
  text += toml_line("region_space", toml_quoted(region.space));
  text += toml_line("region_conditions", list_of(region.conditions));
  if (const ShorterRun &run = proved.shorter_run; run.steps != 0) {
    text += toml_line("shorter_run", run.complete ? "true" : "false");
    text += toml_line("shorter_run_steps", std::to_string(run.steps));
    text += toml_line("shorter_run_sequences", std::to_string(run.sequences));
    text += toml_line("shorter_run_space", toml_quoted(run.space));
  }
  text += toml_line("anything_at_once", proved.anything_at_once ? "true" : "false");
  text += toml_line("seconds", fmt::format("{:.2f}", proved.seconds));
  text += query_table("smaller_query", minimum.query);
  text += query_table("region_query", region.query);
  text += query_table("fields_query", proved.fields_query);
  for (const FieldFreedom &field : proved.fields) {
    text += "\n[[certification.fields]]\n";
    text += toml_line("field", toml_quoted(field.field));
    text += toml_line("kind", toml_quoted(kind_text(field.kind)));
    text += toml_line("value", toml_quoted(field.value));
    if (field.kind == FieldFreedom::Kind::range) {
      text += toml_line("low", toml_quoted(field.low));
      text += toml_line("high", toml_quoted(field.high));
    }
  }
  return text;
}

void name_queries(ProvedFacts &proved, const std::string &counterexample_file) {
  std::string stem = counterexample_file;
  if (stem.ends_with(".toml"))
    stem.resize(stem.size() - 5);
  const bool of_sequence = proved.minimum.query.name.ends_with(" shorter");
  for (auto [query, what] :
       {std::pair(&proved.minimum.query, of_sequence ? ".shorter.smt2" : ".smaller.smt2"),
        std::pair(&proved.region.query, ".region.smt2"),
        std::pair(&proved.fields_query, ".fields.smt2")}) {
    if (!query->text.empty())
      query->file = stem + what;
  }
}

std::string shorter_run_text(const ShorterRun &run) {
  if (run.steps == 0)
    return "";
  const std::string which =
      fmt::format("{} sequences of {}", run.sequences,
                  run.steps == 1 ? "one step" : fmt::format("up to {} steps", run.steps));
  return run.complete ? fmt::format("None fails of all {}, which were run, in this space: {}",
                                    which, run.space)
                      : fmt::format("None fails of the {} that were run, not all in time, in this "
                                    "space: {}",
                                    which, run.space);
}

std::vector<std::string> sentences_of(const ProvedFacts &proved) {
  std::vector<std::string> sentences;
  const ProvedMinimum &minimum = proved.minimum;
  if (!minimum.proved) {
    sentences.push_back("The minimum is not proved: " + minimum.reason + ".");
  } else if (minimum.query.answers.empty()) {
    sentences.push_back("Nothing smaller fails, among " + minimum.space + ".");
  } else {
    sentences.push_back(fmt::format("Nothing smaller fails, among {} ({}).", minimum.space,
                                    joined(answers_of(minimum.query), ", ")));
  }
  if (minimum.gap != 0) {
    sentences.push_back(fmt::format("The minimizer's own result differed in {}: {}.", minimum.gap,
                                    minimum.gap_text));
  } else if (minimum.proved) {
    sentences.emplace_back("The minimizer found it by itself.");
  }
  if (const std::string run = shorter_run_text(proved.shorter_run); !run.empty())
    sentences.push_back(run + ".");
  const ProvedRegion &region = proved.region;
  if (region.proved) {
    sentences.push_back(fmt::format("It fails exactly if {}, among {} ({}).",
                                    joined(region.conditions, " and "), region.space,
                                    joined(answers_of(region.query), ", ")));
  } else if (!region.reason.empty()) {
    sentences.push_back("All that fails is not known in closed form: " + region.reason + ".");
  }
  const std::string anything = fields_of(proved, FieldFreedom::Kind::anything);
  if (!anything.empty()) {
    sentences.push_back(fmt::format("May be anything that the contract allows{}: {} (proved).",
                                    proved.anything_at_once ? ", all at once" : ", each alone",
                                    anything));
  }
  const std::string exactly = fields_of(proved, FieldFreedom::Kind::exactly);
  if (!exactly.empty())
    sentences.push_back(
        fmt::format("Must be exactly this, the others as they are: {} (proved).", exactly));
  for (const FieldFreedom &field : proved.fields) {
    if (field.kind == FieldFreedom::Kind::range) {
      sentences.push_back(
          fmt::format("Fails with {} from {} to {}, the others as they are (proved).", field.field,
                      field.low, field.high));
    }
  }
  return sentences;
}

} // namespace dma_verify
