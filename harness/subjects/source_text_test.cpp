// SPDX-License-Identifier: GPL-2.0-only
// Names and includes are read from a source as its compiler would see them.
#include "harness/subjects/source_text.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

TEST_CASE("included names are listed however the line is spaced") {
  const SourceText source = read_source("#include <linux/a.h>\n # \tinclude\t<linux/b.h> // why\n"
                                        "#include \"own.h\"\n/*\n#include <linux/c.h>\n*/\n"
                                        "int include;\n#include <broken\n");
  CHECK(source.includes == std::vector<std::string>{"linux/a.h", "linux/b.h"});
  CHECK(source.neighbours == std::vector<std::string>{"own.h"});
}

TEST_CASE("tokens stand together without comments, the content of literals and white space") {
  const SourceText source = read_source("a = b /* c */ & d; // e\n\tf(\"g h\");");
  CHECK(source.tokens == "a=b&d;f(\"\");");
  CHECK(source.uses("d"));
  CHECK(!source.uses("c"));
  CHECK(!source.uses("h"));
}

} // namespace
} // namespace dma_verify
