// SPDX-License-Identifier: GPL-2.0-only
// The form of a file depends on the names that it uses, and on nothing else.
#include "harness/units/ops_helpers/form.h"

#include "harness/units/own_files.h"

#include <doctest/doctest.h>

namespace dma_verify::ops_helpers {
namespace {

using own_files::text_of_form;
using own_files::with;

SourceForm form_in(std::string_view text) { return form_of(read_source(text)); }
bool has_iommu_devices(std::string_view text) { return form_in(text).environment.iommu_devices; }

TEST_CASE("each form of the file is recognised") {
  for (const char *form : {"6.1", "6.12", "6.18", "seed", "7.3"}) {
    CAPTURE(form);
    CHECK(form_in(text_of_form(form)).name == form);
  }
}

TEST_CASE("only the form of 6.1 knows no devices behind dma-iommu") {
  CHECK(!has_iommu_devices(text_of_form("6.1")));
  for (const char *form : {"6.12", "6.18", "seed", "7.3"}) {
    CAPTURE(form);
    CHECK(has_iommu_devices(text_of_form(form)));
  }
}

TEST_CASE("a file that tries both operations has the form between 6.18 and the seed") {
  const std::string both = with(text_of_form("6.18"), "return table->map_page(",
                                "if (table->map_phys) return table->map_phys(device, "
                                "page_to_phys(block), bytes, direction, DMA_ATTR_SKIP_CPU_SYNC);"
                                "return table->map_page(");
  CHECK(form_in(both).name == "6.19");
}

TEST_CASE("names in comments and literals do not make a form") {
  const std::string text = text_of_form("6.1");
  for (const char *unused :
       {"/* vma_start_pgoff use_dma_iommu\n map_phys */\n", "// map_phys vma_start_pgoff\n",
        "const char *a = \"map_phys \\\" vma_start_pgoff\";\n",
        "const char *b = \"/*\"; /* \" vma_start_pgoff */\n",
        "int c = '\"'; // vma_start_pgoff\n"}) {
    CAPTURE(unused);
    CHECK(form_in(unused + text).name == "6.1");
  }
}

TEST_CASE("a name counts as a whole only") {
  const std::string text = text_of_form("6.1") + "static int my_map_phys, vma_start_pgoff_2;\n";
  CHECK(form_in(text).name == "6.1");
}

TEST_CASE("a name after a literal with quotes in it still counts") {
  const std::string text = "static const char quote = '\\'', text[] = \"\\\\\";\n" +
                           text_of_form("6.12") + "// the end, without a new line";
  CHECK(form_in(text).name == "6.12");
}

TEST_CASE("the header of dma-iommu alone tells that such devices are known") {
  CHECK(has_iommu_devices("#include <linux/iommu-dma.h>\n"));
  CHECK(!has_iommu_devices("// #include <linux/iommu-dma.h>\n"));
}

TEST_CASE("a text that is no such file has an unknown form") {
  CHECK(form_in("").name == "unknown");
  CHECK(form_in("int main(void) { return 0; }").name == "unknown");
  CHECK(form_in("/*").name == "unknown");
  CHECK(form_in("\"").name == "unknown");
}

} // namespace
} // namespace dma_verify::ops_helpers
