// SPDX-License-Identifier: GPL-2.0-only
// Globs select properties and architectures; a glob that matches nothing is an error.
#include "harness/cli/selection/selection.h"

#include <doctest/doctest.h>

namespace dma_verify::cli {
namespace {

Selection selected(const std::vector<std::string> &properties, const std::vector<std::string> &rows,
                   bool with_small_words = false) {
  const auto result = select(properties, rows, with_small_words);
  REQUIRE(std::holds_alternative<Selection>(result));
  return std::get<Selection>(result);
}

std::string refused(const std::vector<std::string> &properties,
                    const std::vector<std::string> &rows, bool with_small_words = false) {
  const auto result = select(properties, rows, with_small_words);
  const auto *wrong = std::get_if<WrongSelection>(&result);
  return wrong == nullptr ? "" : wrong->message;
}

TEST_CASE("without a glob everything is selected, small words if they are asked for") {
  const Selection all = selected({}, {});
  CHECK(all.properties.size() == catalogue().size());
  CHECK(all.architectures.size() == architectures().size());
  CHECK(all.small_architectures.empty());
  CHECK(selected({}, {}, true).small_architectures.size() == small_architectures().size());
}

TEST_CASE("a glob selects by id or by alias") {
  CHECK(selected({"offset-bounds.*"}, {}).properties.size() == 3);
  const Selection one = selected({}, {"x86_64"}, true);
  REQUIRE(one.architectures.size() == 1);
  CHECK(architecture_id(one.architectures[0]) == "64-64-64-12");
  CHECK(one.small_architectures.empty());
}

TEST_CASE("small words are selected by their own ids, where they are asked for") {
  const Selection small = selected({}, {"8-8-8-[23]"}, true);
  CHECK(small.architectures.empty());
  CHECK(small.small_architectures.size() == 2);
  CHECK(refused({}, {"8-8-8-2"}) ==
        "--arch '8-8-8-2' matches no architecture (see dma-verify list architectures)");
}

TEST_CASE("a glob that matches nothing is named") {
  CHECK(refused({"nothing.*"}, {}) ==
        "--property 'nothing.*' matches no property (see dma-verify list properties)");
  CHECK(refused({}, {"x86_64", "vax"}, true) ==
        "--arch 'vax' matches no architecture (see dma-verify list architectures)");
}

} // namespace
} // namespace dma_verify::cli
