// SPDX-License-Identifier: GPL-2.0-only
// rup_check: checks a proof file against a formula file, for those who do not want to trust
// dma-verify itself.
#include "smt/certificates/check/rup_checker.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

namespace {

constexpr std::string_view kUsage =
    "usage: rup_check [--text] FORMULA PROOF\n"
    "\n"
    "Checks that FORMULA (DIMACS CNF) is unsatisfiable by PROOF: lemmas and deletions in binary\n"
    "DRAT, with --text in textual DRAT. Each lemma must follow by unit propagation, and the last\n"
    "one must be the empty clause.\n"
    "Exit status: 0 verified, 1 rejected, 2 wrong usage or a file that cannot be read.\n"
    "\n"
    "Example: rup_check job.cnf job.drat\n";

std::nullopt_t unreadable(const char *path, const char *why) {
  std::fprintf(stderr, "rup_check: %s: %s\n", path, why);
  return std::nullopt;
}

// Only of a regular file: any other may have no end.
std::optional<std::string> content_of(const char *path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status))
    return unreadable(path, "no such file");
  if (!std::filesystem::is_regular_file(status))
    return unreadable(path, "is no regular file");
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open())
    return unreadable(path, "cannot be read");
  std::string content(std::istreambuf_iterator<char>(file), {});
  if (file.bad())
    return unreadable(path, "cannot be read");
  return content;
}

} // namespace

int main(int argc, char **argv) {
  int first = 1;
  auto form = rup_checker::ProofForm::binary;
  if (argc > 1 && std::string_view(argv[1]) == "--text") {
    form = rup_checker::ProofForm::text;
    ++first;
  }
  if (argc == 2 && std::string_view(argv[1]) == "--help") {
    std::fwrite(kUsage.data(), 1, kUsage.size(), stdout);
    return 0;
  }
  if (argc - first != 2) {
    std::fwrite(kUsage.data(), 1, kUsage.size(), stderr);
    return 2;
  }
  const auto formula = content_of(argv[first]);
  const auto proof = content_of(argv[first + 1]);
  if (!formula || !proof)
    return 2;
  const rup_checker::Outcome outcome = rup_checker::check(*formula, *proof, form);
  if (outcome.verdict != rup_checker::Verdict::verified) {
    std::printf("REJECTED: %s\n", outcome.reason.c_str());
    return 1;
  }
  std::printf("VERIFIED: unsatisfiable; %zu clauses, %zu lemmas, %zu deletions\n", outcome.clauses,
              outcome.lemmas, outcome.deletions);
  return 0;
}
