// SPDX-License-Identifier: GPL-2.0-only
// The shortest failing sequence: two solvers say that no shorter sequence of calls
// fails, for all shapes, kinds of device, answers and words. A shorter one that they find is run.
#pragma once

#include "model/world/step.h"
#include "properties/sequences/player.h"
#include "smt/minimality/proved_facts.h"
#include "smt/minimality/second_opinion.h"
#include "smt/subjects/symbolic_subject.h"

#include <functional>
#include <string>
#include <vector>

namespace dma_verify::smt {

struct FoundSequence {
  std::vector<world::Event> events; // the shortest that is known
  ProvedMinimum proved;
};

// The events violate the clause on a fresh instance of the subject. Shorter sequences with more
// than so many calls are not asked about, since that takes too long.
inline constexpr std::size_t kMostCallsAsked = 2;
FoundSequence prove_shortest(const SymbolicSubject &subject, const Architecture &architecture,
                             const SequenceViolation &violation,
                             const std::vector<world::Event> &events, const Solvers &solvers);

// Every shape of exactly so many calls on buffers that were handed out and not freed, with up to
// two devices of all kinds, and all finite answers. A shape covers its first parts too.
std::vector<SequenceChoice> choices_of_calls(const Architecture &architecture, std::size_t calls);

// Whether the sequence violates what solvers are asked about the clause when it is played; not if
// one of its calls breaks what proofs of sequences assume, or takes the memory of a device.
bool violates_when_played(const Architecture &architecture, const std::vector<world::Event> &events,
                          const SequenceViolation &violation,
                          const std::function<ObserveCall()> &open);

} // namespace dma_verify::smt
