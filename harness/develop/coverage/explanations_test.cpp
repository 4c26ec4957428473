// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/coverage/explanations.h"

#include "harness/develop/testing/folder.h"

#include <doctest/doctest.h>

namespace dma_verify::coverage {
namespace {

std::variant<std::vector<Explanation>, UnreadableExplanations> read(std::string_view text) {
  const testing::Folder folder;
  return read_explanations(folder.write("explanations.toml", text).string());
}

std::string refusal(std::string_view text) {
  const auto result = read(text);
  REQUIRE(std::holds_alternative<UnreadableExplanations>(result));
  return std::get<UnreadableExplanations>(result).message;
}

TEST_CASE("an explanation has a place and a reason") {
  const auto result = read("[[uncovered]]\nmissed = \"branch\"\nfile = \"a.h\"\nfunction = \"f\"\n"
                           "text = \"if (x)\"\ntimes = 2\nreason = \"never\"\n");
  REQUIRE(std::holds_alternative<std::vector<Explanation>>(result));
  const auto &explanations = std::get<std::vector<Explanation>>(result);
  REQUIRE(explanations.size() == 1);
  CHECK(explanations[0].miss.missed == Missed::branch);
  CHECK(explanations[0].miss.file == "a.h");
  CHECK(explanations[0].miss.function == "f");
  CHECK(explanations[0].miss.text == "if (x)");
  CHECK(explanations[0].miss.times == 2);
  CHECK(explanations[0].reason == "never");
}

TEST_CASE("what is no explanation is refused with its line and field") {
  const std::string place = "[[uncovered]]\nmissed = \"line\"\nfile = \"a.h\"\ntext = \"x\"\n";
  CHECK(refusal(place).find(":1: reason: missing") != std::string::npos);
  CHECK(refusal("[[uncovered]]\nfile = \"a.h\"\n").find("missed") != std::string::npos);
  CHECK(refusal(place + "reason = \"r\"\nline = 3\n").find("unknown key line") !=
        std::string::npos);
  CHECK(refusal(place + "reason = \"r\"\n" + place + "reason = \"r\"\n").find("twice") !=
        std::string::npos);
  CHECK(refusal("[[uncovered]]\nmissed = \"file\"\nfile = \"a.h\"\ntext = \"x\"\nreason = \"r\"\n")
            .find("text") != std::string::npos);
  CHECK(refusal("[[uncovered]]\nmissed = \"function\"\nfile = \"a.h\"\nreason = \"r\"\n")
            .find("function: missing") != std::string::npos);
  CHECK(refusal(place + "reason = \"r\"\ntimes = 0\n").find("times") != std::string::npos);
  CHECK(refusal("other = 1\n").find("[[uncovered]]") != std::string::npos);
  CHECK(refusal("[[uncovered\n").find(":1") != std::string::npos);
}

} // namespace
} // namespace dma_verify::coverage
