// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/selection/selection.h"

#include "harness/cli/selection/suggestion.h"
#include "properties/agreement.h"
#include "properties/proof_only.h"

#include <algorithm>
#include <fnmatch.h>

namespace dma_verify::cli {
namespace {

bool matches(const std::string &glob, std::string_view text) {
  return fnmatch(glob.c_str(), std::string(text).c_str(), 0) == 0;
}

bool matches_architecture(const std::string &glob, const Architecture &row) {
  if (matches(glob, architecture_id(row)))
    return true;
  return std::ranges::any_of(architecture_aliases(row),
                             [&](std::string_view alias) { return matches(glob, alias); });
}

// What there is that looks like the glob: ids, families with all their properties, and names.
std::string meant_property(const std::string &glob) {
  std::vector<std::string> known;
  const auto add = [&](std::string_view id) {
    known.emplace_back(id);
    known.push_back(known.back().substr(0, id.find('.')) + ".*");
    known.push_back("*" + known[known.size() - 2].substr(id.find('.')));
  };
  for (const auto &text : catalogue())
    add(text.id);
  for (const auto &text : agreements())
    add(text.id);
  for (const auto &property : sequence_properties())
    add(property.id);
  for (const std::string &id : proof_only_ids())
    add(id);
  return suggestion(glob, known);
}
std::string meant_architecture(const std::string &glob) {
  std::vector<std::string> known;
  for (const Architecture &row : architectures()) {
    known.push_back(architecture_id(row));
    for (const std::string_view alias : architecture_aliases(row))
      known.emplace_back(alias);
  }
  return suggestion(glob, known);
}

} // namespace

std::variant<Selection, WrongSelection> select(const std::vector<std::string> &property_globs,
                                               const std::vector<std::string> &architecture_globs,
                                               bool with_small_words) {
  Selection selection;
  const auto small_words =
      with_small_words ? small_architectures() : std::span<const Architecture>();
  for (const std::string &glob : property_globs) {
    const auto meant = [&](const auto &text) { return matches(glob, text.id); };
    if (std::ranges::none_of(catalogue(), meant) && std::ranges::none_of(agreements(), meant) &&
        std::ranges::none_of(sequence_properties(), meant) &&
        std::ranges::none_of(proof_only_ids(),
                             [&](const std::string &id) { return matches(glob, id); })) {
      return WrongSelection{"--property '" + glob + "' matches no property" +
                            (meant_property(glob) + " (see dma-verify list properties)")};
    }
  }
  for (const std::string &glob : architecture_globs) {
    const auto matched = [&](const Architecture &row) { return matches_architecture(glob, row); };
    if (std::ranges::none_of(architectures(), matched) &&
        std::ranges::none_of(small_words, matched)) {
      return WrongSelection{"--arch '" + glob + "' matches no architecture" +
                            (meant_architecture(glob) + " (see dma-verify list architectures)")};
    }
  }
  const auto wanted_id = [&](std::string_view id) {
    return property_globs.empty() ||
           std::ranges::any_of(property_globs, [&](const auto &glob) { return matches(glob, id); });
  };
  for (PropertyIndex i = 0; i < catalogue().size(); ++i) {
    if (wanted_id(catalogue()[i].id))
      selection.properties.push_back(i);
  }
  for (const AgreementText &agreement : agreements()) {
    if (wanted_id(agreement.id))
      selection.agreements.push_back(agreement.call);
  }
  for (const SequenceProperty &property : sequence_properties()) {
    if (wanted_id(property.id))
      selection.sequence_properties.push_back(&property);
  }
  for (const std::string &id : proof_only_ids()) {
    if (wanted_id(id))
      selection.proof_only.push_back(id);
  }
  const auto select_rows = [&](std::span<const Architecture> rows,
                               std::vector<Architecture> &selected) {
    for (const Architecture &row : rows) {
      const auto wanted = [&](const std::string &glob) { return matches_architecture(glob, row); };
      if (architecture_globs.empty() || std::ranges::any_of(architecture_globs, wanted))
        selected.push_back(row);
    }
  };
  select_rows(architectures(), selection.architectures);
  select_rows(small_words, selection.small_architectures);
  return selection;
}

} // namespace dma_verify::cli
