// SPDX-License-Identifier: GPL-2.0-only
// Counterexample files read back: what is wrong with one is told in one line.
#include "harness/counterexamples/files/counterexample.h"

#include "harness/counterexamples/files/certification_reader.h"
#include "harness/counterexamples/files/field_text.h"
#include "harness/results/render/text.h"
#include "harness/units/earlier_files.h"
#include "model/kernel/member.h"
#include "properties/catalogue.h"
#include "properties/sequences/sequence_properties.h"
#include "smt/process/input_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <set>
#include <vector>

namespace dma_verify {
namespace {

constexpr std::size_t kMaxFileBytes = 1U << 20U;
constexpr std::size_t kMaxDots = 200;        // in a line
constexpr std::size_t kMessageColumns = 380; // of what is said of a file

// The clauses of a property of either kind; nothing if there is no such property.
std::optional<std::span<const ClauseText>> clauses_of(const std::string &property) {
  if (const SequenceProperty *of_sequence = find_sequence_property(property))
    return of_sequence->clauses;
  if (const auto index = find_property(property))
    return catalogue()[*index].clauses;
  return std::nullopt;
}

// Reads one file; the first thing that is wrong ends it.
class Reader {
public:
  Reader(const toml::table &root, std::string file) : root_(root), file_(std::move(file)) {}

  std::variant<Counterexample, UnusableFile> run() {
    Counterexample result;
    const auto format = root_["format"].value<std::int64_t>();
    if (!format)
      return wrong("format", "the number 1");
    if (*format != kCounterexampleFormat)
      return stale("format", "this version reads format 1");
    result.property = text("property");
    result.clause = text("clause");
    result.expected = text("expected");
    if (problem_)
      return *problem_;
    const auto clauses = clauses_of(result.property);
    if (!clauses)
      return stale("property", "no such property: " + result.property);
    if (std::ranges::none_of(*clauses,
                             [&](const ClauseText &c) { return c.id == result.clause; })) {
      return stale("clause", "the property has no such clause: " + result.clause);
    }
    if (result.expected != "passed" && result.expected != "falsified") {
      return wrong("expected", "\"passed\" or \"falsified\"");
    }
    result.reachable = text("reachable");
    result.subject.kind = text("subject", "kind");
    result.subject.form = text("subject", "form");
    result.subject.sha256 = text("subject", "sha256");
    if (root_.contains("finding")) {
      FindingText finding{text("finding", "id"), text("finding", "title"),
                          text("finding", "judgement"), text("finding", "reason")};
      if (problem_)
        return *problem_;
      if (finding.judgement != "reachable" && finding.judgement != "latent" &&
          finding.judgement != "by design") {
        return wrong("finding.judgement", "\"reachable\", \"latent\" or \"by design\"");
      }
      result.finding = std::move(finding);
    }
    result.provenance.engine = text("provenance", "engine");
    result.provenance.seed = text("provenance", "seed");
    result.provenance.found_on = text("provenance", "found_on");
    result.provenance.version = text("provenance", "version");
    if (problem_)
      return *problem_;
    if (auto problem = read_run(result))
      return *problem;
    if (const toml::node *proved = root_.get("certification")) {
      result.proved.emplace();
      if (const auto problem = read_certification(*proved, *result.proved))
        return wrong(problem->key, problem->allowed);
    }
    return result;
  }

private:
  UnusableFile wrong(const std::string &key, const std::string &allowed) const {
    return {file_ + ": field " + key + ": must be " + allowed, false};
  }
  UnusableFile stale(const std::string &key, const std::string &why) const {
    return {file_ + ": field " + key + ": " + why, true};
  }

  // A text at the top or in a table; empty if it is missing. One that is no text is the file's
  // first problem.
  std::string text(std::string_view key) { return text_in(root_, "", key); }
  std::string text(std::string_view table, std::string_view key) {
    const toml::node *node = root_.get(table);
    if (node == nullptr)
      return "";
    if (node->as_table() != nullptr)
      return text_in(*node->as_table(), std::string(table) + ".", key);
    note_wrong(std::string(table), "a table");
    return "";
  }
  std::string text_in(const toml::table &table, const std::string &prefix, std::string_view key) {
    const toml::node *node = table.get(key);
    if (node == nullptr)
      return "";
    if (node->is_string())
      return node->value_or(std::string());
    note_wrong(prefix + std::string(key), "a text");
    return "";
  }
  void note_wrong(const std::string &key, const std::string &allowed) {
    if (!problem_)
      problem_ = wrong(key, allowed);
  }

  std::optional<UnusableFile> read_run(Counterexample &result) const {
    if (const auto property = find_property(result.property)) {
      return read_scenario(root_["scenario"].as_table(), "scenario", catalogue()[*property].call,
                           "as the property says", result.scenario);
    }
    const toml::table *sequence = root_["sequence"].as_table();
    if (sequence == nullptr)
      return stale("sequence", "the table is missing");
    Architecture architecture;
    if (auto problem = read_architecture(*sequence, "sequence", architecture))
      return problem;
    const toml::array *steps = root_["steps"].as_array();
    if (steps == nullptr || steps->empty())
      return stale("steps", "is missing");
    for (std::size_t i = 0; i < steps->size(); ++i) {
      const std::string key = fmt::format("steps[{}]", i);
      const toml::table *step = steps->get(i)->as_table();
      if (step == nullptr)
        return wrong(key, "a table");
      world::Event event;
      event.scenario.architecture = architecture;
      if (auto problem = read_step(*step, key, event))
        return problem;
      if (event.scenario.architecture != architecture)
        return wrong(key + ".scenario.architecture", "that of the sequence");
      result.steps.push_back(event);
    }
    result.scenario = hardest_call_of(result.steps);
    result.scenario.architecture = architecture;
    return std::nullopt;
  }

  std::optional<UnusableFile> read_step(const toml::table &table, const std::string &key,
                                        world::Event &event) const {
    using world::Action;
    const auto action = world::action_from(table["action"].value_or(std::string()));
    if (!action)
      return wrong(key + ".action", "alloc_pages, free_pages, get_sgtable, mmap, munmap, "
                                    "sync_for_cpu, alloc_coherent or free_coherent");
    event.action = *action;
    std::set<std::string, std::less<>> known = {"action", "device", "buffer", "scenario"};
    for (auto [name, number] :
         {std::pair("device", &event.device), std::pair("buffer", &event.buffer)}) {
      const auto value = table[name].value<std::int64_t>();
      if (!value || *value < 0 || *value > kMaxNumber)
        return wrong(key + "." + name, fmt::format("a number from 0 to {}", kMaxNumber));
      *number = static_cast<unsigned>(*value);
    }
    const auto read_word = [&](const char *name, std::uint64_t &word) {
      known.emplace(name);
      std::string allowed;
      return parse_word(table[name].value_or(std::string()), 64, word, allowed)
                 ? std::optional<UnusableFile>()
                 : wrong(key + "." + name, allowed);
    };
    std::optional<UnusableFile> problem;
    if (*action == Action::alloc_coherent) {
      problem = read_word("bytes", event.bytes);
      if (!problem)
        problem = read_word("frame", event.frame);
    } else if (*action == Action::map_to_user) {
      problem = read_word("protection", event.protection);
    } else if (*action == Action::sync_for_cpu) {
      known.emplace("device_writes");
      const auto writes = table["device_writes"].value_exact<bool>();
      if (!writes)
        problem = wrong(key + ".device_writes", "true or false");
      event.device_writes = writes.value_or(false);
    }
    if (problem)
      return problem;
    for (const auto &[name, value] : table) {
      if (!known.contains(name.str()))
        return stale(key + "." + std::string(name.str()), "is not known");
    }
    if (const auto call = world::call_of(*action)) {
      return read_scenario(table["scenario"].as_table(), key + ".scenario", *call,
                           "as the action says", event.scenario);
    }
    if (table.contains("scenario"))
      return stale(key + ".scenario", "is not known");
    return std::nullopt;
  }

  std::optional<UnusableFile> read_architecture(const toml::table &table, const std::string &key,
                                                Architecture &architecture) const {
    const auto id = table["architecture"].value<std::string>();
    const auto found = find_architecture(id.value_or(""));
    if (!found)
      return wrong(key + ".architecture", "an id or alias of dma-verify list architectures");
    architecture = *found;
    return std::nullopt;
  }

  std::optional<UnusableFile> read_scenario(const toml::table *table, const std::string &place,
                                            HelperId call, const std::string &why,
                                            StoredScenario &scenario) const {
    if (table == nullptr)
      return stale(place, "the table is missing");
    const toml::table *answers = (*table)["answers"].as_table();
    if (answers == nullptr)
      return stale(place + ".answers", "the table is missing");
    if (auto problem = read_architecture(*table, place, scenario.architecture))
      return problem;
    scenario.call = call;
    if ((*table)["call"].value_or(std::string()) != to_string(call))
      return wrong(place + ".call", "\"" + std::string(to_string(call)) + "\", " + why);

    std::optional<UnusableFile> problem;
    std::set<std::string, std::less<>> known = {"architecture", "call", "answers"};
    std::set<std::string, std::less<>> known_answers;
    std::set<std::string, std::less<>> missing; // in files of earlier versions
    for_each_field(
        [&](const Field &field, auto &member) {
          if (problem || !field.used_by(call))
            return;
          const bool answer = field.section == FieldSection::answers;
          (answer ? known_answers : known).emplace(field.name);
          const toml::table &from = answer ? *answers : *table;
          const std::string key = place + (answer ? ".answers." : ".") + std::string(field.name);
          const toml::node *node = from.get(field.name);
          if (node == nullptr && field.later) {
            missing.emplace(field.name);
            return;
          }
          if (node == nullptr) {
            problem = stale(key, "is missing");
            return;
          }
          std::string value = node->value_or(std::string());
          if (const auto flag = node->value_exact<bool>())
            value = *flag ? "true" : "false";
          if (const auto number = node->value_exact<std::int64_t>())
            value = std::to_string(*number);
          std::string allowed;
          if (!parse_field(value, width_of(member, scenario.architecture), member, allowed)) {
            problem = wrong(key, allowed);
          }
        },
        scenario);
    if (problem)
      return problem;
    StoredScenario completed = scenario;
    complete_earlier(completed);
    for_each_field(
        [&](const Field &field, auto &member, const auto &computed) {
          if (missing.contains(field.name))
            member = computed;
        },
        scenario, completed);
    for (const auto &[key, value] : *table) {
      if (!known.contains(key.str()))
        return stale(place + "." + std::string(key.str()), "is not known");
    }
    for (const auto &[key, value] : *answers) {
      if (!known_answers.contains(key.str())) {
        return stale(place + ".answers." + std::string(key.str()), "is not known");
      }
    }
    return std::nullopt;
  }

  static constexpr std::int64_t kMaxNumber = 1'000'000; // of a device or buffer

  const toml::table &root_;
  std::string file_;
  std::optional<UnusableFile> problem_; // with a text
};

// Nested tables are read and released by recursion, and only the depth of values has a limit in the
// parser: a line of dots is a key as deep. The first such line, from 1; 0 if there is none.
std::size_t line_too_deep(const std::string &text) {
  std::size_t line = 1;
  std::size_t dots = 0;
  for (const char c : text) {
    if (c == '\n') {
      ++line;
      dots = 0;
    } else if (c == '.' && ++dots > kMaxDots) {
      return line;
    }
  }
  return 0;
}

UnusableFile not_toml(const std::string &file, std::size_t line, std::string_view what) {
  return {fmt::format("{}:{}: not TOML: {}", file, line, what), false};
}

std::variant<Counterexample, UnusableFile> parsed(const std::string &text,
                                                  const std::string &file) {
  if (const std::size_t line = line_too_deep(text); line != 0)
    return not_toml(file, line, fmt::format("more than {} dots in a line", kMaxDots));
  try {
    const toml::table root = toml::parse(text, file);
    return Reader(root, file).run();
  } catch (const toml::parse_error &error) {
    return not_toml(file, error.source().begin.line, error.description());
  }
}

} // namespace

std::variant<Counterexample, UnusableFile> from_toml(const std::string &text,
                                                     const std::string &file_name) {
  auto read = parsed(text, file_name);
  if (auto *unusable = std::get_if<UnusableFile>(&read))
    unusable->message = elided(printable(unusable->message), kMessageColumns);
  return read;
}

std::variant<Counterexample, UnusableFile> read_counterexample(const std::filesystem::path &path) {
  const auto read = process::read_input_file(path, kMaxFileBytes);
  if (const auto *unreadable = std::get_if<process::UnreadableFile>(&read))
    return UnusableFile{printable(path.string() + ": " + unreadable->why), false};
  return from_toml(std::get<std::string>(read), path.string());
}

} // namespace dma_verify
