// SPDX-License-Identifier: GPL-2.0-only
// dma-verify: reads the command line and runs the command.
#include "harness/cli/commands.h"
#include "harness/cli/list/list.h"
#include "harness/cli/run.h"
#include "harness/subjects/containment/containment.h"
#include "smt/process/program.h"
#ifdef DMA_VERIFY_SMT
#include "harness/cli/proofs.h"
#include "smt/certificates/cadical_solver.h"
#include "smt/solvers/cvc5_solver.h"
#include "smt/solvers/z3_solver.h"
#endif

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

namespace dma_verify::cli {

int execute(const ListOptions &options) {
  if (options.what == "jobs") {
#ifdef DMA_VERIFY_SMT
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    if (options.format == "markdown")
      fmt::print("| proof job |\n| --- |\n");
    for (const ProofJob &job : all_proof_jobs()) {
      if (options.format == "json")
        list.push_back(job.id);
      if (options.format == "markdown")
        fmt::print("| {} |\n", job.id);
      if (options.format == "text")
        fmt::print("{}\n", job.id);
    }
    if (options.format == "json")
      fmt::print("{}\n", list.dump(2));
    return 0;
#else
    return usage_error("list jobs: built without Z3 (DMA_VERIFY_SMT=OFF)");
#endif
  }
  fmt::print("{}", list_text(options));
  return 0;
}

#ifndef DMA_VERIFY_SMT
int execute(const ProveOptions &) {
  return usage_error("prove: built without Z3 (DMA_VERIFY_SMT=OFF)");
}
#endif

int execute(const ShowVersion &) {
  fmt::print("dma-verify {}\n", DMA_VERIFY_VERSION);
  fmt::print("containment of tested code: {}\n", Containment::of_this_machine().text());
#ifdef DMA_VERIFY_SMT
  fmt::print("{}\n", smt::z3_version());
  fmt::print("{}\n", smt::cadical_version());
  const auto cvc5 = smt::cvc5_version("cvc5");
  const auto *known = std::get_if<std::string>(&cvc5);
  fmt::print("{}\n", known != nullptr ? *known : std::get<smt::SolverError>(cvc5).message);
#else
  fmt::print("built without Z3\n");
#endif
  const char *cc = std::getenv("CC");
  const std::string compiler = cc != nullptr && *cc != '\0' ? cc : "cc";
  process::ProgramOptions few_seconds;
  few_seconds.time = std::chrono::seconds(10);
  const process::ProgramEnd result = process::run_program({compiler, "--version"}, few_seconds);
  fmt::print("{}: {}\n", compiler,
             result.exit_status == 0 ? result.output.substr(0, result.output.find('\n'))
                                     : "not found");
  return 0;
}

int execute(const ShowHelp &help) {
  fmt::print("{}", help.text);
  return 0;
}

int execute(const WrongUsage &wrong) { return usage_error(wrong.message); }

} // namespace dma_verify::cli

int main(int argc, char **argv) {
  // Whoever started the program may have it ignored: then no child could be waited for.
  std::signal(SIGCHLD, SIG_DFL);
  // A file that would grow beyond a limit is a failed write, not a death.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    const int status =
        std::visit([](const auto &command) { return dma_verify::cli::execute(command); },
                   dma_verify::cli::parse_command_line(argc, argv));
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0)
      return status;
    fmt::print(stderr, "dma-verify: standard output cannot be written\n");
    return status == 0 ? 3 : status;
  } catch (const std::exception &error) {
    fmt::print(stderr, "dma-verify: {}\n", error.what());
    return 3;
  }
}
