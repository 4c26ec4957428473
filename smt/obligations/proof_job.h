// SPDX-License-Identifier: GPL-2.0-only
// What is claimed: one clause of one property on one architecture; or one path class of a helper,
// or one label of a property, that can or cannot occur on that architecture; or a rule of
// sequences.
#pragma once

#include "properties/catalogue.h"
#include "properties/sequences/shapes.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {

// What a job settles.
enum class ProofKind : std::uint8_t {
  clause,     // a clause of the catalogue holds
  path_class, // a path class of a helper is possible inside the contract, or is not
  label,      // the same of a label of a property, inside its assumptions
  sequence,   // a rule holds in all sequences of calls of a property
  agreement,  // a compiled file does what the model does
};

struct ProofJob {
  std::string id; // property_id:clause@architecture: offset-bounds.no-wrap:length@64-64-64-12
  std::string property_id; // of the catalogue, or reachability.CALL or .PROPERTY, sequence.NAME
  std::string clause;      // or the class, or the label with - for blanks
  ProofKind kind = ProofKind::clause;
  PropertyIndex property = 0; // of a clause or label
  HelperId call{};
  Architecture architecture{};
  std::string build{}; // of a compiled file: target and level, "x86_64-O2"; the id ends with it
};

// The id of the job for this clause.
std::string job_id(std::string_view property, std::string_view clause, const Architecture &row);

// The clause of a job of kind path_class which says that each call is of one of the classes.
inline constexpr std::string_view kCoveredClause = "covered";

// What the job claims, whatever the file is compiled for: its id without the build.
std::string claim_of(const ProofJob &job);
// The same job of a file that is compiled in this way.
ProofJob with_build(ProofJob job, const std::string &build);

// The clause of a job of kind agreement.
inline constexpr std::string_view kAgreementClause = "as-the-model";

// Every clause that can be proved, on every architecture of the table to which its property
// applies, in the order of the catalogue; then every path class of every helper and every label of
// these properties.
std::vector<ProofJob> all_proof_jobs();

// What can be asked of a compiled file of the unit, without a build: the clauses of the catalogue,
// those of execution too that no helper of the model can violate, and agreement with the model.
std::vector<ProofJob> file_proof_jobs(UnitId unit);

// The same for other rows (small words).
std::vector<ProofJob> proof_jobs_on(std::span<const Architecture> architectures);

// For a job about a path class or label: whether it claims that there is such a call.
bool claims_reachable(const ProofJob &job);

// Whether the clause of this property is proved of compiled files.
bool is_proved_of_files(const PropertyText &property, const ClauseText &clause);

// Whether the job's claim can be asked without folding of its terms. Sequences cannot: what
// decides their steps is folded, and without that they have too many paths.
constexpr bool can_be_unfolded(const ProofJob &job) { return job.kind != ProofKind::sequence; }

// What the class, label or clause says.
std::string statement_of(const ProofJob &job);

// Positions of what a job is about: of a label in its property's list, of a path class in its
// helper's (the number of classes, if the job is `covered`), of a clause in its property of
// sequences, and that property.
std::size_t label_of(const ProofJob &job);
std::size_t path_class_of(const ProofJob &job);
const sequences::ProvedProperty &proved_property_of(const ProofJob &job);
std::size_t sequence_clause_of(const ProofJob &job);

namespace smt {

// The jobs about labels or path classes with the same property and architecture.
std::vector<ProofJob> reachability_jobs_beside(const ProofJob &job);

// The job `covered` about the path classes of the same helper on the same architecture.
ProofJob job_of_classes(const ProofJob &job);
// The assumptions under which the job's claim is made: the contract, and what its property assumes
// besides.
std::vector<Assumption> assumptions_of_classes(const ProofJob &job);

} // namespace smt
} // namespace dma_verify
