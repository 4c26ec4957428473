// SPDX-License-Identifier: GPL-2.0-only
// Real C files as subjects: found, recognised, compiled.
#pragma once

#include "harness/subjects/compiler/compile.h"
#include "harness/subjects/containment/containment.h"
#include "harness/subjects/source_text.h"

#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace dma_verify {

class LoadedObjects;

struct SubjectError {
  std::string message; // one line: which file, what is wrong
};

// Owns a folder with the compiled rows, removed with the last copy.
struct CSubject {
  UnitId unit{};                // whose helpers it defines
  std::filesystem::path source; // the C file
  std::filesystem::path tree;   // the kernel tree that was given, or that the file lies in
  SourceForm form;
  Way way;                             // its options; of one file, the usual way comes first
  std::vector<std::string> not_seen{}; // code that is compiled in no way, one phrase each
  std::string sha256;                  // of the file, hexadecimal
  std::string compiler;                // that compiled it
  Containment containment{"none was asked for"}; // of what compiles it
  std::vector<CompiledRow> rows;
  std::vector<MissingName> missing;     // what the simulated kernel lacks, as CompiledFile has it
  bool is_all = true;                   // the same
  std::vector<LargeFrame> large_frames; // the same
  std::vector<std::string> unread_headers; // the same
  std::shared_ptr<const std::filesystem::path> folder;
  std::shared_ptr<const std::filesystem::path> copied; // folder of the copy of a text from a pipe
  std::shared_ptr<LoadedObjects> loaded; // rows that sessions of this process have loaded
};

struct CSubjectOptions {
  std::string compiler; // empty: $CC, or cc
  unsigned jobs = 2;
  // Compiled for those of c_architectures() that are among these; empty: for all. At least for one,
  // so that a file that cannot be used is always found out.
  std::vector<Architecture> architectures{};
  Containment containment{"none was asked for"}; // of the compiler
};

// `path` is a C file, or a kernel tree that holds files of units: all of them, in the order of the
// units, each in all ways in which it differs; or a file in one way,
// "ops_helpers.c,CONFIG_HIGHMEM=y". "-" is standard input; it and a pipe are read to their ends.
std::variant<std::vector<CSubject>, SubjectError>
load_c_subjects(const std::string &path, const CSubjectOptions &options = {});
// The same of a path that leads to one file; of a tree with several, the first.
std::variant<CSubject, SubjectError> load_c_subject(const std::string &path,
                                                    const CSubjectOptions &options = {});

// What a compiler may reach while it reads the file; null: all that the user can.
std::shared_ptr<const containment::FileRules> reachable_for(const CSubject &subject,
                                                            const std::string &compiler);

// SHA-256 of the bytes, hexadecimal.
std::string sha256_of(std::string_view bytes);

} // namespace dma_verify
