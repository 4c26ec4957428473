// SPDX-License-Identifier: GPL-2.0-only
// CaDiCaL: decides a formula and writes a proof of its answer. Only cadical_solver.cpp uses its
// API.
#pragma once

#include "smt/certificates/cnf_query.h"
#include "smt/solvers/result.h"

#include <filesystem>
#include <string>

namespace dma_verify::smt {

// Unsat comes with a whole proof in the file, in DRAT's binary form. Only the time limit is kept.
Result solve_with_cadical(const CnfQuery &formula, const std::filesystem::path &proof,
                          const Limits &limits);

// Name and version as CaDiCaL prints them; Debian's 1.5.3 is "cadical sc2021".
std::string cadical_version();

} // namespace dma_verify::smt
