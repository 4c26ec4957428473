// SPDX-License-Identifier: GPL-2.0-only
// The inputs that the exhaustive engine tries: all that the callers' contract allows on words of 8
// bits, in an order in which those of one row differ in vm_pgoff and the probe alone.
#pragma once

#include "model/kernel/convert.h"
#include "properties/property.h"

#include <optional>
#include <string>
#include <vector>

namespace dma_verify::exhaustive {

// The machine of small_architectures().
using Small = ConcreteMachine<8, 8, 8, 4>;
inline constexpr unsigned kValues = 256; // of one of its words

// One of `of` parts into which a sweep is split: every `of`-th size, from `number` on.
struct Part {
  unsigned number = 0;
  unsigned of = 1;
};

struct SweepResult {
  std::uint64_t cases = 0;                  // judged; each with all probes
  std::uint64_t unjudged = 0;               // calls that did not return
  std::optional<StoredScenario> scenario{}; // the first that violates the property
  std::string clause{};                     // and the clause
};

// Which of the buffers that the contract allows are tried with each size.
enum class Buffers : std::uint8_t {
  one,   // the first: where nothing that is judged reads the buffer's place
  edges, // the first and the last in the linear map, and those in the vmalloc area
  all,
};

// The buffers, as scenarios without a request, that a call of this size may be given: none if the
// contract does not allow the size.
std::vector<Scenario<Small>> buffers(HelperId call, const Architecture &architecture,
                                     Small::Bytes size, Buffers which);

// All VMAs, of a shared mapping, that keep M6.
std::vector<Vma<Small>> vmas(const Architecture &architecture);

// Calls `visit(scenario)` for each row of mmaps of this size: each buffer with each VMA, if they
// keep the property's assumptions. No assumption reads vm_pgoff or the probe. Ends when `visit`
// returns false; tells whether none did.
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
