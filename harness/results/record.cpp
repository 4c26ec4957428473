// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/record.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dma_verify {

using Json = nlohmann::ordered_json;

namespace {

// Of a failure that a stored file expects: for whoever reads lines and looks for what is wrong.
constexpr std::string_view kKnown = "known";

bool is_known(const Record &record) {
  return record.expected && record.verdict == Verdict::falsified;
}

} // namespace

std::string to_json_line(const Record &record) {
  Json json = {{"property", record.property},
               {"clause", record.clause},
               {"subject", record.subject},
               {"form", record.form},
               {"architecture", record.architecture},
               {"engine", record.engine},
               {"verdict", is_known(record) ? kKnown : to_string(record.verdict)},
               {"cases", record.cases},
               {"seconds", record.seconds},
               {"seed", record.seed},
               {"solvers", record.solvers},
               {"assumptions", record.assumptions},
               {"cached", record.cached},
               {"counterexample", record.counterexample}};
  if (!record.witnesses.empty()) {
    json["decided"] = decided_by(record);
    json["witnesses"] = record.witnesses;
    if (is_single_witness(record))
      json["single_witness"] = true;
  }
  if (record.used_assumptions)
    json["used_assumptions"] = *record.used_assumptions;
  if (record.path_classes) {
    json["path_classes"] = {{"reached", record.path_classes->reached},
                            {"declared", record.path_classes->declared}};
  }
  if (!record.reason.empty())
    json["reason"] = record.reason;
  if (!record.cause.empty())
    json["cause"] = record.cause;
  if (!record.difference.kind.empty()) {
    json["first_difference"] = {{"kind", record.difference.kind},
                                {"sentence", record.difference.sentence}};
    const RecordedSource &source = record.difference.source;
    if (source.line != 0) {
      json["first_difference"]["source"] = {{"file", source.file},
                                            {"line", source.line},
                                            {"before", source.is_before},
                                            {"first", source.first},
                                            {"text", source.text}};
    }
  }
  if (!record.build.empty())
    json["build"] = record.build;
  if (!record.compiler.empty())
    json["compiler"] = record.compiler;
  if (!record.code_sha256.empty())
    json["code_sha256"] = record.code_sha256;
  if (!record.query_sha256.empty())
    json["query_sha256"] = record.query_sha256;
  if (!record.subject_sha256.empty())
    json["subject_sha256"] = record.subject_sha256;
  if (record.discards != 0)
    json["discards"] = record.discards;
  if (record.too_long != 0)
    json["too_long"] = record.too_long;
  if (!record.labels.empty())
    json["labels"] = record.labels;
  if (record.fault_schedules.total != 0) {
    json["fault_schedules"] = {{"run", record.fault_schedules.run},
                               {"total", record.fault_schedules.total}};
  }
  if (record.certificate)
    json["certificate"] = *record.certificate;
  if (record.expected)
    json["expected"] = true;
  if (record.finding) {
    json["finding"] = {{"id", record.finding->id},
                       {"judgement", record.finding->judgement},
                       {"title", record.finding->title}};
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Record> record_from_json(const std::string &line) {
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object())
    return std::nullopt;
  try {
    Record record;
    const std::string told = json.at("verdict");
    const auto verdict = told == kKnown ? Verdict::falsified : verdict_from(told);
    if (!verdict)
      return std::nullopt;
    record.verdict = *verdict;
    record.property = json.at("property");
    record.clause = json.value("clause", "");
    record.subject = json.at("subject");
    record.form = json.value("form", "");
    record.architecture = json.value("architecture", "");
    record.engine = json.at("engine");
    record.cases = json.value("cases", std::uint64_t{0});
    record.seconds = json.value("seconds", 0.0);
    record.seed = json.value("seed", "");
    record.solvers = json.value("solvers", std::vector<std::string>{});
    record.witnesses = json.value("witnesses", std::vector<std::string>{});
    record.assumptions = json.value("assumptions", std::vector<std::string>{});
    if (json.contains("used_assumptions"))
      record.used_assumptions = json["used_assumptions"].get<std::vector<std::string>>();
    if (json.contains("path_classes")) {
      record.path_classes = RecordedPathClasses{json["path_classes"].at("reached"),
                                                json["path_classes"].at("declared")};
    }
    record.cached = json.value("cached", false);
    record.counterexample = json.value("counterexample", "");
    record.reason = json.value("reason", "");
    record.cause = json.value("cause", "");
    if (json.contains("first_difference")) {
      const auto &difference = json["first_difference"];
      record.difference = {difference.value("kind", ""), difference.value("sentence", "")};
      if (difference.contains("source")) {
        const auto &source = difference["source"];
        record.difference.source = {
            source.value("file", ""), source.value("line", 0U), source.value("before", false),
            source.value("text", std::vector<std::string>{}), source.value("first", 0U)};
      }
    }
    record.build = json.value("build", "");
    record.compiler = json.value("compiler", "");
    record.code_sha256 = json.value("code_sha256", "");
    record.query_sha256 = json.value("query_sha256", "");
    record.subject_sha256 = json.value("subject_sha256", "");
    record.discards = json.value("discards", std::uint64_t{0});
    record.too_long = json.value("too_long", std::uint64_t{0});
    record.labels = json.value("labels", std::map<std::string, std::uint64_t>{});
    if (json.contains("fault_schedules")) {
      record.fault_schedules.run = json["fault_schedules"].value("run", 0U);
      record.fault_schedules.total = json["fault_schedules"].value("total", 0U);
    }
    if (json.contains("certificate"))
      record.certificate = json["certificate"].get<RecordedCertificate>();
    record.expected = json.value("expected", false) || told == kKnown;
    if (json.contains("finding")) {
      const auto &finding = json["finding"];
      record.finding = RecordedFinding{finding.value("id", ""), finding.value("judgement", ""),
                                       finding.value("title", "")};
    }
    return record;
  } catch (const Json::exception &) {
    return std::nullopt;
  }
}

std::string_view decided_by(const Record &record) {
  const auto says = [&](std::string_view witness) {
    return std::ranges::find(record.witnesses, witness) != record.witnesses.end();
  };
  if (record.verdict != Verdict::proved || record.witnesses.empty())
    return "";
  if (says("certificate"))
    return "certificate";
  if (says("run"))
    return "run";
  return says("folding") ? "folded" : "solver";
}

bool is_single_witness(const Record &record) {
  return record.verdict == Verdict::proved && record.witnesses.size() == 1 &&
         decided_by(record) != "run";
}

int exit_status(std::span<const Record> records, bool strict) {
  int status = 0;
  bool judged = false;
  for (const Record &record : records) {
    if (record.verdict == Verdict::not_applicable)
      continue;
    judged = true;
    if (record.expected)
      continue;
    const int own = exit_status(record.verdict, strict);
    if (own == 1)
      return 1;
    if (own != 0)
      status = own;
  }
  return judged ? status : 3;
}

} // namespace dma_verify
