// SPDX-License-Identifier: GPL-2.0-only
// prove, and list jobs.
#include "harness/cli/commands.h"
#include "harness/cli/proofs.h"
#include "properties/model_subject.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace dma_verify::cli {

int execute(const ProveOptions &options) {
  for (const std::string &subject : options.subjects) {
    if (subject != "model") {
      return usage_error("--subject " + subject + ": only the model can be proved");
    }
  }
  auto selected = select(options.properties, options.architectures);
  if (const auto *wrong = std::get_if<WrongSelection>(&selected))
    return usage_error(wrong->message);
  auto jobs = selected_jobs(std::get<Selection>(selected));
  if (options.list_jobs) {
    for (const ProofJob &job : jobs)
      fmt::print("{}\n", job.id);
    return 0;
  }
  if (!options.job.empty()) {
    std::erase_if(jobs, [&](const ProofJob &job) { return job.id != options.job; });
    if (jobs.empty()) {
      return usage_error("--job '" + options.job +
                         "': no such job (see dma-verify prove --list-jobs)");
    }
  }
  if (jobs.empty())
    return usage_error("--property: nothing that is selected can be proved");
  if (!options.export_folder.empty() && !export_jobs(jobs, options.export_folder)) {
    return usage_error("--export " + options.export_folder + ": cannot be written");
  }
  std::string error;
  auto file = ResultsFile::create(options.out, error);
  if (!file)
    return usage_error(error);
  ProofStage stage;
  if (options.certify) {
    stage.certificates = certificate_folder(options);
    if (!make_folder(*stage.certificates)) {
      return usage_error(stage.certificates->path.string() + ": cannot be written");
    }
  }
  watch_for_interrupts();
  Run run(std::move(*file), options.out, {model_subject()});
  stage.jobs = options.jobs != 0 ? options.jobs : processors();
  stage.options.limits.time =
      std::chrono::duration_cast<std::chrono::milliseconds>(options.timeout);
  stage.options.solver = options.solver == "z3"     ? ProofSolver::z3
                         : options.solver == "cvc5" ? ProofSolver::cvc5
                                                    : ProofSolver::all;
  run_proofs(run, jobs, stage);
  if (stage.certificates)
    remove_left_over(jobs, *stage.certificates);
  run.not_seen("C files: a proof of the model is none of a file");
  return run.finish(fmt::format("model; {} proof jobs; solver {}{}", jobs.size(), options.solver,
                                options.certify ? "; each proof with a certificate" : ""),
                    false);
}

} // namespace dma_verify::cli
