// SPDX-License-Identifier: GPL-2.0-only
// The table [certification] of a counterexample's file, read back.
#pragma once

#include "smt/minimality/proved_facts.h"

#include <toml++/toml.h>

#include <optional>
#include <string>

namespace dma_verify {

// What is wrong with it: the key, and what it must be.
struct WrongKey {
  std::string key;
  std::string allowed;
};

// Files of earlier versions have no such table, later ones may have more keys.
std::optional<WrongKey> read_certification(const toml::node &node, ProvedFacts &proved);

} // namespace dma_verify
