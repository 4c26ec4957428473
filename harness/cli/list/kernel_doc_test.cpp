// SPDX-License-Identifier: GPL-2.0-only
// Kernel-doc comments: they have each entry of the catalogue once, in a form that kernel-doc reads.
#include "harness/cli/list/kernel_doc.h"
#include "harness/develop/testing/program.h"
#include "properties/catalogue.h"
#include "properties/sequences/sequence_properties.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

namespace dma_verify::cli {
namespace {

// The comments, without what is between them.
std::vector<std::string> comments() {
  const std::string text = kernel_doc();
  std::vector<std::string> found;
  for (std::size_t at = 0; (at = text.find("/**\n", at)) != std::string::npos;) {
    const std::size_t end = text.find(" */\n", at);
    REQUIRE(end != std::string::npos);
    found.push_back(text.substr(at, end + 4 - at));
    at = end;
  }
  return found;
}

std::string comment_of(const std::string &subject) {
  for (const std::string &comment : comments()) {
    if (comment.starts_with("/**\n * " + subject))
      return comment;
  }
  FAIL("no comment of " << subject);
  return {};
}

std::string function_of(HelperId call) { return std::string(text_of(call).symbol) + " - "; }

std::size_t count(const std::string &text, const std::string &part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at)
    ++found;
  return found;
}

// Without the comment's margin, and on one line: what a reader reads.
std::string unfolded(const std::string &comment) {
  std::string text;
  for (const std::string &line : testing::lines_of(comment)) {
    std::string words = line.size() > 3 ? line.substr(3) : "";
    words.erase(0, words.find_first_not_of(' '));
    text += words + " ";
  }
  return text;
}

TEST_CASE("each helper has one comment, and sequences have one") {
  CHECK(comments().size() == all_helpers().size() + 1);
  for (const HelperId call : all_helpers())
    CHECK_FALSE(comment_of(function_of(call)).empty());
  CHECK_FALSE(comment_of("DOC: ").empty());
}

// The lines of one property, unfolded; empty if the comment does not have it.
std::string expectation_of(const std::string &comment, std::string_view id) {
  const std::size_t start = comment.find(" * * [" + std::string(id) + "] ");
  if (start == std::string::npos)
    return "";
  const std::size_t end =
      std::min(comment.find("\n * * [", start), comment.find("Constraints of use:", start));
  return unfolded(comment.substr(start, end - start));
}

void check_expectation(const std::string &comment, std::string_view id, std::string_view statement,
                       std::span<const ClauseText> clauses) {
  CAPTURE(id);
  const std::string text = expectation_of(comment, id);
  CHECK(text.starts_with("* [" + std::string(id) + "] " + std::string(statement)));
  for (const ClauseText &clause : clauses) {
    CAPTURE(clause.id);
    CHECK(count(text, "* [" + std::string(clause.id) + "] ") == 1);
  }
  CHECK(count(text, "* [") == 1 + clauses.size());
}

TEST_CASE("each property of the catalogue is an expectation of its helper, with its clauses") {
  const std::string everything = kernel_doc();
  for (const PropertyText &property : catalogue()) {
    CAPTURE(property.id);
    CHECK(count(everything, "[" + std::string(property.id) + "]") == (property.of_model ? 0 : 1));
    if (!property.of_model)
      check_expectation(comment_of(function_of(property.call)), property.id, property.statement,
                        property.clauses);
  }
}

TEST_CASE("each property of sequences is an expectation, with its clauses") {
  for (const SequenceProperty &property : sequence_properties())
    check_expectation(comment_of("DOC: "), property.id, property.statement, property.clauses);
}

TEST_CASE("a helper's constraints are its contract and what its properties need") {
  for (const HelperId call : all_helpers()) {
    const std::string comment = comment_of(function_of(call));
    const std::string constraints = comment.substr(comment.find("Constraints of use:"));
    for (const AssumptionText &text : assumption_texts()) {
      const auto names = [&](std::span<const Assumption> list) {
        return std::ranges::find(list, text.assumption) != list.end();
      };
      bool expected = names(contract_of(call));
      for (const PropertyText &property : catalogue()) {
        if (property.call == call && !property.of_model)
          expected = expected || names(property.assumptions);
      }
      CAPTURE(text.id);
      const std::string line = "[" + std::string(text.id) + "] " + std::string(text.statement);
      CHECK(count(unfolded(constraints), line) == (expected ? 1 : 0));
    }
  }
}

TEST_CASE("a property's needs stand behind its statement") {
  CHECK(expectation_of(comment_of(function_of(ops_helpers::Helper::alloc_pages)),
                       "error-unwind.alloc_pages")
            .find("once and in order (needs A2, A5, A6, A8, A9, A10):") != std::string::npos);
  CHECK(expectation_of(comment_of(function_of(ops_helpers::Helper::mmap)),
                       "page-range.mmap-without-mmu")
            .find("needs") == std::string::npos);
}

TEST_CASE("a comment is one that the kernel takes") {
  for (const std::string &comment : comments()) {
    for (const std::string &line : testing::lines_of(comment)) {
      CAPTURE(line);
      CHECK(line.size() <= 80);
      CHECK((line == "/**" || line == " *" || line == " */" || line.starts_with(" * ")));
      CHECK_FALSE(std::isspace(static_cast<unsigned char>(line.back())));
    }
    CHECK(count(comment, "*/") == 1);
  }
}

TEST_CASE("a pointer in a statement is no emphasis") {
  const std::string comment = comment_of(function_of(ops_helpers::Helper::alloc_pages));
  CHECK(count(comment, "``*dma_handle``") >= 1);
  CHECK(count(comment, " *dma_handle") == 0);
}

} // namespace
} // namespace dma_verify::cli
