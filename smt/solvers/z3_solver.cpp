// SPDX-License-Identifier: GPL-2.0-only
#include "smt/solvers/z3_solver.h"

#include "smt/terms/integer_query.h"

#include <z3++.h>

#include <algorithm>

namespace dma_verify::smt {
namespace {

// The value of a numeral or of true and false.
Uint128 number_of(const z3::expr &value) {
  if (value.is_bool())
    return value.is_true() ? 1 : 0;
  Uint128 number = 0;
  for (const char digit : value.get_decimal_string(0))
    number = number * 10 + static_cast<unsigned>(digit - '0');
  return number;
}

Assignment model_of(const z3::solver &solver, const Query &query, Encoding encoding) {
  z3::context &context = solver.ctx();
  const z3::model model = solver.get_model();
  Assignment assignment;
  for (const Term variable : variables_of(query)) {
    const std::string name(variable.name());
    const z3::sort sort = variable.width() == 0            ? context.bool_sort()
                          : encoding == Encoding::integers ? context.int_sort()
                                                           : context.bv_sort(variable.width());
    assignment[name] = number_of(model.eval(context.constant(name.c_str(), sort), true));
  }
  return assignment;
}

Unknown unknown_because(const std::string &reason) {
  const auto says = [&](std::string_view word) { return reason.find(word) != std::string::npos; };
  Unknown unknown;
  if (says("timeout") || says("canceled")) {
    unknown.reason = Unknown::Reason::time;
    unknown.message = "z3: time limit reached";
  } else if (says("memory")) {
    unknown.reason = Unknown::Reason::memory;
    unknown.message = "z3: memory limit reached";
  } else {
    unknown.message = "z3: gave up: " + reason;
  }
  return unknown;
}

// Gives one text to Z3.
Result solve_text(const std::string &text, const Query &query, Encoding encoding,
                  const Limits &limits) {
  try {
    z3::context context;
    z3::tactic tactic = z3::tactic(context, "simplify") & z3::tactic(context, "propagate-values") &
                        z3::tactic(context, "solve-eqs");
    if (encoding == Encoding::integers) {
      tactic = tactic & z3::tactic(context, "smt");
    } else {
      tactic = tactic & z3::tactic(context, "simplify") & z3::tactic(context, "bit-blast") &
               z3::tactic(context, "sat");
    }
    z3::solver solver = tactic.mk_solver();
    z3::params parameters(context);
    parameters.set("timeout", static_cast<unsigned>(
                                  std::clamp<std::int64_t>(limits.time.count(), 1, 0xfffffffe)));
    parameters.set("max_memory", limits.memory_megabytes);
    if (limits.conflicts != 0 && encoding == Encoding::bit_vectors)
      parameters.set("max_conflicts", limits.conflicts);
    if (limits.resources != 0 && encoding == Encoding::integers)
      parameters.set("rlimit", limits.resources);
    solver.set(parameters);
    solver.from_string(text.c_str());
    switch (solver.check()) {
    case z3::unsat:
      return Unsat{
          {encoding == Encoding::integers ? Witness::z3_integers : Witness::z3_bit_vectors}};
    case z3::sat:
      return Sat{model_of(solver, query, encoding)};
    case z3::unknown:
      return unknown_because(solver.reason_unknown());
    }
    return SolverError{"z3: an answer that is none"};
  } catch (const z3::exception &problem) {
    const std::string_view message = problem.msg();
    if (message.find("memory") != std::string_view::npos)
      return Unknown{Unknown::Reason::memory, "z3: " + std::string(message)};
    return SolverError{"z3: " + std::string(message)};
  }
}

} // namespace

Result solve_with_z3(const Query &query, const Limits &limits, Encoding encoding) {
  const auto deadline = std::chrono::steady_clock::now() + limits.time;
  if (encoding != Encoding::bit_vectors) {
    Limits first = limits;
    if (encoding == Encoding::automatic)
      first.time /= 2; // the rest is for bit-vectors
    Result result = Unknown{Unknown::Reason::gave_up, "z3: the query has no reading in integers"};
    if (const auto integers = to_integer_smtlib(query))
      result = solve_text(*integers, query, Encoding::integers, first);
    if (encoding == Encoding::integers || !std::holds_alternative<Unknown>(result))
      return result;
  }
  Limits rest = limits;
  rest.time = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  return solve_text(to_smtlib(query), query, Encoding::bit_vectors, rest);
}

std::string z3_version() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned build = 0;
  unsigned revision = 0;
  Z3_get_version(&major, &minor, &build, &revision);
  return "z3 " + std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(build);
}

} // namespace dma_verify::smt
