// SPDX-License-Identifier: GPL-2.0-only
// Edits of the kernel's own file, with the verdict that each must get: bugs, harmless refactorings,
// repairs, and files that cannot be judged. They are applied at test time to the user's copy.
#pragma once

#include "model/kernel/helper_id.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dma_verify::acceptance {

enum class EditKind {
  bug,        // exit status 1, and a violated property of `family`
  harmless,   // exit status 0
  repair,     // of a weakness: exit status 0
  unmodelled, // exit status 3
  unusable,   // exit status 2
};

struct Replacement {
  // Text of the file. A blank stands for any white space, also for none; "..." for anything but a
  // semicolon.
  std::string_view place;
  std::string_view text; // "$&" is what stood there, "$1" what "..." stood for
};

struct Edit {
  std::string_view id;
  EditKind kind = EditKind::bug;
  std::string_view family;                   // bugs: a family in which it must be found
  std::array<Replacement, 3> replacements{}; // in this order; those without a place are none
  UnitId unit{};                             // whose file it is made in; filled in by edits()
};

// Of all units, written against the form of Linux 6.12.
std::span<const Edit> edits();

// The kernels in whose file the edits of a unit are made; in the first, all of them fit.
std::span<const std::string_view> kernels_of(UnitId unit);

// For the lists of units.
constexpr Edit bug(std::string_view id, std::string_view family, Replacement first,
                   Replacement second = {}) {
  return {id, EditKind::bug, family, {first, second}};
}
constexpr Edit edit(EditKind kind, std::string_view id, Replacement first, Replacement second = {},
                    Replacement third = {}) {
  return {id, kind, "", {first, second, third}};
}
constexpr Edit harmless(std::string_view id, Replacement first, Replacement second = {},
                        Replacement third = {}) {
  return edit(EditKind::harmless, id, first, second, third);
}

// The source with the edit made; nothing if a place does not occur in it.
std::optional<std::string> apply(const Edit &edit, const std::string &source);

} // namespace dma_verify::acceptance
