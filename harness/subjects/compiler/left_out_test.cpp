// SPDX-License-Identifier: GPL-2.0-only
// What needs unknown names is left out and named, and what no compiler takes is refused; with gcc
// and with clang.
#include "harness/subjects/compiler/left_out.h"

#include "harness/units/own_files.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

using own_files::Folder;
using own_files::text_of_form;
using own_files::with;

constexpr std::string_view kInclude = "#include <linux/iommu-dma.h>\n";
constexpr std::string_view kClear = "memset(page_address(block), 0, bytes);";

// The names that are missing, or the message, of the file of 6.12 with `head` behind its last
// include, in line 5, and `statement` before its memset, in line 62 (63 with a head).
std::string result_of(const char *compiler, const std::string &head, const std::string &statement) {
  std::string text = text_of_form("6.12");
  if (!head.empty())
    text = with(text, kInclude, std::string(kInclude) + head + "\n");
  text = with(text, kClear, statement + " " + std::string(kClear));
  const Folder folder;
  const std::string path = folder.write("ops_helpers.c", text).string();
  const auto loaded = load_c_subject(path, {compiler, 1, {make_architecture(64, 64, 64, 12)}});
  if (const auto *error = std::get_if<SubjectError>(&loaded))
    return "refused: " + error->message.substr(error->message.rfind(path) + path.size());
  return to_string(std::get<CSubject>(loaded).missing);
}

void check(const std::string &head, const std::string &statement, std::string_view expected) {
  for (const char *compiler : {"gcc", "clang"}) {
    CAPTURE(compiler);
    CAPTURE(head);
    CAPTURE(statement);
    CHECK(result_of(compiler, head, statement) == expected);
  }
}
void check_refused(const std::string &head, const std::string &statement, std::string_view place) {
  for (const char *compiler : {"gcc", "clang"}) {
    CAPTURE(compiler);
    CAPTURE(head);
    CAPTURE(statement);
    const std::string result = result_of(compiler, head, statement);
    CAPTURE(result);
    CHECK(result.starts_with("refused: " + std::string(place)));
  }
}

TEST_CASE("a file that needs nothing unknown misses nothing") { check("", "", ""); }

TEST_CASE("constants and members and types that are unknown are named with their lines") {
  check("", "if (bytes == FROB_SIZE) return NULL;", "FROB_SIZE (line 62)");
  check("", "if (device->frob_area) return NULL;", "frob_area of struct device (line 62)");
  check("", "struct frob f; f.x = 1;", "struct frob (line 62)");
  check("", "frob_t f = 1;", "frob_t (line 62)");
  check("", "if (bytes < sizeof(struct frob)) return NULL;", "struct frob (line 62)");
}

TEST_CASE("functions and macros that are unknown are named") {
  check("", "frobnicate(block);", "frobnicate (line 62)");
  check("", "struct page *other = frob_page(block);", "frob_page (line 62)");
  check("", "pgprot_t prot = frob_prot(3);", "frob_prot (line 62)");
  check("", "for_each_frob(block, device) { bytes = 0; }", "for_each_frob (line 62)");
  check("", "frob_guard(block) bytes = 0;", "frob_guard (line 62)");
}

TEST_CASE("all that is missing is named at once") {
  check("", "if (device->frob_area) {\nfrobnicate(FROB_SIZE); }",
        "frob_area of struct device (line 62), frobnicate (line 63), FROB_SIZE (line 63)");
}

TEST_CASE("of what a declaration that is left out would declare its own names are missing") {
  check("static DEFINE_FROB(frob);", "frob_lock(&frob);",
        "DEFINE_FROB (line 5), frob_lock (line 63)");
  check("static frob_t frob;", "frob = 3;", "frob_t (line 5)");
  check("static int frob(frob_t f) { return f.x; }", "frob((void *)0);", "frob_t (line 5)");
  check("FROB_MODULE(\"x\", dma_common_mmap);", "", "FROB_MODULE (line 5)");
  check("__frob int frob(void) { return 3; }", "", "__frob (line 5)");
}

TEST_CASE("what no compiler takes is refused with its line") {
  check_refused("", "bytes = bytes", ":62: error: expected");
  check_refused("", "unsigned lung wanted;", ":62: error: expected");
  check_refused("", "get_order();", ":62: error: too few arguments");
  check_refused("", "goto out;", ":"); // gcc names the function's line
  check_refused("static int frob(void) { return 3;", "", "");
  check_refused("static int frob(void) { return 3 }", "", ":5: error:");
}

TEST_CASE("an error before the first missing name is none of its doing") {
  check_refused("", "unsigned lung wanted; frobnicate(FROB_SIZE);", ":62: error: expected");
  check("", "frobnicate(FROB_SIZE) bytes = 0;", "frobnicate (line 62), FROB_SIZE (line 62)");
}

TEST_CASE("a name that the simulated kernel has is no missing one") {
  // A misspelled variable may be a constant; this one is the name of a variable of ours.
  check_refused("", "int other = order;", ":62: error:");
}

} // namespace
} // namespace dma_verify
