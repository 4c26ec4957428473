// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/counterexample.h"

#include "harness/counterexamples/field_text.h"
#include "properties/catalogue.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace dma_verify {
namespace {

constexpr std::uintmax_t kMaxFileBytes = 1U << 20U;

// A basic string of TOML.
std::string quoted(const std::string &text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      result += fmt::format("\\u{:04X}", byte);
    } else {
      result += c;
    }
  }
  return result + "\"";
}

std::string line(std::string_view key, const std::string &value) {
  return std::string(key) + " = " + value + "\n";
}

std::string fields(const StoredScenario &scenario, FieldSection section) {
  std::string text;
  for_each_field(
      [&](const Field &field, const auto &member) {
        if (field.section != section || !field.used_by(scenario.call))
          return;
        const std::string value = field_text(member);
        const bool bare = std::is_same_v<std::remove_cvref_t<decltype(member)>, bool>;
        text += line(field.name, bare ? value : quoted(value));
      },
      scenario);
  return text;
}

std::string scenario_text(const StoredScenario &scenario, const std::string &table) {
  std::string text = "[" + table + "]\n";
  text += line("architecture", quoted(architecture_id(scenario.architecture)));
  text += line("call", quoted(std::string(to_string(scenario.call))));
  text += fields(scenario, FieldSection::arguments);
  text += fields(scenario, FieldSection::witness);
  text += "\n[" + table + ".answers]\n" + fields(scenario, FieldSection::answers);
  return text;
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
    const auto property = find_property(result.property);
    if (!property)
      return stale("property", "no such property: " + result.property);
    const auto clauses = catalogue()[*property].clauses;
    if (std::ranges::none_of(clauses, [&](const ClauseText &c) { return c.id == result.clause; })) {
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
    if (auto problem = read_scenario(catalogue()[*property].call, result.scenario))
      return *problem;
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

  std::optional<UnusableFile> read_scenario(Call call, StoredScenario &scenario) const {
    const toml::table *table = root_["scenario"].as_table();
    if (table == nullptr)
      return stale("scenario", "the table is missing");
    const toml::table *answers = (*table)["answers"].as_table();
    if (answers == nullptr)
      return stale("scenario.answers", "the table is missing");
    const auto id = (*table)["architecture"].value<std::string>();
    const auto architecture = find_architecture(id.value_or(""));
    if (!architecture)
      return wrong("scenario.architecture", "an id or alias of dma-verify list architectures");
    scenario.architecture = *architecture;
    scenario.call = call;
    if ((*table)["call"].value_or(std::string()) != to_string(call)) {
      return wrong("scenario.call",
                   "\"" + std::string(to_string(call)) + "\", as the property says");
    }

    std::optional<UnusableFile> problem;
    std::set<std::string, std::less<>> known = {"architecture", "call", "answers"};
    std::set<std::string, std::less<>> known_answers;
    for_each_field(
        [&](const Field &field, auto &member) {
          if (problem || !field.used_by(call))
            return;
          const bool answer = field.section == FieldSection::answers;
          (answer ? known_answers : known).emplace(field.name);
          const toml::table &from = answer ? *answers : *table;
          const std::string key =
              (answer ? "scenario.answers." : "scenario.") + std::string(field.name);
          const toml::node *node = from.get(field.name);
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
          if (!parse_field(value, bits_of(field.name, scenario.architecture), member, allowed)) {
            problem = wrong(key, allowed);
          }
        },
        scenario);
    if (problem)
      return problem;
    for (const auto &[key, value] : *table) {
      if (!known.contains(key.str()))
        return stale("scenario." + std::string(key.str()), "is not known");
    }
    for (const auto &[key, value] : *answers) {
      if (!known_answers.contains(key.str())) {
        return stale("scenario.answers." + std::string(key.str()), "is not known");
      }
    }
    return std::nullopt;
  }

  static unsigned bits_of(std::string_view name, const Architecture &architecture) {
    if (name == "dma_handle" || name == "map")
      return architecture.dma_bits;
    if (name == "gfp" || name == "pool_pages")
      return architecture.int_bits;
    return architecture.word_bits;
  }

  const toml::table &root_;
  std::string file_;
  std::optional<UnusableFile> problem_; // with a text
};

// FNV-1a over the file's scenario.
std::string short_hash(const std::string &text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("{:08x}", (hash ^ (hash >> 32U)) & 0xffffffffU);
}

} // namespace

std::string to_toml(const Counterexample &counterexample) {
  std::string text = "# A counterexample of dma-verify. Replay it:\n"
                     "#   dma-verify replay --subject SUBJECT THIS-FILE\n";
  text += line("format", std::to_string(kCounterexampleFormat));
  text += line("property", quoted(counterexample.property));
  text += line("clause", quoted(counterexample.clause));
  text += line("expected", quoted(counterexample.expected));
  text += line("reachable", quoted(counterexample.reachable));
  if (counterexample.finding) {
    text += "\n[finding]\n";
    text += line("id", quoted(counterexample.finding->id));
    text += line("title", quoted(counterexample.finding->title));
    text += line("judgement", quoted(counterexample.finding->judgement));
    text += line("reason", quoted(counterexample.finding->reason));
  }
  text += "\n[subject]\n";
  text += line("kind", quoted(counterexample.subject.kind));
  text += line("form", quoted(counterexample.subject.form));
  text += line("sha256", quoted(counterexample.subject.sha256));
  text += "\n" + scenario_text(counterexample.scenario, "scenario");
  text += "\n[provenance]\n";
  text += line("engine", quoted(counterexample.provenance.engine));
  text += line("seed", quoted(counterexample.provenance.seed));
  text += line("found_on", quoted(counterexample.provenance.found_on));
  text += line("version", quoted(counterexample.provenance.version));
  if (counterexample.provenance.original) {
    text += "\n# As it was found, before it was minimized.\n";
    text += scenario_text(*counterexample.provenance.original, "provenance.original");
  }
  return text;
}

std::variant<Counterexample, UnusableFile> from_toml(const std::string &text,
                                                     const std::string &file_name) {
  try {
    const toml::table root = toml::parse(text, file_name);
    return Reader(root, file_name).run();
  } catch (const toml::parse_error &error) {
    std::string what(error.description());
    std::ranges::replace(what, '\n', ' ');
    return UnusableFile{fmt::format("{}:{}: not TOML: {}", file_name, error.source().begin.line,
                                    what.substr(0, 160)),
                        false};
  }
}

std::variant<Counterexample, UnusableFile> read_counterexample(const std::filesystem::path &path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error))
    return UnusableFile{path.string() + ": no such file", false};
  if (!std::filesystem::is_regular_file(path, error))
    return UnusableFile{path.string() + ": is no regular file", false};
  if (std::filesystem::file_size(path, error) > kMaxFileBytes) {
    return UnusableFile{path.string() + ": larger than 1 MiB, not a counterexample", false};
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file)
    return UnusableFile{path.string() + ": cannot be read", false};
  return from_toml(text.str(), path.string());
}

std::string file_name_of(const Counterexample &counterexample) {
  return fmt::format("{}.{}.{}.{}.toml", counterexample.property, counterexample.clause,
                     architecture_id(counterexample.scenario.architecture),
                     short_hash(scenario_text(counterexample.scenario, "scenario")));
}

} // namespace dma_verify
