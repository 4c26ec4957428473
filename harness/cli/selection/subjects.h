// SPDX-License-Identifier: GPL-2.0-only
// Makes subjects that can be run from the arguments of --subject.
#pragma once

#include "harness/subjects/c_subject.h"
#include "harness/subjects/containment/containment.h"
#include "harness/subjects/subject.h"

#include <memory>
#include <variant>
#include <vector>

namespace dma_verify::cli {

// A compiled file as a subject; `shown` is how it is called in results.
Subject as_subject(const CSubject &file, const std::string &shown, const Containment &containment);

// What holds the code of files, unless the user does not want it (--unsandboxed).
Containment containment_for(bool unsandboxed);

// "model", a C file, or a kernel tree, which has a subject for each unit; compiled for these
// architectures only, or for all if none are given. A tree's headers are compared with the shim's
// facts: what differs or cannot be compared is in `problems`, one line each.
struct ResolvedSubjects {
  std::vector<Subject> subjects; // at least one
  std::vector<std::string> problems;
  std::string facts; // of a tree: "28 of 28", how many of the shim's facts were compared
};
std::variant<ResolvedSubjects, SubjectError>
resolve_subjects(const std::string &word, unsigned jobs,
                 const std::vector<Architecture> &architectures = {},
                 const Containment &containment = Containment::of_this_machine());

// The one of them that has the helpers of this unit.
std::variant<Subject, SubjectError> resolve_subject(const std::string &word, UnitId unit,
                                                    unsigned jobs, const Containment &containment);

} // namespace dma_verify::cli
