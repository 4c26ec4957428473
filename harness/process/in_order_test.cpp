// SPDX-License-Identifier: GPL-2.0-only
#include "harness/process/in_order.h"

#include <doctest/doctest.h>

#include <string>

namespace dma_verify::process {

TEST_CASE("values that come in any order are handed on in the order of their numbers") {
  std::string text;
  InOrder<std::string> values([&](const std::string &value) { text += value; });
  values.put(2, "c");
  values.put(1, "b");
  CHECK(text.empty());
  values.put(0, "a");
  CHECK(text == "abc");
  values.put(3, "d");
  CHECK(text == "abcd");
}

} // namespace dma_verify::process
