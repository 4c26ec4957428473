// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/source_mutants/source_mutants.h"

#include "harness/develop/source_mutants/tokens.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace dma_verify::source_mutants {
namespace {

std::vector<std::string> spellings(std::string_view text) {
  std::vector<std::string> all;
  for (const Token &token : tokens_of(text))
    all.emplace_back(token.spelling);
  return all;
}

const SourceMutant *find(const std::vector<SourceMutant> &mutants, std::string_view id) {
  const auto found = std::ranges::find(mutants, id, &SourceMutant::id);
  return found == mutants.end() ? nullptr : &*found;
}

TEST_CASE("text is split into the tokens of C") {
  CHECK(spellings("a->b >>= 0x1fUL; \"q\\\"\" 'c' x<=y") ==
        std::vector<std::string>{"a", "->", "b", ">>=", "0x1fUL", ";", "\"q\\\"\"", "'c'", "x",
                                 "<=", "y"});
  CHECK(spellings("a /* b\n c */ d // e\nf") == std::vector<std::string>{"a", "d", "f"});
  CHECK(spellings("#define X \\\n 1\na # b") == std::vector<std::string>{"a", "#", "b"});
  CHECK(spellings("\"open") == std::vector<std::string>{"\"open"});
}

constexpr std::string_view kFile = R"(
int other(int a);
static int first(unsigned long off, unsigned long count)
{
	int ret = -6;
	if (off >= count || !count)
		return ret;
	ret = second(off, count + 1);
	return ret;
}
)";

TEST_CASE("each rule changes one place of a function, and nothing else") {
  const auto mutants = mutants_of(kFile);
  const auto text_of = [&](std::string_view id) {
    const SourceMutant *const mutant = find(mutants, id);
    REQUIRE_MESSAGE(mutant != nullptr, id);
    return mutant->text;
  };
  const auto with = [](std::string_view from, std::string_view to) {
    std::string text(kFile);
    return text.replace(text.find(from), from.size(), to);
  };
  CHECK(text_of("first#10:relation") == with(">= count", "> count"));
  CHECK(text_of("first#10:relation-2") == with(">= count", "< count"));
  CHECK(text_of("first#12:logic") == with("||", "&&"));
  CHECK(text_of("first#13:not") == with("!count", "count"));
  CHECK(text_of("first#8:negated") ==
        with("(off >= count || !count)", "(!(off >= count || !count))"));
  CHECK(text_of("first#8:never") == with("(off >= count || !count)", "(0)"));
  CHECK(text_of("first#16:deleted") == with("return ret;", ";"));
  CHECK(text_of("first#19:deleted") == with("ret = second(off, count + 1);", ";"));
  CHECK(text_of("first#23:plus-one") == with("second(off,", "second((off) + 1,"));
  CHECK(text_of("first#23:swapped") == with("second(off, count + 1)", "second(count + 1, off)"));
  CHECK(text_of("first#26:arithmetic") == with("count + 1", "count - 1"));
  CHECK(text_of("first#27:number") == with("count + 1", "count + 2"));
  CHECK(find(mutants, "first#10:relation")->line == 6);
}

TEST_CASE("a declaration is not deleted, and what is no function is left alone") {
  const auto mutants = mutants_of(kFile);
  CHECK(find(mutants, "first#1:deleted") == nullptr);
  CHECK(find(mutants, "first#1:zero") != nullptr);
  CHECK(std::ranges::none_of(
      mutants, [](const SourceMutant &mutant) { return !mutant.id.starts_with("first#"); }));
  CHECK(mutants_of("static const int table[] = {1, 2 + 3};").empty());
}

TEST_CASE("all ids are different, and so are all texts") {
  const auto mutants = mutants_of(kFile);
  std::set<std::string> ids;
  for (const SourceMutant &mutant : mutants) {
    CAPTURE(mutant.id);
    CHECK(ids.insert(mutant.id).second);
    CHECK(mutant.text != kFile);
  }
  CHECK(mutants.size() > 25);
}

} // namespace
} // namespace dma_verify::source_mutants
