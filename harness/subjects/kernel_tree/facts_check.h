// SPDX-License-Identifier: GPL-2.0-only
// Whether the facts that the shim repeats are still those of the kernel: the definitions in a
// tree's own headers are compiled together with the shim's, and their values are compared.
#pragma once

#include "harness/subjects/containment/containment.h"
#include "model/kernel/helper_id.h"

#include <filesystem>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace dma_verify {

struct FactsReport {
  std::vector<std::string> agreed;  // names of facts
  std::vector<std::string> drifted; // one line each: name, input, the shim's value, the tree's
  std::vector<std::string> missing; // names that the tree's headers do not define
};

struct FactsError {
  std::string message; // one line: the tree's definitions could not be read or compiled
};

// The facts of the shim that files of these units are compiled with. `work` must exist; the caller
// removes what is written there. What the tree's definitions do when they are evaluated is
// contained; the compiler is held to the rules, if there are any.
std::variant<FactsReport, FactsError>
check_facts(const std::filesystem::path &tree, std::span<const UnitId> units,
            const std::filesystem::path &work, const std::string &compiler,
            const Containment &containment = Containment::of_this_machine(),
            const containment::FileRules *reachable = nullptr);

} // namespace dma_verify
