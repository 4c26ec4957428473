// SPDX-License-Identifier: GPL-2.0-only
// The table [certification]: written and read back it is the same, and an error in it gives one
// line with the field.
#include "harness/counterexamples/files/certification_file.h"

#include "harness/counterexamples/files/counterexample.h"

#include <doctest/doctest.h>

#include <stdexcept>

namespace dma_verify {
namespace {

ProvedFacts sample() {
  ProvedFacts proved;
  ProvedMinimum &minimum = proved.minimum;
  minimum.proved = true;
  minimum.space = "calls of mmap";
  minimum.query = {"a smaller",
                   "",
                   "00ff",
                   "x.smaller.smt2",
                   {{"z3 4.8.12", "unsat", 0.25}, {"cvc5 1.0.3", "unsat", 1.5}}};
  minimum.gap = 2;
  minimum.gap_text = "size 2 instead of 1, attrs 1 instead of 0";
  proved.shorter_run = {true, 2, 4712, "5 devices, buffers of \"1\" page"};
  proved.region.proved = true;
  proved.region.conditions = {"vm_pgoff + vma_pages >= 2^64", "remap_pfn_range == 0"};
  proved.region.query = {"a region", "", "00ee", "x.region.smt2", {{"z3 4.8.12", "unsat", 0.5}}};
  proved.fields = {{"size", FieldFreedom::Kind::anything, "0x0", "", ""},
                   {"vm_end", FieldFreedom::Kind::range, "0x1000", "0x1000", "0x2000"}};
  proved.anything_at_once = true;
  proved.seconds = 0.75;
  return proved;
}

std::string file_with(const std::string &proved) {
  Counterexample counterexample;
  counterexample.property = "offset-bounds.accepted-in-bounds";
  counterexample.clause = "in-bounds";
  counterexample.subject.kind = "model";
  counterexample.scenario.architecture = find_architecture("64-64-64-12").value();
  counterexample.scenario.call = ops_helpers::Helper::mmap;
  counterexample.provenance.engine = "random";
  counterexample.provenance.seed = "0x1";
  return to_toml(counterexample) + "\n" + proved;
}

std::string message_of(const std::string &proved) {
  const auto result = from_toml(file_with(proved), "x.toml");
  const auto *unusable = std::get_if<UnusableFile>(&result);
  if (unusable == nullptr)
    return "(read)";
  CHECK_FALSE(unusable->stale);
  CHECK(unusable->message.find('\n') == std::string::npos);
  return unusable->message;
}

// The sample's text with one part replaced.
std::string with(const std::string &part, const std::string &other) {
  std::string text = to_toml(sample());
  const std::size_t at = text.find(part);
  if (at == std::string::npos)
    throw std::logic_error("not in the sample: " + part);
  return text.replace(at, part.size(), other);
}

TEST_CASE("what is written of a certification is read") {
  const std::string text = to_toml(sample());
  const auto result = from_toml(file_with(text), "x.toml");
  const auto *read = std::get_if<Counterexample>(&result);
  REQUIRE(read != nullptr);
  REQUIRE(read->proved);
  CHECK(to_toml(*read->proved) == text);
  CHECK(read->proved->shorter_run.sequences == 4712);
  CHECK(read->proved->minimum.query.answers.size() == 2);
}

TEST_CASE("a value of another kind is reported in one line with its field") {
  struct Wrong {
    const char *part;
    const char *other;
    const char *message;
  };
  const Wrong all[] = {
      {"minimum = true", "minimum = \"yes\"", "certification.minimum: must be true or false"},
      {"gap = 2", "gap = -1", "certification.gap: must be a number from 0 to 100"},
      {"gap = 2", "gap = 101", "certification.gap: must be a number from 0 to 100"},
      {"gap = 2", "gap = 2.5", "certification.gap: must be a number from 0 to 100"},
      {"gap_text = ", "gap_text = 7 #", "certification.gap_text: must be a text"},
      {"seconds = 0.75", "seconds = 1", "certification.seconds: must be a number with a point"},
      {"seconds = 0.75", "seconds = nan", "certification.seconds: must be a number with a point"},
      {"seconds = 0.75", "seconds = -1.0", "certification.seconds: must be a number with a point"},
      {"region_conditions = [", "region_conditions = [7, ",
       "certification.region_conditions: must be a list of texts"},
      {"shorter_run_steps = 2", "shorter_run_steps = 900",
       "certification.shorter_run_steps: must be a number from 0 to 100"},
      {"shorter_run_sequences = 4712", "shorter_run_sequences = -4",
       "certification.shorter_run_sequences: must be a number from 0 on"},
      {"kind = \"anything\"", "kind = \"whatever\"",
       "certification.fields.kind: must be anything, exactly, range, others or held"},
      {"file = \"x.smaller.smt2\"", "file = \"../../x\"",
       "certification.smaller_query.file: must be the name of a file beside this one"},
      {"unsat in 0.25 s", "unsat", "certification.smaller_query.answers: must be texts such as"},
      {"unsat in 0.25 s", "unsat in long s",
       "certification.smaller_query.answers: must be texts such as"},
      {"[certification.smaller_query]", "smaller_query = 3\n[ignored]",
       "certification.smaller_query: must be a table"},
      {"[[certification.fields]]", "[certification.fields]",
       "certification.fields: must be a list of tables"},
  };
  for (const Wrong &wrong : all) {
    CAPTURE(wrong.other);
    std::string text = with(wrong.part, wrong.other);
    if (std::string(wrong.other) == "[certification.fields]")
      text.resize(text.rfind("[[certification.fields]]")); // a second one is no TOML
    CHECK(message_of(text).find(std::string("x.toml: field ") + wrong.message) == 0);
  }
}

TEST_CASE("a claim that its own answers do not bear out is refused") {
  CHECK(message_of(with("cvc5 1.0.3: unsat", "cvc5 1.0.3: sat")) ==
        "x.toml: field certification.minimum: must be false if an answer is not unsat");
  CHECK(
      message_of(with("[\"z3 4.8.12: unsat in 0.50 s\"]", "[\"z3 4.8.12: unknown in 0.50 s\"]")) ==
      "x.toml: field certification.region: must be false if an answer is not unsat");
  CHECK(message_of(with("[\"z3 4.8.12: unsat in 0.50 s\"]", "[]")) ==
        "x.toml: field certification.region: must be false without answers in region_query");
  CHECK(message_of(with("minimum_reason = \"\"", "minimum_reason = \"no time\"")) ==
        "x.toml: field certification.minimum_reason: must be empty if the minimum is proved");
}

TEST_CASE("a table that was cut off anywhere is one line or a table of what is left") {
  const std::string text = to_toml(sample());
  unsigned refused = 0;
  for (std::size_t length = 0; length < text.size(); length += 3) {
    const std::string message = message_of(text.substr(0, length));
    if (message == "(read)")
      continue;
    ++refused;
    CHECK(message.starts_with("x.toml"));
  }
  CHECK(refused > 50);
}

TEST_CASE("hostile tables cost a line, not more") {
  const auto no_table = from_toml("certification = 3\n" + file_with(""), "x.toml");
  REQUIRE(std::holds_alternative<UnusableFile>(no_table));
  CHECK(std::get<UnusableFile>(no_table).message == "x.toml: field certification: must be a table");
  CHECK(message_of("[certification]\n[certification]\n").find("x.toml:") == 0);
  const std::string nested(5000, '[');
  CHECK(message_of("[certification]\nregion_conditions = " + nested + "\n").find("x.toml:") == 0);
  // A long list of conditions is only long.
  std::string many = "[certification]\nregion_conditions = [";
  for (unsigned i = 0; i < 20'000; ++i)
    many += "\"a\", ";
  CHECK(message_of(many + "]\n") == "(read)");
}

TEST_CASE("what is not proved says why, in the words that a person reads") {
  ProvedFacts proved;
  proved.minimum.reason = "no IR";
  CHECK(sentences_of(proved) == std::vector<std::string>{"The minimum is not proved: no IR."});
  proved.shorter_run = {true, 2, 4712, "5 devices"};
  CHECK(sentences_of(proved).back() == "None fails of all 4712 sequences of up to 2 steps, which "
                                       "were run, in this space: 5 devices.");
  proved.shorter_run.complete = false;
  CHECK(sentences_of(proved).back().find(
            "None fails of the 4712 sequences of up to 2 steps that were run, not all in time") ==
        0);
}

} // namespace
} // namespace dma_verify
