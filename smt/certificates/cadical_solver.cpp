// SPDX-License-Identifier: GPL-2.0-only
#include "smt/certificates/cadical_solver.h"

#include <cadical.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>

namespace dma_verify::smt {
namespace {

class Deadline : public CaDiCaL::Terminator {
public:
  explicit Deadline(std::chrono::milliseconds time)
      : end_(std::chrono::steady_clock::now() + time) {}
  bool terminate() override { return std::chrono::steady_clock::now() >= end_; }

private:
  std::chrono::steady_clock::time_point end_;
};

struct Close {
  void operator()(std::FILE *file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

SolverError cannot_write(const std::filesystem::path &path) {
  return {path.string() + ": cannot be written: " + std::strerror(errno)};
}

// The solver's status, of IPASIR.
constexpr int kSatisfiable = 10;
constexpr int kUnsatisfiable = 20;

Result solve(const CnfQuery &formula, File &file, const std::filesystem::path &proof,
             const Limits &limits) {
  Deadline deadline(limits.time);
  CaDiCaL::Solver solver;
  solver.set("quiet", 1);
  if (!solver.trace_proof(file.get(), proof.c_str()))
    return SolverError{"cadical: does not write a proof"};
  solver.connect_terminator(&deadline);
  for (const std::vector<Literal> &clause : formula.cnf.clauses) {
    for (const Literal literal : clause)
      solver.add(literal);
    solver.add(0);
  }
  const int status = solver.solve();
  solver.disconnect_terminator();
  if (status == kSatisfiable) {
    return Sat{
        assignment_of(formula, [&](Literal literal) { return solver.val(literal) == literal; })};
  }
  if (status != kUnsatisfiable)
    return Unknown{Unknown::Reason::time, "cadical: time limit reached"};
  solver.flush_proof_trace();
  solver.close_proof_trace();
  const bool written = std::ferror(file.get()) == 0;
  if (std::fclose(file.release()) != 0 || !written)
    return cannot_write(proof);
  return Unsat{};
}

} // namespace

Result solve_with_cadical(const CnfQuery &formula, const std::filesystem::path &proof,
                          const Limits &limits) {
  File file(std::fopen(proof.c_str(), "wb"));
  if (!file)
    return cannot_write(proof);
  try {
    return solve(formula, file, proof, limits);
  } catch (const std::bad_alloc &) {
    return Unknown{Unknown::Reason::memory, "cadical: out of memory"};
  }
}

std::string cadical_version() { return std::string("cadical ") + CaDiCaL::Solver::version(); }

} // namespace dma_verify::smt
