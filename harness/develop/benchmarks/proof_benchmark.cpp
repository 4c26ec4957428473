// SPDX-License-Identifier: GPL-2.0-only
// What proofs cost: how the time grows with the width of words, in each encoding for Z3, and with
// the length of a sequence, and which part of it is spent on building terms. Processor times of
// this process, as ratios to the cheapest column of the same run; ">" means that the limit was
// reached.
//
// proof_benchmark         the jobs below
// proof_benchmark JOB...  these jobs, each compared with the first
#include "harness/develop/benchmarks/proof_benchmark_sequences.h"
#include "smt/jobs/proof_jobs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

namespace dma_verify {
namespace {

using smt::Encoding;

constexpr std::chrono::seconds kLimit(20); // what one job may take at most

// Jobs with sums and bounds; with bytes and pages; with products of shifts; without arithmetic.
constexpr std::array kClauses = {
    "offset-bounds.no-wrap:length",
    "offset-bounds.no-wrap:frame",
    "offset-bounds.in-bounds-accepted:accepted",
    "page-range.mmap:in-buffer",
    "page-range.scatter-list:length",
    "error-unwind.alloc_pages:unmap-first",
};

struct Width {
  const char *name;
  Architecture row;
};
const std::array<Width, 3> kWidths = {{
    {"8 bits", make_architecture(8, 8, 8, 3)},
    {"32 bits", make_architecture(32, 32, 32, 12)},
    {"64 bits", make_architecture(64, 64, 64, 12)},
}};

struct NamedEncoding {
  const char *name;
  Encoding encoding;
};
constexpr std::array<NamedEncoding, 3> kEncodings = {{
    {"bit-vectors", Encoding::bit_vectors},
    {"integers", Encoding::integers},
    {"automatic", Encoding::automatic},
}};

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// The median of several runs; of long ones fewer.
template <class Work> double seconds_of(const Work &work) {
  std::vector<double> runs;
  double spent = 0;
  while (runs.size() < 5 && (runs.empty() || spent < 2)) {
    const double start = processor_seconds();
    work();
    runs.push_back(processor_seconds() - start);
    spent += runs.back();
  }
  std::ranges::sort(runs);
  return runs[runs.size() / 2];
}

std::optional<ProofJob> job_on(const std::string &clause, const Architecture &row) {
  for (const ProofJob &job : proof_jobs_on(std::array{row})) {
    if (job.id == clause + "@" + architecture_id(row))
      return job;
  }
  return std::nullopt;
}

struct Cost {
  double terms = 0;   // seconds, building them and writing them down
  double proof = 0;   // the whole job
  std::string ending; // a mark where it was not proved
};

Cost cost_of(const ProofJob &job, Encoding encoding) {
  ProofOptions options;
  options.encoding = encoding;
  options.limits.time = kLimit;
  options.solver_names = {"z3"};
  Cost cost;
  cost.terms = seconds_of([&] { export_smtlib(job); });
  cost.proof = seconds_of([&] {
    const ProofResult result = prove(job, options);
    if (result.verdict == ProofResult::Verdict::proved)
      return;
    cost.ending = result.cause == "time" ? ">" : result.cause == "gave-up" ? "-" : "?";
  });
  return cost;
}

std::string ratio_text(const Cost &cost, double unit) {
  if (cost.ending == "-")
    return "no reading";
  return fmt::format("{}{:.1f}", cost.ending, cost.proof / unit);
}

// Rows: encodings. Columns: widths. Unit: the 8-bit proof in the encoding that is used.
void print_growth(const std::string &clause) {
  std::vector<std::vector<Cost>> costs;
  for (const NamedEncoding &encoding : kEncodings) {
    costs.emplace_back();
    for (const Width &width : kWidths) {
      const auto job = job_on(clause, width.row);
      costs.back().push_back(job ? cost_of(*job, encoding.encoding) : Cost{0, 0, "-"});
    }
  }
  const double unit = costs.back().front().proof;
  fmt::print("{} ({:.1f} ms of processor at 8 bits)\n", clause, 1000 * unit);
  for (std::size_t e = 0; e < kEncodings.size(); ++e) {
    fmt::print("  {:<24}", kEncodings[e].name);
    for (const Cost &cost : costs[e])
      fmt::print("{:>12}", ratio_text(cost, unit));
    fmt::print("\n");
  }
  fmt::print("  {:<24}", "of it terms (automatic)");
  for (const Cost &cost : costs.back())
    fmt::print("{:>11.0f}%", 100 * cost.terms / cost.proof);
  fmt::print("\n");
  std::fflush(stdout);
}

int compare(const std::vector<std::string> &ids) {
  std::optional<double> unit;
  fmt::print("{:>10} {:>8}  job (ratios to the first)\n", "proof", "terms");
  for (const std::string &id : ids) {
    const auto jobs = all_proof_jobs();
    const auto job = std::ranges::find(jobs, id, &ProofJob::id);
    if (job == jobs.end()) {
      fmt::print(stderr, "proof_benchmark: '{}': no such job (see dma-verify prove --list-jobs)\n",
                 id);
      return 2;
    }
    const Cost cost = cost_of(*job, Encoding::automatic);
    if (!unit)
      unit = cost.proof;
    fmt::print("{:>10} {:>7.0f}%  {}\n", ratio_text(cost, *unit), 100 * cost.terms / cost.proof,
               id);
    std::fflush(stdout);
  }
  return 0;
}

} // namespace
} // namespace dma_verify

int main(int argc, char **argv) {
  using namespace dma_verify;
  if (argc > 1)
    return compare(std::vector<std::string>(argv + 1, argv + argc));
  fmt::print("Cost of a proof with Z3, as a ratio to 8-bit words, automatic; limit {} s\n",
             kLimit.count());
  fmt::print("  {:<24}", "");
  for (const Width &width : kWidths)
    fmt::print("{:>12}", width.name);
  fmt::print("\n");
  for (const char *clause : kClauses)
    print_growth(clause);
  print_growth_of_sequences();
  return 0;
}
