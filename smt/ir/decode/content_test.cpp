// SPDX-License-Identifier: GPL-2.0-only
// What changes the text of a function's content, and what does not.
#include "smt/ir/decode/content.h"

#include "smt/ir/decode/decode.h"

#include <doctest/doctest.h>

#include <string>

namespace dma_verify::ir {
namespace {

constexpr std::string_view kFile = R"(
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@table = internal constant [2 x i32] [i32 3, i32 4]
@state = internal global i32 0
declare i32 @service(ptr noundef, i32)
define i32 @other(i32 %x) {
  %sum = add i32 %x, 1
  ret i32 %sum
}
define internal i32 @inner(i32 %x) {
  %got = load i32, ptr getelementptr inbounds ([2 x i32], ptr @table, i64 0, i64 1), align 4
  %sum = add nsw i32 %x, %got
  ret i32 %sum
}
define i32 @helper(ptr noundef %where, i32 %x) {
entry:
  %small = icmp ult i32 %x, 7
  br i1 %small, label %first, label %last
first:
  %a = call i32 @inner(i32 %x)
  br label %last
last:
  %result = phi i32 [ %a, %first ], [ 0, %entry ]
  %b = call i32 @service(ptr noundef %where, i32 %result)
  store i32 %b, ptr @state, align 4
  ret i32 %b
}
)";

std::string content(const std::string &text, std::string_view function = "helper") {
  auto decoded = decode(text, "test");
  const auto *error = std::get_if<DecodeError>(&decoded);
  REQUIRE_MESSAGE(error == nullptr, error->message);
  return content_of(std::get<Module>(decoded), function);
}

std::string with(std::string_view part, std::string_view instead) {
  std::string text(kFile);
  const std::size_t at = text.find(part);
  REQUIRE_MESSAGE(at != std::string::npos, part);
  return text.replace(at, part.size(), instead);
}

TEST_CASE("whatever a run of the function can come to changes its content") {
  const std::string before = content(std::string(kFile));
  for (const auto &change : {
           std::pair{"icmp ult i32 %x, 7", "icmp ult i32 %x, 8"},
           std::pair{"icmp ult i32 %x, 7", "icmp slt i32 %x, 7"},
           std::pair{"add nsw i32 %x, %got", "add i32 %x, %got"}, // of a callee
           std::pair{"add nsw i32 %x, %got", "sub nsw i32 %x, %got"},
           std::pair{"add nsw i32 %x, %got", "add nsw i32 %got, %x"},
           std::pair{"[i32 3, i32 4]", "[i32 3, i32 5]"}, // of a table of a callee
           std::pair{"internal constant", "internal global"},
           std::pair{"@state = internal global i32 0", "@state = internal global i32 1"},
           std::pair{"@service(ptr noundef %where", "@service(ptr nonnull %where"},
           std::pair{"@helper(ptr noundef %where", "@helper(ptr %where"},
           std::pair{"declare i32 @service(ptr noundef, i32)",
                     "declare noundef i32 @service(ptr noundef, i32)"},
           std::pair{"store i32 %b, ptr @state, align 4", "store i32 %b, ptr @state, align 2"},
           std::pair{"[ %a, %first ], [ 0, %entry ]", "[ 0, %first ], [ %x, %entry ]"},
           std::pair{"label %first, label %last", "label %last, label %first"},
           std::pair{"target datalayout = \"e-", "target datalayout = \"E-"},
           std::pair{"i64:64", "i64:64-p:32:32"},
       }) {
    CAPTURE(change.first);
    CAPTURE(change.second);
    CHECK(content(with(change.first, change.second)) != before);
  }
}

TEST_CASE("a service of another name changes the content of who calls it") {
  std::string text(kFile);
  for (std::size_t at = text.find("@service"); at != std::string::npos; at = text.find("@service"))
    text.replace(at, 8, "@another");
  CHECK(content(text) != content(std::string(kFile)));
}

TEST_CASE("functions and constants that are not reached change nothing, wherever they stand") {
  const std::string before = content(std::string(kFile));
  CHECK(content(with("%x, 1", "%x, 2")) == before);
  CHECK(content(with("define i32 @other", "define i32 @more(i32 %x) {\n  ret i32 %x\n}\n"
                                          "define i32 @other")) == before);
  CHECK(content(with("@table = ", "@.str = private constant [2 x i8] c\"a\\00\"\n@table = ")) ==
        before);
  CHECK(content(with("%x, 1", "%x, 2"), "other") != content(std::string(kFile), "other"));
}

TEST_CASE("who else writes a static variable that the function knows belongs to its content") {
  constexpr std::string_view kOther = "  %sum = add i32 %x, 1\n  ret i32 %sum\n";
  const std::string before = content(std::string(kFile));
  const auto writing = [&](const std::string &what) {
    return content(with(kOther, "  store i32 " + what + ", ptr @state, align 4\n  ret i32 %x\n"));
  };
  CHECK(writing("1") != before);
  CHECK(writing("2") != writing("1"));
}

TEST_CASE("what is only loaded is fixed if no other module knows it") {
  auto decoded = decode("@loaded = internal global i32 3\n"
                        "@stored = internal global i32 3\n"
                        "@known = global i32 3\n"
                        "@away = internal global [2 x i32] zeroinitializer\n"
                        "@constant = constant i32 3\n"
                        "@elsewhere = external global i32\n"
                        "declare void @service(ptr)\n"
                        "define i32 @helper(i64 %at) {\n"
                        "  %a = load i32, ptr @loaded, align 4\n"
                        "  %place = getelementptr [2 x i32], ptr @away, i64 0, i64 %at\n"
                        "  %b = load i32, ptr %place, align 4\n"
                        "  store i32 %a, ptr @stored, align 4\n"
                        "  call void @service(ptr %place)\n"
                        "  ret i32 %b\n}\n",
                        "test");
  std::string fixed;
  for (const Global &global : std::get<Module>(decoded).globals)
    fixed += global.is_fixed() ? global.name + " " : "";
  CHECK(fixed == "loaded constant ");
}

TEST_CASE("names of values, and the numbers of constants without a name, change nothing") {
  std::string text(kFile);
  for (std::size_t at = text.find("%got"); at != std::string::npos; at = text.find("%got"))
    text.replace(at, 4, "%new");
  CHECK(content(text) == content(std::string(kFile)));
  const auto with_constant = [](const std::string &name) {
    std::string named(kFile);
    for (std::size_t at = named.find("@table"); at != std::string::npos; at = named.find("@table"))
      named.replace(at, 6, name);
    return content(named);
  };
  CHECK(with_constant("@.str") == with_constant("@.str.7"));
}

TEST_CASE("where instructions stand in the source changes nothing") {
  const auto at_line = [](unsigned line) {
    return content("define i32 @helper(i32 %x) !dbg !4 {\n"
                   "  call void @llvm.dbg.value(metadata i32 %x, metadata !6, metadata "
                   "!DIExpression()), !dbg !5\n"
                   "  %y = add i32 %x, 1, !dbg !5\n  ret i32 %y, !dbg !5\n}\n"
                   "declare void @llvm.dbg.value(metadata, metadata, metadata)\n"
                   "!llvm.dbg.cu = !{!0}\n!llvm.module.flags = !{!2}\n"
                   "!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1)\n"
                   "!1 = !DIFile(filename: \"a.c\", directory: \".\")\n"
                   "!2 = !{i32 2, !\"Debug Info Version\", i32 3}\n"
                   "!3 = !DISubroutineType(types: !{})\n"
                   "!4 = distinct !DISubprogram(name: \"helper\", file: !1, line: " +
                   std::to_string(line) + ", type: !3, unit: !0, spFlags: DISPFlagDefinition)\n" +
                   "!5 = !DILocation(line: " + std::to_string(line + 1) +
                   ", column: 3, scope: !4)\n"
                   "!6 = !DILocalVariable(name: \"x\", arg: 1, scope: !4, file: !1)\n");
  };
  CHECK(at_line(3) == at_line(30));
  CHECK(at_line(3) ==
        content("define i32 @helper(i32 %x) {\n  %y = add i32 %x, 1\n  ret i32 %y\n}\n"));
}

TEST_CASE("a module without the function says so") {
  CHECK(content(std::string(kFile), "none") != content(std::string(kFile), "other"));
  CHECK(content(std::string(kFile), "none") != content(std::string(kFile), "nothing"));
}

} // namespace
} // namespace dma_verify::ir
