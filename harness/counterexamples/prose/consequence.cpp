// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/prose/consequence.h"

#include "harness/units/unit_words.h"
#include "model/units.h"
#include "properties/catalogue.h"

#include <array>

namespace dma_verify {
namespace {

// Of how a call ends, whichever unit's it is.
constexpr std::array kOfExecution = {
    Consequence{"execution.", "no-crash", "The kernel oopses in the middle of its caller"},
    Consequence{"execution.", "no-hang", "A CPU is stuck, with whatever its caller has locked"},
    Consequence{"execution.", "no-kernel-bug", "The kernel stops the caller with an oops"},
    Consequence{"execution.", "no-out-of-bounds-write", "Memory of others is overwritten"},
    Consequence{"execution.", "no-foreign-argument",
                "A service works on what is not its caller's, or is nothing at all"},
    Consequence{"execution.", "frame-size", "A kernel stack of 16 KiB can overflow"},
    Consequence{"execution.", "no-warning",
                "The log is flooded, and a machine that panics on warnings stops"},
    Consequence{"execution.", "no-forbidden-sleep",
                "A caller that holds a spinlock, or is in an interrupt, sleeps"},
    Consequence{"execution.", "no-kept-mapping",
                "The processor runs out of its few temporary mappings"},
};

bool is_about(const Consequence &known, std::string_view property, std::string_view clause) {
  const bool meant = known.property.ends_with('.') ? property.starts_with(known.property)
                                                   : property == known.property;
  return meant && known.clause == clause;
}

} // namespace

std::string_view consequence_of(std::string_view property, std::string_view clause,
                                const StoredObservation *observed) {
  const auto index = find_property(property); // none if it is one of sequences
  for (const UnitText &unit : units()) {
    if (index && catalogue()[*index].call.unit != unit.id)
      continue;
    for (const Consequence &known : words_of(unit.id).consequences) {
      const bool fits = known.fits == nullptr || observed == nullptr || known.fits(*observed);
      if (fits && is_about(known, property, clause))
        return known.text;
    }
  }
  for (const Consequence &known : kOfExecution) {
    if (is_about(known, property, clause))
      return known.text;
  }
  return {};
}

} // namespace dma_verify
