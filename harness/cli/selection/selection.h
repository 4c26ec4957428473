// SPDX-License-Identifier: GPL-2.0-only
// Which properties and architectures the options select.
#pragma once

#include "harness/cli/selection/shard.h"
#include "model/words/architecture.h"
#include "properties/catalogue.h"
#include "properties/sequences/sequence_properties.h"

#include <string>
#include <variant>
#include <vector>

namespace dma_verify::cli {

struct Selection {
  std::vector<PropertyIndex> properties;
  std::vector<HelperId> agreements; // calls of which agreement with the model is looked at
  std::vector<const SequenceProperty *> sequence_properties;
  std::vector<std::string> proof_only; // ids of what proofs alone look at
  std::vector<Architecture> architectures;
  std::vector<Architecture> small_architectures; // of the exhaustive engine, if it was asked for
  Shard shard{};                                 // what of it this run does
};

// One line: the option, its value and what is allowed.
struct WrongSelection {
  std::string message;
};

// Globs as in the shell (* ? [...]); an empty list selects all; a glob that matches nothing is
// wrong. `with_small_words`: architectures of 8-bit words are selected like the others.
std::variant<Selection, WrongSelection> select(const std::vector<std::string> &property_globs,
                                               const std::vector<std::string> &architecture_globs,
                                               bool with_small_words = false);

} // namespace dma_verify::cli
