// SPDX-License-Identifier: GPL-2.0-only
#include "harness/certification/certified_counterexample.h"

#include "harness/counterexamples/certification_file.h"
#include "harness/results/files.h"
#include "properties/catalogue.h"

#ifdef DMA_VERIFY_SMT
#include "harness/certification/certify.h"
#include "harness/minimizer/minimizer.h"
#include "harness/runner/process_pool.h"
#include "properties/broken_assumptions.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#endif

namespace dma_verify {

Certification not_certified(const std::string &reason) {
  Certification certification;
  certification.minimum.reason = reason;
  return certification;
}

bool write_queries(const Counterexample &counterexample, const std::filesystem::path &folder) {
  if (!counterexample.certification)
    return true;
  const Certification &certification = *counterexample.certification;
  bool written = true;
  for (const SettledQuery *query :
       {&certification.minimum.query, &certification.region.query, &certification.fields_query}) {
    if (!query->file.empty() && !query->text.empty())
      written = write_whole(folder / query->file, query->text) && written;
  }
  return written;
}

#ifndef DMA_VERIFY_SMT

void certify(const Subject &, Counterexample &counterexample, CertifyPart) {
  counterexample.certification = not_certified("built without solvers");
}

#else

namespace {

constexpr std::chrono::seconds kTime{60};
constexpr std::size_t kSlotBytes = std::size_t{48} << 20U; // for the questions' texts

// What the child leaves: texts one after the other, each closed by a null byte. The first is the
// counterexample's file; if that is empty, the second is why.
struct Answer {
  std::uint64_t progress;
  std::uint64_t bytes;
  char text[1];

  bool append(const std::string &part) {
    if (bytes + part.size() + 1 > kSlotBytes - offsetof(Answer, text))
      return false;
    std::memcpy(&text[0] + bytes, part.c_str(), part.size() + 1);
    bytes += part.size() + 1;
    ++progress;
    return true;
  }
};

Answer &answer_in(std::byte *slot) { return *reinterpret_cast<Answer *>(slot); } // NOLINT

smt::Failing failing_of(const Counterexample &counterexample) {
  smt::Failure failure;
  failure.property = find_property(counterexample.property).value();
  failure.clause = counterexample.clause;
  failure.architecture = counterexample.scenario.architecture;
  failure.broken = broken_assumptions(counterexample.scenario);
  smt::Failing failing = smt::failing_model(failure, {});
  failing.minimize = [fails = failing.fails, failure](const StoredScenario &start) {
    MinimizeOptions options;
    options.order = failure.order();
    return minimize(start, fails, options).scenario;
  };
  return failing;
}

std::array<SettledQuery *, 3> queries_of(Certification &certification) {
  return {&certification.minimum.query, &certification.region.query, &certification.fields_query};
}

void work(Counterexample counterexample, CertifyPart part, Answer &answer) {
  const auto solvers = smt::find_solvers();
  if (const auto *error = std::get_if<smt::SolverError>(&solvers)) {
    answer.append("");
    answer.append(error->message);
    return;
  }
  const smt::Failing failing = failing_of(counterexample);
  if (!failing.fails(counterexample.scenario)) {
    answer.append("");
    answer.append("it does not fail on the model");
    return;
  }
  CertifyOptions options;
  options.region = options.fields = part == CertifyPart::everything;
  CertifiedScenario certified =
      certify(failing, counterexample.scenario, std::get<smt::Solvers>(solvers), options);
  counterexample.scenario = certified.scenario;
  name_queries(certified.certification, file_name_of(counterexample));
  counterexample.certification = std::move(certified.certification);
  counterexample.provenance.original.reset();
  bool whole = answer.append(to_toml(counterexample));
  for (const SettledQuery *query : queries_of(*counterexample.certification))
    whole = whole && answer.append(query->text);
  if (!whole) {
    answer.bytes = 0;
    answer.append("");
    answer.append("the questions are too long");
  }
}

void take(const Answer &answer, Counterexample &counterexample) {
  const char *text = &answer.text[0];
  const auto next = [&] {
    std::string part(text);
    text += part.size() + 1;
    return part;
  };
  auto read = from_toml(next(), "certified");
  auto *certified = std::get_if<Counterexample>(&read);
  if (certified == nullptr || !certified->certification) {
    counterexample.certification = not_certified(next());
    return;
  }
  counterexample.scenario = certified->scenario;
  counterexample.certification = std::move(certified->certification);
  for (SettledQuery *query : queries_of(*counterexample.certification))
    query->text = next();
}

} // namespace

void certify(const Subject &subject, Counterexample &counterexample, CertifyPart part) {
  const auto index = find_property(counterexample.property);
  if (!subject.is_model) {
    counterexample.certification = not_certified("without its LLVM IR a C file can only be run");
    return;
  }
  if (!counterexample.steps.empty() || !index) {
    counterexample.certification = not_certified(
        "a sequence is run, not proved; dma-verify minimize FILE tries every part of it");
    return;
  }
  ProcessPool pool;
  pool.slot_bytes = kSlotBytes;
  pool.stall_limit = kTime;
  pool.run(
      1, [&](std::size_t, std::byte *slot) { work(counterexample, part, answer_in(slot)); },
      [&](std::size_t, const TaskEnd &end, std::byte *slot) {
        if (end.kind == TaskEnd::Kind::finished) {
          take(answer_in(slot), counterexample);
        } else {
          counterexample.certification = not_certified("the process ended: " + end.what);
        }
        return false;
      });
}

#endif

} // namespace dma_verify
