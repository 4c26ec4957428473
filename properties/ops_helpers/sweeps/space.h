// SPDX-License-Identifier: GPL-2.0-only
// The inputs that the exhaustive engine tries: all that the callers' contract allows on words of 8
// bits, in an order in which those of one row differ in vm_pgoff and the probe alone.
#pragma once

#include "properties/exhaustive/sweep.h"

#include <vector>

namespace dma_verify::exhaustive {

// Which buffers, of those that the contract allows, are tried with each size.
enum class Buffers : std::uint8_t {
  one,   // the first: where nothing that is judged reads the buffer's place
  edges, // the first and the last in the linear map, and those in the vmalloc area
  all,
};

// The buffers, as scenarios without a request, that a call of this size may be given: none if the
// contract does not allow the size.
std::vector<Scenario<Small>> buffers(HelperId call, const Architecture &architecture,
                                     Small::Bytes size, Buffers which);

// All VMAs, of a shared mapping, that keep vma_page_aligned.
std::vector<Vma<Small>> vmas(const Architecture &architecture);

// Calls `visit(scenario)` for each row of mmaps of this size: each buffer with each VMA, if they
// keep the property's assumptions. No assumption reads vm_pgoff or the probe. Ends when `visit`
// returns false. Returns whether it never did.
template <class Visit>
bool for_each_row(const PropertyText &property, const std::vector<Scenario<Small>> &buffers,
                  const std::vector<Vma<Small>> &vmas, Visit &&visit) {
  for (Scenario<Small> scenario : buffers) {
    for (const Vma<Small> &vma : vmas) {
      scenario.vma = vma;
      if (all_hold<Small>(property.assumptions, scenario) && !visit(scenario))
        return false;
    }
  }
  return true;
}

} // namespace dma_verify::exhaustive
