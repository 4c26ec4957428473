// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/acceptance/program.h"

#include "harness/develop/testing/program.h"
#include "harness/results/files.h"
#include "harness/units/own_files.h"
#include "model/units.h"

#include <algorithm>
#include <stdexcept>

namespace dma_verify::acceptance {
namespace {

namespace fs = std::filesystem;

bool is_of(std::string_view family, const std::string &property) {
  return family.empty() || property.substr(0, property.find('.')) == family;
}

std::vector<Counterexample> counterexamples_in(const fs::path &folder) {
  std::vector<Counterexample> found;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    auto read = read_counterexample(at->path());
    if (const auto *unusable = std::get_if<UnusableFile>(&read))
      throw std::runtime_error(unusable->message);
    found.push_back(std::get<Counterexample>(std::move(read)));
  }
  return found;
}

std::string name_of_file(UnitId unit) { return fs::path(text_of(unit).path).filename(); }

testing::ProgramEnd run(const std::vector<std::string> &command) {
  testing::ProgramOptions options = testing::program_options();
  options.errors_in_output = true;
  return testing::run_program(command, options);
}

} // namespace

Outcome verify(UnitId unit, std::string_view source, const std::vector<std::string> &options) {
  const own_files::Folder folder;
  const std::string subject = folder.write(name_of_file(unit), source).string();
  const fs::path out = folder.path() / "out";
  std::vector<std::string> command = {DMA_VERIFY_PROGRAM, "verify", "--no-proof", "--seed", "1",
                                      "--jobs",           "1",      "--subject",  subject,  "--out",
                                      out.string()};
  command.insert(command.end(), options.begin(), options.end());
  const testing::ProgramEnd result = run(command);
  return {result.exit_status, result.output, read_results(out / "results.jsonl"),
          counterexamples_in(out / "counterexamples")};
}

int replay(std::string_view source, const Counterexample &counterexample) {
  const own_files::Folder folder;
  return run({DMA_VERIFY_PROGRAM, "replay", "--subject",
              folder.write(name_of_file(counterexample.scenario.call.unit), source).string(),
              folder.write("counterexample.toml", to_toml(counterexample)).string()})
      .exit_status;
}

bool is_found(const Outcome &outcome, std::string_view family) {
  return std::ranges::any_of(outcome.records, [&](const Record &record) {
    if (record.verdict != Verdict::falsified || !is_of(family, record.property))
      return false;
    return std::ranges::any_of(outcome.counterexamples, [&](const Counterexample &stored) {
      return stored.property == record.property && stored.clause == record.clause &&
             architecture_id(stored.scenario.architecture) == record.architecture;
    });
  });
}

} // namespace dma_verify::acceptance
