// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/compiler/targets.h"

#include "harness/develop/testing/folder.h"
#include "harness/develop/testing/program.h"
#include "harness/subjects/compiler/compile.h"
#include "harness/subjects/compiler/shim_text.h"
#include "model/units.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <string>

namespace dma_verify {
namespace {

std::string names_of(std::string_view row) {
  std::string names;
  for (const Target *target : targets_of(*find_architecture(row)))
    names += (names.empty() ? "" : " ") + std::string(target->name);
  return names;
}

TEST_CASE("each row has the processors on which it exists") {
  CHECK(names_of("64-64-64-12") == "x86_64 s390x");
  CHECK(names_of("64-64-64-16") == "x86_64");
  CHECK(names_of("64-64-64-12-nommu") == "x86_64");
  CHECK(names_of("32-32-32-12") == "i386 armv7");
  CHECK(names_of("32-64-64-18") == "i386 armv7");
  CHECK(names_of("32-32-64-12").empty());
  for (const Architecture &row : small_architectures())
    CHECK(targets_of(row).empty());
}

// What clang says of the unit's shim, compiled for the target with the macros of the row.
std::string complaint(std::string_view unit, const Target &target, const Architecture &row,
                      const std::string &text) {
  const testing::Folder folder;
  for_each_shim_file(unit, [&](const ShimFile &file) {
    folder.write(std::string(file.name), std::string(file.text));
  });
  folder.write("file.c", "#include \"services.h\"\n" + text);
  std::vector<std::string> command = {"clang",
                                      "--target=" + std::string(target.triple),
                                      "-std=gnu11",
                                      "-ffreestanding",
                                      "-nostdinc",
                                      "-O1",
                                      "-fsyntax-only",
                                      "-Wall",
                                      "-Werror",
                                      "-Wno-unused-function",
                                      "-include",
                                      "kconfig.h",
                                      "-I."};
  std::ranges::copy(target.flags, std::back_inserter(command));
  std::ranges::copy(macros_of_row(row), std::back_inserter(command));
  command.emplace_back("file.c");
  const auto end = testing::run_program(command, testing::program_options(folder.path()));
  return end.exit_status == 0 ? "" : end.errors + end.output;
}

TEST_CASE("the shim of each unit has the widths of each row on each processor") {
  for (const UnitText &unit : units()) {
    for (const Architecture &row : architectures()) {
      for (const Target *target : targets_of(row)) {
        CAPTURE(unit.name);
        CAPTURE(target->name);
        CAPTURE(architecture_id(row));
        CHECK(complaint(unit.name, *target, row, "") == "");
      }
    }
  }
}

TEST_CASE("a shim of other widths than the processor's does not compile") {
  const Target &i386 = *targets_of(*find_architecture("32-32-32-12")).front();
  CHECK(
      complaint("ops_helpers", i386, *find_architecture("64-64-64-12"), "").find("unsigned long") !=
      std::string::npos);
}

} // namespace
} // namespace dma_verify
