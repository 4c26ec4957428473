// SPDX-License-Identifier: GPL-2.0-only
// Counterexample files: they keep every value, and whatever else a file holds is told in one line.
#include "harness/counterexamples/files/counterexample.h"

#include "harness/counterexamples/arbitrary.h"
#include "harness/counterexamples/files/field_text.h"
#include "harness/develop/testing/folder.h"
#include "harness/units/earlier_files.h"
#include "model/words/architecture.h"
#include "properties/catalogue.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace dma_verify {
namespace {

using testing::Folder;

const std::vector<HelperId> kCalls = all_helpers();

// Some property of the call.
const PropertyText &property_of(HelperId call) {
  for (const PropertyText &property : catalogue()) {
    if (property.call == call)
      return property;
  }
  throw std::logic_error("no property of this call");
}

Counterexample counterexample_of(const StoredScenario &scenario) {
  const PropertyText &property = property_of(scenario.call);
  Counterexample counterexample;
  counterexample.property = std::string(property.id);
  counterexample.clause = std::string(property.clauses.front().id);
  counterexample.reachable = "from mmap(2): \"quoted\" \\ and more";
  counterexample.subject.kind = "c";
  counterexample.subject.form = "6.12";
  counterexample.subject.sha256 = "0011aabb";
  counterexample.scenario = scenario;
  counterexample.provenance.engine = "random";
  counterexample.provenance.seed = "0xffffffffffffffff";
  counterexample.provenance.found_on = "mutant x";
  counterexample.provenance.version = "0.1";
  return counterexample;
}

Counterexample sample(HelperId call, std::uint64_t seed = 1) {
  arbitrary::Source source(seed);
  return counterexample_of(arbitrary::scenario(source, call, find_architecture("x86_64").value()));
}

// Names of the fields, used by the call, in which they are not the same.
std::set<std::string> different_fields(const StoredScenario &a, const StoredScenario &b) {
  std::set<std::string> names;
  for_each_field(
      [&](const Field &field, const auto &one, const auto &other) {
        if (field.used_by(a.call) && field_text(one) != field_text(other))
          names.emplace(field.name);
      },
      a, b);
  return names;
}

Counterexample read(const std::string &text) {
  auto result = from_toml(text, "x.toml");
  if (const auto *unusable = std::get_if<UnusableFile>(&result))
    throw std::runtime_error(unusable->message);
  return std::get<Counterexample>(std::move(result));
}

// What is said of a text that cannot be used; throws if it can.
UnusableFile refusal(const std::string &text) {
  auto result = from_toml(text, "x.toml");
  if (std::holds_alternative<Counterexample>(result))
    throw std::runtime_error("the text was accepted:\n" + text);
  return std::get<UnusableFile>(std::move(result));
}

bool is_one_line_of(const std::string &message, const std::string &file) {
  return message.starts_with(file) && message.find('\n') == std::string::npos &&
         message.size() < 400;
}

std::vector<std::string> lines_of(const std::string &text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

std::string joined(const std::vector<std::string> &lines) {
  std::string text;
  for (const std::string &line : lines)
    text += line + "\n";
  return text;
}

// A key without the quotes of one that has a dot.
std::string bare(std::string key) {
  std::erase(key, '"');
  return key;
}

// The lines `key = value`, with the tables that they stand in.
struct KeyLine {
  std::size_t index = 0; // of the line
  std::string key;       // "scenario.answers.map"
  std::string value;
};
std::vector<KeyLine> key_lines(const std::vector<std::string> &lines) {
  std::vector<KeyLine> found;
  std::string table;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string &line = lines[i];
    if (line.starts_with("["))
      table = line.substr(1, line.size() - 2) + ".";
    const std::size_t equals = line.find(" = ");
    if (equals != std::string::npos && !line.starts_with("#"))
      found.push_back({i, table + bare(line.substr(0, equals)), line.substr(equals + 3)});
  }
  return found;
}

// Each call, on an architecture of each width.
template <class Check> void for_each_kind(const Check &check) {
  for (const char *id : {"64-64-64-12", "64-64-64-18", "32-32-32-12", "32-64-64-14", "32-32-64-13",
                         "64-64-64-12-nommu"}) {
    const auto architecture = find_architecture(id);
    REQUIRE(architecture);
    for (const HelperId call : kCalls)
      check(call, *architecture);
  }
}

TEST_CASE("a file keeps every field of its scenario, whatever its values") {
  arbitrary::Source source(17);
  for_each_kind([&](HelperId call, const Architecture &architecture) {
    for (int i = 0; i < 20; ++i) {
      const Counterexample written =
          counterexample_of(arbitrary::scenario(source, call, architecture));
      const std::string text = to_toml(written);
      CAPTURE(text);
      const Counterexample again = read(text);
      CHECK(again.scenario.call == call);
      CHECK(again.scenario.architecture == architecture);
      CHECK(different_fields(written.scenario, again.scenario).empty());
      CHECK(to_toml(again) == text);
    }
  });
}

// Whether files of earlier versions do not name the field.
bool is_later(std::string_view key, HelperId call) {
  StoredScenario any;
  any.call = call;
  bool later = false;
  for_each_field(
      [&](const Field &field, const auto &) {
        later = later || (field.later && key == "scenario.answers." + std::string(field.name));
      },
      any);
  return later;
}

// The text without these fields.
std::string as_earlier(const std::string &text, HelperId call) {
  std::string shorter;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    const std::string key = bare(line.substr(0, line.find(" = ")));
    shorter += is_later("scenario.answers." + key, call) ? "" : line + "\n";
  }
  return shorter;
}

TEST_CASE("a file that does not name what a device can reach gets what was computed") {
  StoredScenario scenario;
  scenario.architecture = find_architecture("x86_64").value();
  scenario.call = ops_helpers::Helper::alloc_pages;
  scenario.size.word = Bits<64>(0x1000);
  scenario.gfp = Bits<32>(kGfpKernel);
  scenario.dma_handle.word = Bits<64>(0x3000);
  const std::string text = to_toml(counterexample_of(scenario));
  const StoredScenario earlier = read(as_earlier(text, scenario.call)).scenario;
  const std::set<std::string> computed = {"bus_dma_limit", "coherent_dma_mask", "dma_coherent"};
  CHECK(different_fields(scenario, earlier) == computed);
  CHECK(earlier.coherent_dma_mask.word.value() == 0xff'ffff);
  CHECK(earlier.bus_dma_limit.word.value() == 0xffff'ffff);
  CHECK(earlier.has_dma_mask);
  CHECK(earlier.dma_coherent);
}

TEST_CASE("what an earlier file names is kept, what it does not is computed") {
  for_each_kind([](HelperId call, const Architecture &architecture) {
    arbitrary::Source source(23);
    const Counterexample written =
        counterexample_of(arbitrary::scenario(source, call, architecture));
    StoredScenario expected = written.scenario;
    complete_earlier(expected);
    CHECK(different_fields(read(as_earlier(to_toml(written), call)).scenario, expected).empty());
  });
}

TEST_CASE("each field that a call reads stands in its file") {
  for_each_kind([](HelperId call, const Architecture &architecture) {
    arbitrary::Source source(3);
    const StoredScenario first = arbitrary::scenario(source, call, architecture);
    const std::string text = to_toml(counterexample_of(first));
    for_each_field(
        [&](const Field &field, const auto &) {
          if (!field.used_by(call))
            return;
          CAPTURE(std::string(field.name));
          // Another value of this field alone gives another file, and comes back.
          StoredScenario second = first;
          for (int i = 0; i < 100 && different_fields(first, second).empty(); ++i) {
            for_each_field(
                [&](const Field &other, auto &member) {
                  if (other.name == field.name)
                    arbitrary::fill(source, width_of(member, architecture), member);
                },
                second);
          }
          const std::set<std::string> changed = {std::string(field.name)};
          REQUIRE(different_fields(first, second) == changed);
          CHECK(to_toml(counterexample_of(second)) != text);
          CHECK(different_fields(first, read(to_toml(counterexample_of(second))).scenario) ==
                changed);
        },
        first);
  });
}

TEST_CASE("a file keeps what is said beside the scenario") {
  Counterexample written = sample(ops_helpers::Helper::mmap);
  written.expected = "falsified";
  written.finding = FindingText{"W1", "a \"title\"", "by design", "a reason"};
  const Counterexample again = read(to_toml(written));
  CHECK(again.property == written.property);
  CHECK(again.clause == written.clause);
  CHECK(again.expected == "falsified");
  CHECK(again.reachable == written.reachable);
  CHECK(again.subject.kind == "c");
  CHECK(again.subject.form == "6.12");
  CHECK(again.subject.sha256 == "0011aabb");
  REQUIRE(again.finding);
  CHECK(again.finding->id == "W1");
  CHECK(again.finding->title == "a \"title\"");
  CHECK(again.finding->judgement == "by design");
  CHECK(again.finding->reason == "a reason");
  CHECK(again.provenance.engine == "random");
  CHECK(again.provenance.seed == "0xffffffffffffffff");
  CHECK(again.provenance.found_on == "mutant x");
  CHECK(again.provenance.version == "0.1");
}

TEST_CASE("text is kept as it is, control characters and all") {
  Counterexample written = sample(ops_helpers::Helper::mmap);
  for (int c = 1; c < 0x80; ++c)
    written.reachable += static_cast<char>(c);
  written.reachable += "caf\xc3\xa9 \xf0\x9f\x98\x80";
  CHECK(read(to_toml(written)).reachable == written.reachable);
}

TEST_CASE("the scenario as it was found is shown and not read back") {
  Counterexample written = sample(ops_helpers::Helper::mmap);
  written.provenance.original = sample(ops_helpers::Helper::mmap, 2).scenario;
  const std::string text = to_toml(written);
  CHECK(text.find("\n[provenance.original]\n") != std::string::npos);
  CHECK(text.find("\n[provenance.original.answers]\n") != std::string::npos);
  CHECK(different_fields(read(text).scenario, written.scenario).empty());
}

TEST_CASE("words are hexadecimal strings, since TOML's integers end at 2^63") {
  for (const HelperId call : kCalls) {
    for (const KeyLine &line : key_lines(lines_of(to_toml(sample(call))))) {
      CAPTURE(line.key);
      if (line.key == "format") {
        CHECK(line.value == "1");
      } else if (line.value != "true" && line.value != "false") {
        CHECK(line.value.starts_with("\""));
        CHECK(line.value.ends_with("\""));
      }
    }
  }
  Counterexample written = sample(ops_helpers::Helper::mmap);
  written.scenario.vma.vm_pgoff = WidestMachine::PageCount(Bits<64>(~std::uint64_t{0}));
  CHECK(to_toml(written).find("\nvm_pgoff = \"0xffffffffffffffff\"\n") != std::string::npos);
  CHECK(read(to_toml(written)).scenario.vma.vm_pgoff.word.value() == ~std::uint64_t{0});
}

TEST_CASE("statuses are written by the names of their errors") {
  Counterexample written = sample(ops_helpers::Helper::mmap);
  written.scenario.remap_status = -kEnxio;
  CHECK(to_toml(written).find("\nremap_pfn_range = \"-ENXIO\"\n") != std::string::npos);
  for (int status = -4095; status <= 4095; ++status)
    REQUIRE(parse_status(status_text(status)) == status);
}

TEST_CASE("a file without one of its fields is stale, and the field is named") {
  for (const HelperId call : kCalls) {
    const auto lines = lines_of(to_toml(sample(call)));
    for (const KeyLine &line : key_lines(lines)) {
      if (!line.key.starts_with("scenario."))
        continue;
      CAPTURE(line.key);
      auto fewer = lines;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(line.index));
      if (is_later(line.key, call)) {
        CHECK_NOTHROW((void)read(joined(fewer)));
        continue;
      }
      const UnusableFile unusable = refusal(joined(fewer));
      CHECK(is_one_line_of(unusable.message, "x.toml: field " + line.key + ": "));
      CHECK(unusable.stale == (line.key != "scenario.architecture" && line.key != "scenario.call"));
    }
  }
}

TEST_CASE("a field that this version does not know makes the file stale") {
  const std::string text = to_toml(sample(ops_helpers::Helper::alloc_pages));
  const auto with_line = [&](const std::string &table, const std::string &line) {
    auto lines = lines_of(text);
    const auto at = std::ranges::find(lines, "[" + table + "]");
    REQUIRE(at != lines.end());
    lines.insert(at + 1, line);
    return refusal(joined(lines));
  };
  const UnusableFile argument = with_line("scenario", "colour = \"red\"");
  CHECK(argument.stale);
  CHECK(argument.message == "x.toml: field scenario.colour: is not known");
  // A field of another call.
  const UnusableFile other = with_line("scenario", "vm_pgoff = \"0x0\"");
  CHECK(other.stale);
  CHECK(other.message == "x.toml: field scenario.vm_pgoff: is not known");
  const UnusableFile answer = with_line("scenario.answers", "weather = true");
  CHECK(answer.stale);
  CHECK(answer.message == "x.toml: field scenario.answers.weather: is not known");
  // Keys elsewhere are for other readers.
  auto lines = lines_of(text);
  lines.insert(std::ranges::find(lines, "[provenance]") + 1, "mood = 3");
  CHECK_NOTHROW(read(joined(lines)));
}

TEST_CASE("a property, clause or format of another version makes the file stale") {
  const Counterexample good = sample(ops_helpers::Helper::mmap);
  Counterexample changed = good;
  changed.property = "offset-bounds.gone";
  CHECK(refusal(to_toml(changed)).stale);
  CHECK(refusal(to_toml(changed)).message ==
        "x.toml: field property: no such property: offset-bounds.gone");
  changed = good;
  changed.clause = "gone";
  CHECK(refusal(to_toml(changed)).stale);
  CHECK(refusal(to_toml(changed)).message.starts_with("x.toml: field clause: "));
  std::string text = to_toml(good);
  text.replace(text.find("format = 1"), 10, "format = 2");
  CHECK(refusal(text).stale);
  CHECK(refusal(text).message.starts_with("x.toml: field format: "));
}

TEST_CASE("a value of the wrong kind is refused with the field and what is allowed") {
  // None is a value of any field of a scenario.
  const std::vector<std::string> bad = {"\"\"",
                                        "\"0x\"",
                                        "\"-1x\"",
                                        "\"0x1g\"",
                                        "\"0x10000000000000000\"",
                                        "\" 0x1\"",
                                        "\"0x-1\"",
                                        "\"0X1\"",
                                        "1.5",
                                        "[]",
                                        "[1]",
                                        "{ a = 1 }",
                                        "1979-05-27",
                                        "9223372036854775807",
                                        "\"caf\xc3\xa9\"",
                                        "\"a\\nb\"",
                                        "\"\\u0000\"",
                                        "\"TRUE\"",
                                        "nan",
                                        "-4096"};
  for (const HelperId call : kCalls) {
    const auto lines = lines_of(to_toml(sample(call)));
    for (const KeyLine &line : key_lines(lines)) {
      if (!line.key.starts_with("scenario."))
        continue;
      for (const std::string &value : bad) {
        CAPTURE(line.key);
        CAPTURE(value);
        auto changed = lines;
        changed[line.index].replace(changed[line.index].find(" = ") + 3, std::string::npos, value);
        const UnusableFile unusable = refusal(joined(changed));
        CHECK(is_one_line_of(unusable.message, "x.toml: field " + line.key + ": must be "));
        CHECK_FALSE(unusable.stale);
      }
    }
  }
}

TEST_CASE("a word must fit its type on the file's architecture") {
  const auto refused = [](const std::string &architecture, const std::string &field,
                          const std::string &value) {
    arbitrary::Source source(5);
    const HelperId call = field == "map" || field == "gfp" ? ops_helpers::Helper::alloc_pages
                                                           : ops_helpers::Helper::mmap;
    auto lines = lines_of(to_toml(counterexample_of(
        arbitrary::scenario(source, call, find_architecture(architecture).value()))));
    for (const KeyLine &line : key_lines(lines)) {
      if (line.key == "scenario." + field || line.key == "scenario.answers." + field)
        lines[line.index] = std::string(field).append(" = \"").append(value).append("\"");
    }
    return std::holds_alternative<UnusableFile>(from_toml(joined(lines), "x.toml"));
  };
  CHECK_FALSE(refused("32-32-32-12", "size", "0xffffffff"));
  CHECK(refused("32-32-32-12", "size", "0x100000000"));
  CHECK_FALSE(refused("64-64-64-12", "size", "0x100000000"));
  CHECK(refused("32-32-32-12", "map", "0x100000000"));
  CHECK_FALSE(refused("32-32-64-12", "map", "0x100000000")); // a wide dma_addr_t
  CHECK(refused("64-64-64-12", "gfp", "0x100000000"));       // unsigned int
}

TEST_CASE("what is said of a file must be one of the words that there are") {
  const auto with_value = [](const std::string &key, const std::string &value) {
    Counterexample counterexample = sample(ops_helpers::Helper::mmap);
    counterexample.finding = FindingText{"W1", "t", "latent", "r"};
    auto lines = lines_of(to_toml(counterexample));
    for (const KeyLine &line : key_lines(lines)) {
      if (line.key == key)
        lines[line.index] = key.substr(key.find_last_of('.') + 1) + " = " + value;
    }
    return refusal(joined(lines)).message;
  };
  CHECK(with_value("format", "\"1\"") == "x.toml: field format: must be the number 1");
  CHECK(with_value("expected", "\"maybe\"") ==
        "x.toml: field expected: must be \"passed\" or \"falsified\"");
  CHECK(with_value("expected", "1").starts_with("x.toml: field expected: "));
  CHECK(with_value("property", "[1]").starts_with("x.toml: field property: "));
  CHECK(with_value("finding.judgement", "\"bad\"").starts_with("x.toml: field finding.judgement"));
  CHECK(with_value("scenario.call", "\"free_pages\"") ==
        "x.toml: field scenario.call: must be \"" +
            std::string(to_string(ops_helpers::Helper::mmap)) + "\", as the property says");
  CHECK(with_value("scenario.architecture", "\"pdp-11\"")
            .starts_with("x.toml: field scenario.architecture: "));
  CHECK(with_value("reachable", "7").starts_with("x.toml: field reachable: "));
  CHECK(with_value("subject.kind", "[]").starts_with("x.toml: field subject.kind: "));
  CHECK(with_value("provenance.seed", "1").starts_with("x.toml: field provenance.seed: "));
}

TEST_CASE("a table that is none is refused") {
  for (const char *table : {"scenario", "subject", "provenance", "finding"}) {
    auto lines = lines_of(to_toml(sample(ops_helpers::Helper::free_pages)));
    std::erase_if(lines, [](const std::string &line) { return line.starts_with("#"); });
    // The table's lines go; a number stands in its place, before all tables.
    std::vector<std::string> fewer;
    bool skipping = false;
    for (const std::string &line : lines) {
      if (line.starts_with("["))
        skipping = line == "[" + std::string(table) + "]" ||
                   line.starts_with("[" + std::string(table) + ".");
      if (!skipping)
        fewer.push_back(line);
    }
    fewer.insert(fewer.begin(), std::string(table) + " = 3");
    CAPTURE(joined(fewer));
    CHECK(is_one_line_of(refusal(joined(fewer)).message, std::string("x.toml: field ") + table));
  }
}

TEST_CASE("a file that was cut short anywhere is refused in one line, or misses nothing") {
  for (const HelperId call : {ops_helpers::Helper::mmap, ops_helpers::Helper::alloc_pages}) {
    const Counterexample whole = sample(call);
    const std::string text = to_toml(whole);
    for (std::size_t length = 0; length < text.size(); ++length) {
      CAPTURE(length);
      auto result = from_toml(text.substr(0, length), "x.toml");
      if (const auto *unusable = std::get_if<UnusableFile>(&result)) {
        REQUIRE(is_one_line_of(unusable->message, "x.toml"));
        continue;
      }
      const auto &read = std::get<Counterexample>(result);
      REQUIRE(different_fields(read.scenario, whole.scenario).empty());
    }
  }
}

TEST_CASE("bytes changed at random are refused in one line, or read") {
  arbitrary::Source source(23);
  const std::string text = to_toml(sample(ops_helpers::Helper::mmap));
  unsigned refused = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string changed = text;
    for (std::uint64_t n = 0; n <= source.word(2); ++n)
      changed[source.word(32) % changed.size()] = static_cast<char>(source.word(8));
    auto result = from_toml(changed, "x.toml");
    if (const auto *unusable = std::get_if<UnusableFile>(&result)) {
      ++refused;
      CAPTURE(changed);
      REQUIRE(is_one_line_of(unusable->message, "x.toml"));
    }
  }
  CHECK(refused > 1000);
}

TEST_CASE("what is not TOML is refused in one line with its place") {
  const std::vector<std::string> texts = {
      "\xff\xfe",
      std::string(100, '\0'),
      "x",
      "a = 1\na = 2\n",
      "[a]\n[a]\n",
      "\"\"\"never ends",
      std::string(100'000, '['),
      "x = " + std::string(100'000, '[') + "\n",
      "x = " + std::string(50'000, '{') + "\n",
      "x = \"" + std::string(500'000, 'y'),
      "\r",
  };
  for (const std::string &text : texts) {
    CAPTURE(text.substr(0, 40));
    CHECK(is_one_line_of(refusal(text).message, "x.toml:"));
    CHECK_FALSE(refusal(text).stale);
  }
  CHECK(refusal("format = 1\nx\n").message.starts_with("x.toml:2: not TOML: "));
  CHECK(is_one_line_of(refusal("").message, "x.toml: field format: "));
}

TEST_CASE("files that are none are refused in one line that names them") {
  const Folder folder;
  const auto message = [&](const std::filesystem::path &path) {
    auto result = read_counterexample(path);
    REQUIRE(std::holds_alternative<UnusableFile>(result));
    CHECK_FALSE(std::get<UnusableFile>(result).stale);
    CHECK(is_one_line_of(std::get<UnusableFile>(result).message, path.string() + ": "));
    return std::get<UnusableFile>(result).message.substr(path.string().size() + 2);
  };
  CHECK(message(folder.path() / "none.toml") == "no such file");
  CHECK(message(folder.path()) == "is no regular file");
  CHECK(message("/dev/zero") == "is no regular file");
  CHECK(message(folder.write("large.toml", std::string((1U << 20U) + 1, '#'))) ==
        "larger than 1 MiB");
  CHECK(message(folder.write("empty.toml", "")).starts_with("field format"));
  std::filesystem::create_symlink("loop.toml", folder.path() / "loop.toml");
  CHECK(message(folder.path() / "loop.toml") ==
        "cannot be read (Too many levels of symbolic links)");
}

TEST_CASE("a file on disk is read as it was written") {
  const Folder folder;
  const Counterexample written = sample(ops_helpers::Helper::free_pages);
  auto result = read_counterexample(folder.write("a b/\xc3\xa9.toml", to_toml(written)));
  REQUIRE(std::holds_alternative<Counterexample>(result));
  CHECK(to_toml(std::get<Counterexample>(result)) == to_toml(written));
}

// A step of each action, with arbitrary values in those that have some.
Counterexample sample_of_sequence(std::uint64_t seed = 1) {
  const Architecture architecture = find_architecture("x86_64").value();
  arbitrary::Source source(seed);
  Counterexample counterexample = sample(ops_helpers::Helper::mmap, seed);
  counterexample.property = "sequence.reach";
  counterexample.clause = "device";
  for (std::size_t i = 0; i < world::kActionCount; ++i) {
    world::Event step;
    step.action = static_cast<world::Action>(i);
    step.device = static_cast<unsigned>(source.word(4));
    step.buffer = static_cast<unsigned>(source.word(8));
    step.scenario.architecture = architecture;
    if (const auto call = world::call_of(step.action))
      step.scenario = arbitrary::scenario(source, *call, architecture);
    if (step.action == world::Action::alloc_coherent) {
      step.bytes = source.word(64);
      step.frame = source.word(64);
    }
    if (step.action == world::Action::map_to_user)
      step.protection = source.word(64);
    step.device_writes = step.action == world::Action::sync_for_cpu && source.word(1) == 1;
    counterexample.steps.push_back(step);
  }
  counterexample.scenario = hardest_call_of(counterexample.steps);
  return counterexample;
}

TEST_CASE("a file keeps every step of a sequence") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Counterexample written = sample_of_sequence(seed);
    const auto read = from_toml(to_toml(written), "file");
    REQUIRE(std::holds_alternative<Counterexample>(read));
    const auto &again = std::get<Counterexample>(read);
    REQUIRE(again.steps.size() == written.steps.size());
    for (std::size_t i = 0; i < written.steps.size(); ++i) {
      const world::Event &a = written.steps[i];
      const world::Event &b = again.steps[i];
      CHECK(a.action == b.action);
      CHECK(a.device == b.device);
      CHECK(a.buffer == b.buffer);
      CHECK(a.bytes == b.bytes);
      CHECK(a.frame == b.frame);
      CHECK(a.protection == b.protection);
      CHECK(a.device_writes == b.device_writes);
      CHECK(a.scenario.architecture == b.scenario.architecture);
      if (world::call_of(a.action)) {
        CHECK(a.scenario.call == b.scenario.call);
        CHECK(different_fields(a.scenario, b.scenario).empty());
      }
    }
    CHECK(again.scenario.call == written.scenario.call);
    CHECK(different_fields(again.scenario, written.scenario).empty());
    CHECK(to_toml(again) == to_toml(written));
  }
}

TEST_CASE("what is wrong with a step is told with its number") {
  const auto message_of = [](const std::string &from, const std::string &to) {
    std::string text = to_toml(sample_of_sequence());
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    const auto read = from_toml(text, "file");
    REQUIRE(std::holds_alternative<UnusableFile>(read));
    return std::get<UnusableFile>(read).message;
  };
  const auto tells = [&](const std::string &from, const std::string &to, const std::string &what) {
    const std::string message = message_of(from, to);
    INFO(message);
    CHECK(message.find("file: field " + what) == 0);
    CHECK(message.find('\n') == std::string::npos);
  };
  tells("action = \"munmap\"", "action = \"fly\"", "steps[4].action: must be alloc_pages, ");
  tells("action = \"munmap\"", "action = \"mmap\"", "steps[4].protection: must be");
  tells("action = \"munmap\"", "action = \"munmap\"\nspeed = 1", "steps[4].speed: is not known");
  tells("action = \"free_pages\"", "action = \"alloc_pages\"",
        "steps[1].scenario.call: must be \"alloc_pages\", as the action says");
  tells("device = ", "device = -", "steps[0].device: must be a number from 0");
  tells("buffer = ", "buffer = 1.", "steps[0].buffer: must be a number from 0");
  tells("device_writes = ", "device_writes = 1 # ",
        "steps[5].device_writes: must be true or false");
  tells("\nframe = \"", "\nframe = \"x", "steps[6].frame: must be");
  tells("[steps.scenario.answers]", "[steps.scenario.questions]",
        "steps[0].scenario.answers: the table is missing");
  tells("[sequence]", "[music]", "sequence: the table is missing");
  tells("[sequence]\narchitecture = \"64-64-64-12", "[sequence]\narchitecture = \"64-64-64-99",
        "sequence.architecture: must be");
  tells("[sequence]\narchitecture = \"64-64-64-12", "[sequence]\narchitecture = \"64-64-64-13",
        "steps[0].scenario.architecture: must be that of the sequence");
}

TEST_CASE("a sequence needs steps, and a call's property a call") {
  Counterexample none = sample_of_sequence();
  const std::string text = to_toml(none);
  const std::size_t steps = text.find("[[steps]]");
  const std::size_t provenance = text.find("[provenance]");
  auto read = from_toml(text.substr(0, steps) + text.substr(provenance), "file");
  REQUIRE(std::holds_alternative<UnusableFile>(read));
  CHECK(std::get<UnusableFile>(read).message == "file: field steps: is missing");
  CHECK(std::get<UnusableFile>(read).stale);

  none.property = property_of(ops_helpers::Helper::mmap).id;
  none.clause = property_of(ops_helpers::Helper::mmap).clauses.front().id;
  read = from_toml(to_toml(none), "file");
  REQUIRE(std::holds_alternative<UnusableFile>(read));
  CHECK(std::get<UnusableFile>(read).message == "file: field scenario: the table is missing");
}

TEST_CASE("different sequences have different file names") {
  const Counterexample one = sample_of_sequence(1);
  Counterexample other = one;
  CHECK(file_name_of(one) == file_name_of(other));
  CHECK(file_name_of(one).find("sequence.reach.device.64-64-64-12.") == 0);
  other.steps.front().device += 1;
  CHECK(file_name_of(one) != file_name_of(other));
}

TEST_CASE("different scenarios have different file names, the same have the same") {
  arbitrary::Source source(29);
  std::map<std::string, std::string> names;
  for (int i = 0; i < 300; ++i) {
    const Counterexample counterexample = counterexample_of(arbitrary::scenario(
        source, ops_helpers::Helper::mmap, find_architecture("x86_64").value()));
    const std::string name = file_name_of(counterexample);
    CHECK(name == file_name_of(read(to_toml(counterexample))));
    CHECK(names.emplace(name, to_toml(counterexample)).second);
    CHECK(name.find('/') == std::string::npos);
    CHECK(name.ends_with(".toml"));
    CHECK(name.size() < 100);
  }
}

} // namespace
} // namespace dma_verify
