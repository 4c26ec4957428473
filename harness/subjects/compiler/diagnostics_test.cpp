// SPDX-License-Identifier: GPL-2.0-only
// The messages of gcc and of clang say the same.
#include "harness/subjects/compiler/diagnostics.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

// "kind:name" or "kind:name of type" of the message; "none" if it names nothing that is missing.
std::string name_in(const std::string &message) {
  const auto name = name_not_found({"a.c", 1, 1, true, message});
  if (!name)
    return "none";
  constexpr const char *kKinds[] = {"object", "type", "unnamed type", "member", "call"}; // NOLINT
  return std::string(kKinds[static_cast<int>(name->kind)]) + ":" + name->name +
         (name->type.empty() ? "" : " of " + name->type);
}

TEST_CASE("errors and warnings are read with their places and nothing else is") {
  const auto found = diagnostics_in("In file included from a.c:1:\n"
                                    "a: b.c:12:7: error: 'x' undeclared: why\n"
                                    "   12 |  x error: here\n"
                                    "b.c:3:4: warning: odd [-Wodd]\n"
                                    "b.c:3:4: note: declared here\n"
                                    "c.c:1:10: fatal error: d.h: No such file or directory\n"
                                    "cc1: error: no place\n");
  REQUIRE(found.size() == 3);
  CHECK(found[0].file == "a: b.c");
  CHECK(found[0].line == 12);
  CHECK(found[0].column == 7);
  CHECK(found[0].is_error);
  CHECK(found[0].message == "'x' undeclared: why");
  CHECK_FALSE(found[1].is_error);
  CHECK(found[1].message == "odd [-Wodd]");
  CHECK(found[2].is_error);
}

TEST_CASE("names that gcc does not find") {
  CHECK(name_in("'N' undeclared (first use in this function); did you mean 'M'?") == "object:N");
  CHECK(name_in("'N' undeclared here (not in a function)") == "object:N");
  CHECK(name_in("unknown type name 'n_t'; did you mean 'm_t'?") == "type:n_t");
  CHECK(name_in("implicit declaration of function 'f' [-Wimplicit-function-declaration]") ==
        "call:f");
  CHECK(name_in("'struct d' has no member named 'm'; did you mean 'n'?") == "member:m of struct d");
  CHECK(name_in("'p_t' {aka 'struct <anonymous>'} has no member named 'm'") == "member:m of p_t");
  CHECK(name_in("invalid use of undefined type 'struct s'") == "type:struct s");
  CHECK(name_in("invalid application of 'sizeof' to incomplete type 'struct s'") ==
        "type:struct s");
  CHECK(name_in("storage size of 'v' isn't known") == "unnamed type:v");
}

TEST_CASE("names that clang does not find") {
  CHECK(name_in("use of undeclared identifier 'N'; did you mean 'M'?") == "object:N");
  CHECK(name_in("unknown type name 'n_t'") == "type:n_t");
  CHECK(name_in("implicit declaration of function 'f' is invalid in C99") == "call:f");
  CHECK(name_in("call to undeclared function 'f'; ISO C99 and later do not support it") ==
        "call:f");
  CHECK(name_in("no member named 'm' in 'struct d'") == "member:m of struct d");
  CHECK(name_in("incomplete definition of type 'struct s'") == "type:struct s");
  CHECK(name_in("variable has incomplete type 'struct s'") == "type:struct s");
}

TEST_CASE("large frames are read from gcc's messages and from clang's") {
  const auto gcc =
      large_frames_in("a.c: In function 'f':\na.c:1:2: warning: unused\n"
                      "a.c: In function 'g':\na.c:9:1: warning: the frame size of "
                      "16400 bytes is larger than 2048 bytes [-Wframe-larger-than=]\n");
  REQUIRE(gcc.size() == 1);
  CHECK(gcc[0].function == "g");
  CHECK(gcc[0].bytes == 16400);
  const auto clang = large_frames_in("a.c:2:14: warning: stack frame size (16424) exceeds limit "
                                     "(2048) in 'dma_g' [-Wframe-larger-than]\n");
  REQUIRE(clang.size() == 1);
  CHECK(clang[0].function == "dma_g");
  CHECK(clang[0].bytes == 16424);
}

TEST_CASE("a text of the file that looks like a compiler's names no function") {
  const auto frames = large_frames_in("a.c:1:2: error: #error x: In function 'f\n"
                                      "a.c:2:1: warning: the frame size of 5000 bytes is larger\n");
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].function.empty());
}

TEST_CASE("other errors name nothing that is missing") {
  for (const char *message :
       {"expected ';' before 'x'", "label 'out' used but not defined",
        "incompatible types when assigning to type 'int' from type 'pgprot_t'",
        "too few arguments to function 'f'", "conflicting types for 'f'",
        "use of undeclared label 'out'", "request for member 'x' in something not a structure"}) {
    CAPTURE(message);
    CHECK(name_in(message) == "none");
  }
}

} // namespace
} // namespace dma_verify
