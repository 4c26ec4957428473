// SPDX-License-Identifier: GPL-2.0-only
// What is known about each field of a minimum while the others keep their values: guessed by
// evaluation, proved by solvers.
#pragma once

#include "smt/minimality/minimum.h"

namespace dma_verify::smt {

struct FieldsFound {
  std::string reason{};               // why nothing is known; empty if something is
  std::vector<FieldFreedom> fields{}; // `value` is left empty; `low` and `high` are hexadecimal
  SettledQuery query{};               // "what is said of some field is wrong"
  bool anything_at_once = false;
};
FieldsFound prove_fields(const Failing &failing, const StoredScenario &minimum,
                         const Solvers &solvers);

} // namespace dma_verify::smt
