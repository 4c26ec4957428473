// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/coverage/counts.h"

#include <doctest/doctest.h>

#include <sstream>

namespace dma_verify::coverage {
namespace {

constexpr std::string_view kFunctions = R"json("functions": [
  {"name": "a", "demangled_name": "int f<int>(int)", "execution_count": 1},
  {"name": "b", "demangled_name": "long f<long>(long)", "execution_count": 0}])json";

// A document of gcov's with these lines of one file.
std::string document(const std::string &lines) {
  std::string text = R"({"files": [{"file": "/x/f.h", )" + std::string(kFunctions) +
                     R"(, "lines": [)" + lines + "]}]}";
  std::erase(text, '\n');
  return text + "\n";
}

FileCounts read(const std::string &documents) {
  std::istringstream in(documents);
  const auto counts = read_counts(in, {{"f", "/x/f.h"}});
  REQUIRE(std::holds_alternative<Counts>(counts));
  return std::get<Counts>(counts).at("f");
}

TEST_CASE("what several instances and documents count of a line is summed") {
  const std::string line = R"({"line_number": 7, "function_name": "a", "count": 2, "branches": [
    {"count": 2, "throw": false, "fallthrough": true},
    {"count": 0, "throw": false, "fallthrough": false}]})";
  const FileCounts counts = read(document(line + "," + line) + document(line));
  REQUIRE(counts.lines.size() == 1);
  CHECK(counts.lines.at(7).executed == 6);
  CHECK(counts.lines.at(7).function == "f");
  CHECK(counts.lines.at(7).branches.at(2) == std::vector<std::uint64_t>{6, 0});
}

TEST_CASE("ways of exceptions, and those of instances that never ran, are not counted") {
  const FileCounts counts = read(document(R"(
    {"line_number": 1, "function_name": "a", "count": 3, "branches": [
      {"count": 3, "throw": false}, {"count": 0, "throw": true}]},
    {"line_number": 2, "function_name": "a", "count": 3, "branches": [
      {"count": 3, "throw": false}, {"count": 1, "throw": false}]},
    {"line_number": 2, "function_name": "b", "count": 0, "branches": [
      {"count": 0, "throw": false}, {"count": 0, "throw": false}, {"count": 0, "throw": false}]}
  )"));
  CHECK(counts.lines.at(1).branches.empty());
  CHECK(counts.lines.at(2).branches.size() == 1);
  CHECK(counts.lines.at(2).branches.at(2) == std::vector<std::uint64_t>{3, 1});
}

TEST_CASE("a line that no instance ran has the count 0") {
  const FileCounts counts =
      read(document(R"({"line_number": 2, "function_name": "b", "count": 0, "branches": []})"));
  CHECK(counts.lines.at(2).executed == 0);
}

TEST_CASE("output that is not gcov's is refused with its line") {
  for (const char *text : {"nonsense", "{}", R"({"files": [{"file": "/x/f.h"}]})"}) {
    std::istringstream in(std::string("\n") + text);
    const auto counts = read_counts(in, {{"f", "/x/f.h"}});
    REQUIRE(std::holds_alternative<UnreadableCounts>(counts));
    CHECK(std::get<UnreadableCounts>(counts).message.find("line 2") == 0);
  }
}

TEST_CASE("a function is named without namespaces, arguments and results") {
  CHECK(short_name("dma_verify::SimulatedKernel<M<1>>::map(MapPath, int) const") == "map");
  CHECK(short_name("dma_common_mmap") == "dma_common_mmap");
  CHECK(short_name("std::vector<int> a::f<int>(int (*)(long))") == "f");
  CHECK(short_name("a::(anonymous namespace)::g()") == "g");
}

} // namespace
} // namespace dma_verify::coverage
