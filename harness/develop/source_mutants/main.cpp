// SPDX-License-Identifier: GPL-2.0-only
// Makes all mutants of a C file by rule, and has the built program judge each of them:
//
//   source_mutants list FILE                 their ids, lines and changes
//   source_mutants print FILE ID             the text of one of them
//   source_mutants judge FILE [--survivors LIST] [--every N] [--only TEXT] [--jobs N]
//
// `judge` prints each mutant that the program finds nothing wrong with (a survivor) or cannot
// judge, then the counts. LIST is a TOML file that gives the reason for each survivor that is
// known:
//
//   [survivors]
//   "FUNCTION#12:relation" = "an empty VMA does not exist"
//
// It exits with 1 if a survivor has no reason, or if one that has does not survive. `--every N`
// takes each Nth mutant, `--only` those whose ids contain the text. FILE is given by the user: a
// kernel tree's file, of which nothing is kept.
#include "harness/develop/source_mutants/source_mutants.h"
#include "harness/develop/testing/folder.h"
#include "smt/process/program.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

namespace {

namespace fs = std::filesystem;
using dma_verify::source_mutants::mutants_of;
using dma_verify::source_mutants::SourceMutant;
using dma_verify::testing::Folder;
using dma_verify::testing::text_of;
using namespace dma_verify::process;

struct Options {
  std::string file;
  std::string id;
  std::string survivors;
  std::string only;
  std::string program = DMA_VERIFY_PROGRAM;
  unsigned every = 1;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
};

std::vector<SourceMutant> chosen(const Options &options) {
  std::vector<SourceMutant> all = mutants_of(text_of(options.file));
  std::vector<SourceMutant> some;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i % options.every == 0 && all[i].id.find(options.only) != std::string::npos)
      some.push_back(std::move(all[i]));
  }
  return some;
}

void list(const Options &options) {
  for (const SourceMutant &mutant : chosen(options))
    fmt::print("{}\tline {}\t{}\n", mutant.id, mutant.line, mutant.change);
}

int print(const Options &options) {
  for (const SourceMutant &mutant : mutants_of(text_of(options.file))) {
    if (mutant.id == options.id) {
      fmt::print("{}", mutant.text);
      return 0;
    }
  }
  fmt::print(stderr, "source_mutants: {}: no such mutant\n", options.id);
  return 2;
}

std::map<std::string, std::string> reasons_of(const Options &options) {
  std::map<std::string, std::string> reasons;
  if (options.survivors.empty())
    return reasons;
  const toml::table list = toml::parse_file(options.survivors);
  if (const toml::table *table = list["survivors"].as_table()) {
    for (const auto &[id, reason] : *table)
      reasons[std::string(id.str())] = reason.value_or(std::string());
  }
  return reasons;
}

int judge(const Options &options) {
  const std::vector<SourceMutant> mutants = chosen(options);
  auto reasons = reasons_of(options);
  ProgramOptions how;
  how.time = std::chrono::minutes(3);
  std::map<int, unsigned> counts;
  unsigned unexplained = 0;
  constexpr std::size_t kBatch = 64;
  for (std::size_t first = 0; first < mutants.size(); first += kBatch) {
    const std::size_t count = std::min(kBatch, mutants.size() - first);
    const Folder folder;
    std::vector<std::vector<std::string>> batch;
    for (std::size_t i = 0; i < count; ++i) {
      const fs::path own = std::to_string(i);
      const fs::path file =
          folder.write((own / fs::path(options.file).filename()).string(), mutants[first + i].text);
      batch.push_back({options.program, "verify", "--no-proof", "--subject", file.string(),
                       "--jobs", "1", "--out", (folder.path() / own / "out").string()});
    }
    const auto ends = run_programs(batch, options.jobs, how);
    for (std::size_t i = 0; i < count; ++i) {
      const SourceMutant &mutant = mutants[first + i];
      const int status = ends[i].timed_out ? -1 : ends[i].exit_status;
      ++counts[status];
      const auto reason = reasons.find(mutant.id);
      const bool survives = status == 0;
      if (status == 1 || status == 2) // found, or no compiler takes it
        continue;
      fmt::print("{}: {} (line {}, {})\n", survives ? "survives" : fmt::format("status {}", status),
                 mutant.id, mutant.line, mutant.change);
      if (survives && reason != reasons.end()) {
        fmt::print("  known: {}\n", reason->second);
        reasons.erase(reason);
      } else if (survives) {
        ++unexplained;
      }
    }
  }
  const unsigned judged = counts[0] + counts[1];
  fmt::print("{} mutants: {} do not compile, {} found of {} judged, {} survive ({} without a "
             "reason), {} not judged\n",
             mutants.size(), counts[2], counts[1], judged, counts[0], unexplained,
             mutants.size() - judged - counts[2]);
  bool stale = false;
  if (options.every == 1 && options.only.empty()) {
    for (const auto &[id, reason] : reasons) {
      fmt::print("does not survive, but has a reason: {}\n", id);
      stale = true;
    }
  }
  return unexplained != 0 || stale ? 1 : 0;
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app("Mutants of a C file, made by rule and judged by the built program",
               "source_mutants");
  app.require_subcommand(1);
  Options options;
  CLI::App *const list_app = app.add_subcommand("list", "Ids, lines and changes");
  CLI::App *const print_app = app.add_subcommand("print", "The text of one mutant");
  CLI::App *const judge_app = app.add_subcommand("judge", "Run the program on each");
  for (CLI::App *const each : {list_app, print_app, judge_app})
    each->add_option("FILE", options.file, "The C file")->required();
  print_app->add_option("ID", options.id, "Of the mutant")->required();
  for (CLI::App *const each : {list_app, judge_app}) {
    each->add_option("--every", options.every, "Each Nth mutant")->check(CLI::PositiveNumber);
    each->add_option("--only", options.only, "Those whose ids contain the text");
  }
  judge_app->add_option("--survivors", options.survivors, "TOML file with reasons");
  judge_app->add_option("--program", options.program, "The program");
  judge_app->add_option("--jobs", options.jobs, "At the same time")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  try {
    if (list_app->parsed()) {
      list(options);
      return 0;
    }
    return print_app->parsed() ? print(options) : judge(options);
  } catch (const std::exception &problem) {
    fmt::print(stderr, "source_mutants: {}\n", problem.what());
    return 2;
  }
}
