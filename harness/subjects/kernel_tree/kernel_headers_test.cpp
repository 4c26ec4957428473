// SPDX-License-Identifier: GPL-2.0-only
// A header that the kernel does not have is found out.
#include "harness/subjects/kernel_tree/kernel_headers.h"

#include "harness/units/own_files.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

using own_files::Folder;

using Names = std::vector<std::string>;

TEST_CASE("a whole tree has each header at one of its places") {
  const Folder tree;
  for (const char *header :
       {"include/linux/kernel.h", "include/uapi/linux/types.h", "include/asm-generic/io.h",
        "arch/x86/include/asm/e820.h", "arch/s390/include/uapi/asm/zcrypt.h"})
    tree.write(header, "");
  CHECK_FALSE(
      header_not_in(tree.path(), {"linux/kernel.h", "linux/types.h", "uapi/linux/types.h",
                                  "asm/io.h", "asm/e820.h", "asm/zcrypt.h", "generated/bounds.h"}));
  CHECK(header_not_in(tree.path(), {"linux/kernel.h", "linux/nosuch.h"}) == "linux/nosuch.h");
  CHECK(header_not_in(tree.path(), {"asm/nosuch.h"}) == "asm/nosuch.h");
}

TEST_CASE("a part of a tree is no whole one") {
  const Folder tree;
  tree.write("include/linux/kernel.h", "");
  CHECK_FALSE(is_whole_tree(tree.path()));
  tree.write("include/linux/module.h", "");
  CHECK(is_whole_tree(tree.path()));
}

TEST_CASE("without a tree headers of other names are unknown") {
  CHECK(unknown_headers({"linux/dma-map-ops.h", "linux/iommu-dma.h", "asm/io.h"}).empty());
  CHECK(unknown_headers({"linux/slab.h", "linux/nosuch.h"}) == Names{"linux/nosuch.h"});
}

} // namespace
} // namespace dma_verify
