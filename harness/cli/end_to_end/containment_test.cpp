// SPDX-License-Identifier: GPL-2.0-only
// Whatever the code of a verified file tries to do outside its own process is not done, is named,
// and is a violation; and no file can have itself passed by what it writes in memory.
#include "harness/cli/end_to_end/workplace.h"

#include "harness/develop/testing/contains.h"
#include "harness/units/own_files.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>

namespace dma_verify::end_to_end {
namespace {

using testing::contains;

// System calls as a hostile file makes them: without a name that could be left out.
constexpr std::string_view kSystemCall = R"(
static long system_call(long number, long a, long b, long c) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c)
                   : "rcx", "r11", "memory");
  return result;
}
)";
constexpr std::string_view kBody = "enum dma_data_direction direction) {\n  if (use_dma_iommu";
constexpr std::string_view kFirstFunction = "int dma_common_get_sgtable";

// The right file that also does this: in a helper, or when it is loaded.
std::string in_helper(std::string_view statement) {
  const std::string file = own_files::with(
      good_file(), kBody,
      fmt::format("enum dma_data_direction direction) {{\n  {}\n  if (use_dma_iommu", statement));
  return own_files::with(file, kFirstFunction, fmt::format("{}\n{}", kSystemCall, kFirstFunction));
}
std::string while_loaded(std::string_view statement) {
  return own_files::with(
      good_file(), kFirstFunction,
      fmt::format("{}\n__attribute__((constructor)) static void begin(void) {{ {} }}\n{}",
                  kSystemCall, statement, kFirstFunction));
}

// Only where code can be contained, and on the processor whose calls are written above.
bool can_be_tried(const Workplace &workplace) {
#ifdef __x86_64__
  const ProgramEnd version = workplace.run({"--version"});
  if (contains(version.output, "containment of tested code: seccomp"))
    return true;
  MESSAGE("SKIPPED: no containment here");
#else
  MESSAGE("SKIPPED: system calls of another processor");
#endif
  return false;
}

const std::vector<std::string> kFew = {"test",
                                       "--subject=hostile.c",
                                       "--arch=64-64-64-12",
                                       "--cases=60",
                                       "--seed=1",
                                       "--property=execution.free_pages"};

struct Escape {
  std::string_view call;
  std::string statement;
};

// What the issue of each is: files, the network, other processes, and ways around a filter.
std::vector<Escape> escapes(const Workplace &workplace) {
  const std::string file = (workplace.path() / "escaped").string();
  return {
      {"openat", fmt::format("system_call(257, -100, (long)\"{}\", 0101);", file)},
      {"open", fmt::format("system_call(2, (long)\"{}\", 0101, 0600);", file)},
      {"mkdir", fmt::format("system_call(83, (long)\"{}\", 0700, 0);", file)},
      {"unlink", fmt::format("system_call(87, (long)\"{}\", 0, 0);",
                             (workplace.path() / "hostile.c").string())},
      {"socket", "system_call(41, 2, 1, 0);"},
      {"kill", "system_call(62, -1, 15, 0);"},
      {"tgkill", "system_call(234, 1, 1, 9);"},
      {"ptrace", "system_call(101, 16, 1, 0);"},
      {"process_vm_writev", "system_call(311, 1, 0, 0);"},
      {"fork", "system_call(57, 0, 0, 0);"},
      {"clone", "system_call(56, 0, 0, 0);"},
      {"execve", "system_call(59, (long)\"/bin/true\", 0, 0);"},
      {"setsid", "system_call(112, 0, 0, 0);"},
      {"io_uring_setup", "system_call(425, 1, 0, 0);"},
      {"nanosleep", "long time[2] = {600, 0}; system_call(35, (long)time, 0, 0);"},
      // So that the process would outlive this program: no signal at its parent's end.
      {"prctl", "system_call(157, 1, 0, 0);"},
  };
}

void check_escapes(const Workplace &workplace, std::string (*hostile)(std::string_view),
                   std::string_view when) {
  for (const Escape &escape : escapes(workplace)) {
    CAPTURE(escape.call);
    workplace.write("hostile.c", hostile(escape.statement));
    const ProgramEnd end = workplace.run(kFew);
    CAPTURE(end.output);
    CHECK(end.exit_status == 1);
    const auto tells = [&](const Record &record) {
      return record.verdict == Verdict::falsified && record.property == "execution.free_pages" &&
             contains(record.reason + end.output, fmt::format("tried to {}{}", escape.call, when));
    };
    CHECK(std::ranges::any_of(workplace.records(), tells));
    CHECK_FALSE(std::filesystem::exists(workplace.path() / "escaped"));
    CHECK(std::filesystem::exists(workplace.path() / "hostile.c"));
    CHECK(workplace.survivors().empty());
  }
}

TEST_CASE("what a helper tries to do outside its process is refused and named") {
  const Workplace workplace;
  if (can_be_tried(workplace))
    check_escapes(workplace, &in_helper, "");
}

TEST_CASE("what a file tries to do while it is loaded is refused and named") {
  const Workplace workplace;
  if (can_be_tried(workplace))
    check_escapes(workplace, &while_loaded, " while it was loaded");
}

TEST_CASE("what is refused above is done where nothing is contained") {
  const Workplace workplace;
  if (!can_be_tried(workplace))
    return;
  for (const Escape &escape : escapes(workplace)) {
    if (escape.call != "openat" && escape.call != "open" && escape.call != "mkdir")
      continue;
    CAPTURE(escape.call);
    for (const auto hostile : {&in_helper, &while_loaded}) {
      workplace.write("hostile.c", hostile(escape.statement));
      (void)workplace.run(joined({kFew, {"--unsandboxed"}}));
      CHECK(std::filesystem::remove(workplace.path() / "escaped"));
    }
  }
}

TEST_CASE("a file that writes over whatever it finds in memory is not passed") {
  const Workplace workplace;
  if (!can_be_tried(workplace))
    return;
  // Up its stack, where the frames of its callers are; and the memory of the program from where the
  // stack's own pointers lead.
  for (const char *statement :
       {"unsigned long here[1]; volatile unsigned long *at = here;"
        "for (unsigned i = 0; i < 4000; i++) at[i] = 0;",
        "unsigned long here[1]; volatile unsigned long *at = here;"
        "for (unsigned i = 8; i < 400; i++) { unsigned long to = at[i];"
        "  if (to > 0x1000000 && to < 0x7fffffffffff && to % 8 == 0)"
        "    for (unsigned j = 0; j < 512; j++) ((volatile unsigned long *)to)[j] = 0; }"}) {
    CAPTURE(statement);
    workplace.write("hostile.c", in_helper(statement));
    const ProgramEnd end = workplace.run(kFew);
    CAPTURE(end.output);
    CHECK(end.exit_status != 0);
    CHECK(std::ranges::none_of(workplace.records(), [](const Record &record) {
      return record.verdict == Verdict::passed && record.property == "execution.free_pages";
    }));
    CHECK(workplace.survivors().empty());
  }
}

TEST_CASE("a file that ends its process, with whatever status, is falsified") {
  const Workplace workplace;
  if (!can_be_tried(workplace))
    return;
  for (const std::string &file :
       {in_helper("system_call(231, 0, 0, 0);"), while_loaded("system_call(231, 0, 0, 0);")}) {
    workplace.write("hostile.c", file);
    const ProgramEnd end = workplace.run(kFew);
    CAPTURE(end.output);
    CHECK(end.exit_status == 1);
    CHECK(contains(end.output, "no-crash"));
  }
}

TEST_CASE("a file that loops while it is loaded is falsified, and one that stops itself is too") {
  const Workplace workplace;
  if (!can_be_tried(workplace))
    return;
  workplace.write("hostile.c", while_loaded("for (;;) barrier();"));
  CHECK(workplace.run(kFew).exit_status == 1);
  workplace.write("hostile.c",
                  in_helper("system_call(234, system_call(39, 0, 0, 0), system_call(186, 0, 0, 0), "
                            "19);"));
  const ProgramEnd end = workplace.run(kFew);
  CHECK(end.exit_status == 1);
  CHECK(contains(end.output, "tried to tgkill"));
}

// Whether the files that a compiler reaches can be limited.
bool can_limit_compiler(const Workplace &workplace) {
  if (contains(workplace.run({"--version"}).output, ", Landlock "))
    return true;
  MESSAGE("SKIPPED: no Landlock here");
  return false;
}

TEST_CASE("the compiler reads nothing for a file but what belongs to it and to the system") {
  const Workplace workplace;
  if (!can_limit_compiler(workplace))
    return;
  const std::string secret = workplace.write("elsewhere/secret.h", "password_is_swordfish\n");
  workplace.write("beside.h", "#define DMA_VERIFY_TEST_BESIDE 1\n");
  workplace.write("hostile.c", "#include \"beside.h\"\n" + good_file());
  CHECK(workplace.run(kFew).exit_status == 0);
  for (const std::string &text :
       {fmt::format("#include \"{}\"\n", secret), fmt::format("#include \"elsewhere/secret.h\"\n"),
        fmt::format("__asm__(\".incbin \\\"{}\\\"\");\n", secret)}) {
    CAPTURE(text);
    workplace.write("hostile.c", good_file() + text);
    const ProgramEnd end = workplace.run(kFew);
    CAPTURE(end.errors);
    CHECK(end.exit_status == 2);
    CHECK_FALSE(contains(end.output + end.errors, "swordfish"));
    // The same file, when the user says so.
    const ProgramEnd allowed = workplace.run(joined({kFew, {"--unsandboxed"}}));
    CHECK_FALSE(contains(allowed.errors, "Permission denied"));
  }
}

TEST_CASE("a compiler that cannot work without files elsewhere is not limited, and that is said") {
  Workplace workplace;
  if (!can_limit_compiler(workplace))
    return;
  workplace.write("hostile.c", good_file());
  const std::string note = workplace.write("elsewhere/note", "");
  workplace.replace_program("keeps-notes", fmt::format("date > {} && exec cc \"$@\"", note));
  workplace.set("CC", "keeps-notes");
  const ProgramEnd end = workplace.run(kFew);
  CAPTURE(end.output);
  CHECK(end.exit_status == 0);
  CHECK(contains(testing::text_of(workplace.path() / "dma-verify-out/summary.md"),
                 "what the compiler reads and writes: keeps-notes does not work"));
}

#ifdef DMA_VERIFY_WITHOUT_SECCOMP
TEST_CASE("where calls cannot be limited, no C file is run unless the user says so") {
  const Workplace workplace;
  if (!can_be_tried(workplace))
    return;
  workplace.write("hostile.c", good_file());
  const auto run = [&](const std::vector<std::string> &arguments) {
    return testing::run_program(
        joined({{DMA_VERIFY_WITHOUT_SECCOMP, DMA_VERIFY_PROGRAM}, arguments}), workplace.options());
  };
  const ProgramEnd refused = run(kFew);
  CAPTURE(refused.errors);
  CHECK(refused.exit_status == 2);
  CHECK(contains(refused.errors, "does not let the file's code be contained (seccomp"));
  CHECK(contains(refused.errors, "--unsandboxed"));
  CHECK(run(joined({kFew, {"--unsandboxed"}})).exit_status == 0);
  CHECK(run({"test", "--subject=model", "--cases=60", "--arch=64-64-64-12"}).exit_status == 0);
  CHECK(contains(run({"--version"}).output, "containment of tested code: none: seccomp"));
}
#endif

TEST_CASE("without containment the program says so") {
  const Workplace workplace;
  workplace.write("hostile.c", good_file());
  const ProgramEnd contained = workplace.run(kFew);
  CHECK(contained.exit_status == 0);
  const ProgramEnd end = workplace.run(joined({kFew, {"--unsandboxed"}}));
  CHECK(end.exit_status == 0);
  CHECK(contains(end.output, "containment is none: --unsandboxed"));
  if (can_be_tried(workplace))
    CHECK_FALSE(contains(contained.output, "containment is none"));
}

} // namespace
} // namespace dma_verify::end_to_end
