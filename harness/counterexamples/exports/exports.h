// SPDX-License-Identifier: GPL-2.0-only
// A counterexample in forms for use elsewhere: a doctest case, C to paste into a mail, a KUnit
// parameter, its traces as JSON, and a mail. All are made from one run of it.
#pragma once

#include "harness/counterexamples/prose/explain_sequence.h"
#include "smt/minimality/proved_facts.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {

// A member of a scenario whose name is not that of its field.
struct MemberName {
  std::string_view field;
  std::string_view member;
};

// A counterexample with what was seen when it was run again.
struct ExportInput {
  const Counterexample &counterexample;
  const std::string &subject; // as it is named in commands
  const std::string &file;    // of the counterexample, as it is named in commands
  bool fails = false;         // the subject violates its clause
  // For the call, or for each step of the sequence that was run; none if the process ended before.
  const StepObservations &observed;
  const StepObservations &expected; // by the model, as many
  const ProvedFacts *proved = nullptr;
  // Of the observed ones, as many; or none.
  std::span<const SourceLines> lines{};
};

struct ExportedFile {
  std::string name;
  std::string text;
};

// What is wrong, in some sentences; or that the subject keeps the clause.
std::string cause_text(const ExportInput &input);

// A translation unit with one test case, which runs the scenario on this project's model and checks
// that the clause holds; or, if the model itself violates it, that it does.
std::string doctest_case(const ExportInput &input);

// Statements that give `scenario`, a fresh StoredScenario, these values.
std::string scenario_code(const StoredScenario &scenario, const std::string &indent);

// A function in the kernel's C that makes the call with its values, or one call after the other;
// the cause in a comment. At most 72 columns, a tab being 8.
std::string c_snippet(const ExportInput &input);
// What the one call returned, and what the model returns if that differs; empty if it is not known.
std::string outcome_text(const ExportInput &input);

// An element of an array of the struct that the unit declares for KUnit parameters, indented by one
// tab, at most 72 columns. Of a sequence nothing: a parameter is one call.
std::string kunit_line(const ExportInput &input);
// The line as a file, with its comment.
std::string kunit_file(const ExportInput &input);
// What C calls the struct; and the header that declares it, and says how a suite uses it.
std::string kunit_struct(const ExportInput &input);
ExportedFile kunit_header(const ExportInput &input);

// Both traces; the first difference is marked. Words are hexadecimal strings.
std::string trace_json(const ExportInput &input);

// Plain ASCII text of at most 72 columns: cause, difference of the traces, KUnit parameter.
std::string mail_text(const ExportInput &input);

// All of them as files, named after the counterexample's, whose name ends in ".toml".
std::vector<ExportedFile> exports_of(const ExportInput &input);

} // namespace dma_verify
