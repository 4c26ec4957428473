// SPDX-License-Identifier: GPL-2.0-only
// The form of a file depends on the names that it uses, and on nothing else.
#include "harness/units/ops_helpers/form.h"

#include "harness/units/ops_helpers/testdata/own_files.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

using own_files::text_of_form;
using own_files::with;

TEST_CASE("each form of the file is recognised") {
  for (const char *form : {"6.1", "6.12", "6.18", "seed", "7.3"}) {
    CAPTURE(form);
    CHECK(detect_form(text_of_form(form)).name == form);
  }
}

TEST_CASE("only the form of 6.1 knows no devices behind dma-iommu") {
  CHECK(!detect_form(text_of_form("6.1")).iommu_devices);
  for (const char *form : {"6.12", "6.18", "seed", "7.3"}) {
    CAPTURE(form);
    CHECK(detect_form(text_of_form(form)).iommu_devices);
  }
}

TEST_CASE("a file that tries both operations has the form between 6.18 and the seed") {
  const std::string both = with(text_of_form("6.18"), "return table->map_page(",
                                "if (table->map_phys) return table->map_phys(device, "
                                "page_to_phys(block), bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);"
                                "return table->map_page(");
  CHECK(detect_form(both).name == "6.19");
}

TEST_CASE("names in comments and literals do not make a form") {
  const std::string text = text_of_form("6.1");
  for (const char *unused :
       {"/* vma_start_pgoff use_dma_iommu\n map_phys */\n", "// map_phys vma_start_pgoff\n",
        "const char *a = \"map_phys \\\" vma_start_pgoff\";\n",
        "const char *b = \"/*\"; /* \" vma_start_pgoff */\n",
        "int c = '\"'; // vma_start_pgoff\n"}) {
    CAPTURE(unused);
    CHECK(detect_form(unused + text).name == "6.1");
  }
}

TEST_CASE("a name counts as a whole only") {
  const std::string text = text_of_form("6.1") + "static int my_map_phys, vma_start_pgoff_2;\n";
  CHECK(detect_form(text).name == "6.1");
}

TEST_CASE("a name after a literal with quotes in it still counts") {
  const std::string text = "static const char quote = '\\'', text[] = \"\\\\\";\n" +
                           text_of_form("6.12") + "// the end, without a new line";
  CHECK(detect_form(text).name == "6.12");
}

TEST_CASE("the header of dma-iommu alone tells that such devices are known") {
  CHECK(detect_form("#include <linux/iommu-dma.h>\n").iommu_devices);
  CHECK(!detect_form("// #include <linux/iommu-dma.h>\n").iommu_devices);
}

TEST_CASE("included names are listed however the line is spaced") {
  const SourceForm form = detect_form("#include <linux/a.h>\n # \tinclude\t<linux/b.h> // why\n"
                                      "#include \"own.h\"\n/*\n#include <linux/c.h>\n*/\n"
                                      "int include;\n#include <broken\n");
  CHECK(form.includes == std::vector<std::string>{"linux/a.h", "linux/b.h"});
}

TEST_CASE("a text that is no such file has an unknown form") {
  CHECK(detect_form("").name == "unknown");
  CHECK(detect_form("int main(void) { return 0; }").name == "unknown");
  CHECK(detect_form("/*").name == "unknown");
  CHECK(detect_form("\"").name == "unknown");
}

} // namespace
} // namespace dma_verify
