// SPDX-License-Identifier: GPL-2.0-only
#include "smt/obligations/proof_job.h"

#include "properties/agreement.h"
#include "properties/path_classes/path_classes.h"

#include <algorithm>

namespace dma_verify {
namespace {

std::string with_hyphens(std::string_view text) {
  std::string id(text);
  std::ranges::replace(id, ' ', '-');
  std::erase(id, ',');
  return id;
}

constexpr std::string_view kReachability = "reachability.";

void add_clause_jobs(std::span<const Architecture> rows, std::vector<ProofJob> &jobs) {
  for (PropertyIndex property = 0; property < catalogue().size(); ++property) {
    const PropertyText &text = catalogue()[property];
    for (const Architecture &row : rows) {
      for (const ClauseText &clause : text.clauses) {
        if (!clause.by_proof || !text.applies_to(row))
          continue;
        jobs.push_back({job_id(text.id, clause.id, row), std::string(text.id),
                        std::string(clause.id), ProofKind::clause, property, text.call, row});
      }
    }
  }
}

void add_path_class_jobs(std::span<const Architecture> rows, std::vector<ProofJob> &jobs) {
  for (const HelperId call : all_helpers()) {
    const std::string property = std::string(kReachability) + std::string(to_string(call));
    for (const Architecture &row : rows) {
      if (!text_of(call.unit).exists_on(row))
        continue;
      const auto add = [&](std::string_view id) {
        jobs.push_back({job_id(property, id, row), property, std::string(id), ProofKind::path_class,
                        0, call, row});
      };
      for (const PathClass &path_class : path_classes_of(call))
        add(path_class.id);
      add(kCoveredClause);
    }
  }
}

void add_label_jobs(std::span<const Architecture> rows, std::vector<ProofJob> &jobs) {
  for (PropertyIndex property = 0; property < catalogue().size(); ++property) {
    const PropertyText &text = catalogue()[property];
    const std::string id = std::string(kReachability) + std::string(text.id);
    for (const Architecture &row : rows) {
      for (const LabelText &label : text.labels) {
        if (!text.applies_to(row))
          continue;
        const std::string clause = with_hyphens(label.id);
        jobs.push_back(
            {job_id(id, clause, row), id, clause, ProofKind::label, property, text.call, row});
      }
    }
  }
}

void add_sequence_jobs(std::span<const Architecture> rows, std::vector<ProofJob> &jobs) {
  for (const sequences::ProvedProperty &property : sequences::proved_properties()) {
    for (const Architecture &row : rows) {
      for (const ClauseText &clause : property.clauses) {
        jobs.push_back({job_id(property.id, clause.id, row), std::string(property.id),
                        std::string(clause.id), ProofKind::sequence, 0,
                        world::call_of(world::Action::acquire).value(), row});
      }
    }
  }
}

} // namespace

std::string claim_of(const ProofJob &job) {
  return job_id(job.property_id, job.clause, job.architecture);
}

ProofJob with_build(ProofJob job, const std::string &build) {
  job.build = build;
  job.id = claim_of(job) + "/" + build;
  return job;
}

bool is_proved_of_files(const PropertyText &property, const ClauseText &clause) {
  // The stack of a function is the machine code's.
  const bool is_of_execution = property.family() == "execution" && clause.id != "frame-size";
  return !property.of_model && (clause.by_proof || is_of_execution);
}

std::vector<ProofJob> file_proof_jobs(UnitId unit) {
  std::vector<ProofJob> jobs;
  for (const Architecture &row : architectures()) {
    for (PropertyIndex property = 0; property < catalogue().size(); ++property) {
      const PropertyText &text = catalogue()[property];
      for (const ClauseText &clause : text.clauses) {
        if (text.call.unit != unit || !text.applies_to(row) || !is_proved_of_files(text, clause))
          continue;
        jobs.push_back({job_id(text.id, clause.id, row), std::string(text.id),
                        std::string(clause.id), ProofKind::clause, property, text.call, row});
      }
    }
    for (const AgreementText &text : agreements()) {
      if (text.call.unit != unit || !text_of(unit).exists_on(row))
        continue;
      jobs.push_back({job_id(text.id, kAgreementClause, row), std::string(text.id),
                      std::string(kAgreementClause), ProofKind::agreement, 0, text.call, row});
    }
  }
  return jobs;
}

// For a job about a label: the label's position in its property's list.
std::size_t label_of(const ProofJob &job) {
  const auto labels = catalogue()[job.property].labels;
  std::size_t i = 0;
  while (with_hyphens(labels[i].id) != job.clause)
    ++i;
  return i;
}

// For a job about a path class: its position; for the job `covered`, the number of classes.
std::size_t path_class_of(const ProofJob &job) {
  const auto classes = path_classes_of(job.call);
  return static_cast<std::size_t>(std::ranges::find(classes, job.clause, &PathClass::id) -
                                  classes.begin());
}

const sequences::ProvedProperty &proved_property_of(const ProofJob &job) {
  return *std::ranges::find(sequences::proved_properties(), job.property_id,
                            &sequences::ProvedProperty::id);
}

std::size_t sequence_clause_of(const ProofJob &job) {
  const auto clauses = proved_property_of(job).clauses;
  return static_cast<std::size_t>(std::ranges::find(clauses, job.clause, &ClauseText::id) -
                                  clauses.begin());
}

namespace smt {

std::vector<ProofJob> reachability_jobs_beside(const ProofJob &job) {
  std::vector<ProofJob> jobs;
  if (job.kind == ProofKind::label)
    add_label_jobs({&job.architecture, 1}, jobs);
  else
    add_path_class_jobs({&job.architecture, 1}, jobs);
  std::erase_if(jobs, [&](const ProofJob &other) { return other.property_id != job.property_id; });
  return jobs;
}

ProofJob job_of_classes(const ProofJob &job) {
  ProofJob classes;
  classes.property_id = std::string(kReachability) + std::string(to_string(job.call));
  classes.clause = kCoveredClause;
  classes.id = job_id(classes.property_id, classes.clause, job.architecture);
  classes.kind = ProofKind::path_class;
  classes.call = job.call;
  classes.architecture = job.architecture;
  return classes;
}

std::vector<Assumption> assumptions_of_classes(const ProofJob &job) {
  const auto contract = contract_of(job.call);
  std::vector<Assumption> assumptions(contract.begin(), contract.end());
  if (job.kind == ProofKind::clause || job.kind == ProofKind::label) {
    for (const Assumption assumption : catalogue()[job.property].assumptions) {
      if (std::ranges::find(contract, assumption) == contract.end())
        assumptions.push_back(assumption);
    }
  }
  return assumptions;
}

} // namespace smt

std::string job_id(std::string_view property, std::string_view clause, const Architecture &row) {
  return std::string(property) + ":" + std::string(clause) + "@" + architecture_id(row);
}

std::vector<ProofJob> proof_jobs_on(std::span<const Architecture> architectures) {
  std::vector<ProofJob> jobs;
  add_clause_jobs(architectures, jobs);
  add_path_class_jobs(architectures, jobs);
  add_label_jobs(architectures, jobs);
  add_sequence_jobs(architectures, jobs);
  return jobs;
}

std::vector<ProofJob> all_proof_jobs() { return proof_jobs_on(architectures()); }

bool claims_reachable(const ProofJob &job) {
  if (job.kind == ProofKind::label)
    return is_reachable(catalogue()[job.property].labels[label_of(job)], job.architecture);
  if (job.kind == ProofKind::path_class && job.clause != kCoveredClause)
    return is_reachable(path_classes_of(job.call)[path_class_of(job)], job.architecture);
  return false;
}

std::string statement_of(const ProofJob &job) {
  switch (job.kind) {
  case ProofKind::clause:
    for (const ClauseText &clause : catalogue()[job.property].clauses) {
      if (clause.id == job.clause)
        return std::string(clause.statement);
    }
    return {};
  case ProofKind::path_class:
    if (job.clause == kCoveredClause)
      return "each call is of one of the classes";
    return "no call: " + std::string(path_classes_of(job.call)[path_class_of(job)].statement);
  case ProofKind::label:
    return "no call has the label '" +
           std::string(catalogue()[job.property].labels[label_of(job)].id) + "'";
  case ProofKind::sequence:
    return std::string(proved_property_of(job).clauses[sequence_clause_of(job)].statement);
  case ProofKind::agreement:
    return std::string(agreement_of(job.call).statement);
  }
  return {};
}

} // namespace dma_verify
