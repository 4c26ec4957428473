// SPDX-License-Identifier: GPL-2.0-only
// A tree's definitions are compared with the shim's by their values, not their text, and each
// difference is named.
#include "harness/subjects/kernel_tree/facts_check.h"

#include "harness/units/own_files.h"
#include "model/units.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

namespace dma_verify {
namespace {

using own_files::Folder;
using own_files::with;

using Tree = own_files::Headers;
using own_files::small_tree;

FactsReport check(const Tree &tree) {
  const Folder folder;
  const Folder work;
  for (const auto &[name, text] : tree)
    folder.write(name, text);
  const auto checked = check_facts(folder.path(), {}, work.path(), "cc");
  if (const auto *error = std::get_if<FactsError>(&checked))
    FAIL(error->message);
  return std::get<FactsReport>(checked);
}

std::string joined(const std::vector<std::string> &lines) {
  std::string text;
  for (const std::string &line : lines)
    text += line + "\n";
  return text;
}

// What is reported when `from` is replaced in one header of the small tree.
FactsReport check_with(const std::string &header, std::string_view from, std::string_view to) {
  Tree tree = small_tree();
  tree[header] = with(tree[header], from, to);
  return check(tree);
}

TEST_CASE("a tree that says the same in other words agrees in every fact") {
  const FactsReport report = check(small_tree());
  CHECK(joined(report.drifted).empty());
  CHECK(joined(report.missing).empty());
  for (const char *fact : {"PAGE_ALIGN", "get_order", "vma_pages", "DMA_MAPPING_ERROR",
                           "DMA_ATTR_SKIP_CPU_SYNC", "DMA_FROM_DEVICE", "ENXIO", "SG_END"}) {
    CAPTURE(fact);
    CHECK(std::ranges::count(report.agreed, fact) == 1);
  }
}

#ifdef __x86_64__
TEST_CASE("what a tree's definitions do beside having a value is contained") {
  if (!Containment::of_this_machine().is_there()) {
    MESSAGE("SKIPPED: no containment here");
    return;
  }
  const Folder folder;
  const Folder work;
  const std::filesystem::path made = folder.path() / "escaped";
  for (const auto &[name, text] : small_tree())
    folder.write(name, text);
  const auto check_with_value = [&](const std::string &value) {
    folder.write("include/linux/mm.h", "#define ENXIO " + value + "\n" +
                                           small_tree()["include/linux/mm.h"]); // the first counts
    return check_facts(folder.path(), {}, work.path(), "cc");
  };
  CHECK(std::holds_alternative<FactsReport>(check_with_value("({ 6; })")));
  const std::string makes_a_folder =
      "({ long r; __asm__ volatile(\"syscall\" : \"=a\"(r) : \"a\"(83), \"D\"(\"" + made.string() +
      "\"), \"S\"(0700) : \"rcx\", \"r11\", \"memory\"); 6; })";
  CHECK(std::holds_alternative<FactsError>(check_with_value(makes_a_folder)));
  CHECK_FALSE(std::filesystem::exists(made));
}
#endif

TEST_CASE("a constant that drifted is named with both values") {
  const FactsReport report =
      check_with("include/linux/dma-mapping.h", "SKIP_CPU_SYNC 32UL", "SKIP_CPU_SYNC 64UL");
  CHECK(joined(report.drifted) == "DMA_ATTR_SKIP_CPU_SYNC: the shim has 0x20, the tree 0x40\n");
  CHECK(std::ranges::count(report.agreed, "DMA_ATTR_SKIP_CPU_SYNC") == 0);
  CHECK(std::ranges::count(report.agreed, "DMA_ATTR_NO_WARN") == 1);
}

TEST_CASE("a narrower DMA_MAPPING_ERROR has drifted") {
  const FactsReport report =
      check_with("include/linux/dma-mapping.h", "((dma_addr_t)-1)", "((u32)-1)");
  CHECK(joined(report.drifted) ==
        "DMA_MAPPING_ERROR: the shim has 0xffffffffffffffff, the tree 0xffffffff\n");
}

TEST_CASE("directions in another order have drifted") {
  const FactsReport report =
      check_with("include/linux/dma-direction.h", "DMA_TO_DEVICE,\n  DMA_FROM_DEVICE",
                 "DMA_FROM_DEVICE,\n  DMA_TO_DEVICE");
  CHECK(joined(report.drifted) == "DMA_FROM_DEVICE: the shim has 0x2, the tree 0x1\n"
                                  "DMA_TO_DEVICE: the shim has 0x1, the tree 0x2\n");
}

TEST_CASE("a function that drifted is named with an input at which it does") {
  const FactsReport order =
      check_with("include/asm-generic/getorder.h", "(bytes - 1) >> PAGE_SHIFT",
                 "bytes == 0 ? 0 : (bytes - 1) >> PAGE_SHIFT");
  CHECK(joined(order.drifted) == "get_order: the shim has 0x34, the tree 0x0\n");
  const FactsReport pages = check_with("include/linux/mm.h", "/ PAGE_SIZE", "/ PAGE_SIZE + 1");
  CHECK(joined(pages.drifted).find("vma_pages") == 0);
}

TEST_CASE("a macro that loses the type of its argument has drifted") {
  const FactsReport report =
      check_with("include/linux/mm.h", "(((address) - 1)", "((unsigned long)((address) - 1)");
  CHECK(report.drifted.size() == 1);
  CHECK(joined(report.drifted).find("PAGE_ALIGN") == 0);
}

TEST_CASE("what the tree does not define is missing and is no drift") {
  Tree tree = small_tree();
  tree.erase("include/uapi/asm-generic/errno-base.h");
  tree["include/linux/mm.h"] = with(tree["include/linux/mm.h"], " vma_pages(", " area_pages(");
  const FactsReport report = check(tree);
  CHECK(joined(report.drifted).empty());
  CHECK(joined(report.missing) == "ENXIO\nENOMEM\nEACCES\nEINVAL\nvma_pages\n");
}

TEST_CASE("a tree without any header agrees in nothing and has no drift") {
  const FactsReport report = check({});
  CHECK(report.agreed.empty());
  CHECK(report.drifted.empty());
  CHECK(std::ranges::count(report.missing, "PAGE_ALIGN") == 1);
}

TEST_CASE("a definition that does not compile is an error in one line") {
  const Folder folder;
  const Folder work;
  for (const auto &[name, text] : small_tree())
    folder.write(name, text);
  folder.write("include/linux/scatterlist.h", "#define SG_END (1UL <<\n");
  const auto checked = check_facts(folder.path(), {}, work.path(), "cc");
  const auto *error = std::get_if<FactsError>(&checked);
  REQUIRE(error != nullptr);
  CHECK(error->message.find("the facts of the tree do not compile: ") == 0);
  CHECK(error->message.find('\n') == std::string::npos);
}

std::vector<UnitId> every_unit() {
  std::vector<UnitId> all;
  for (const UnitText &unit : units())
    all.push_back(unit.id);
  return all;
}

void check_fetched(const std::string &version) {
  const auto tree = own_files::fetched_kernel(version);
  if (!tree) {
    MESSAGE("SKIPPED: no sources of Linux " << version
                                            << " (harness/setup/fetch_kernel.sh fetches them)");
    return;
  }
  const Folder work;
  const auto checked = check_facts(*tree, every_unit(), work.path(), "cc");
  const auto *report = std::get_if<FactsReport>(&checked);
  REQUIRE(report != nullptr);
  CHECK(joined(report->drifted).empty());
  CHECK(joined(report->missing).empty());
  CHECK(report->agreed.size() > 20);
}

TEST_CASE("the shim repeats the facts of Linux 6.1") { check_fetched("6.1"); }
TEST_CASE("the shim repeats the facts of Linux 6.12") { check_fetched("6.12"); }

} // namespace
} // namespace dma_verify
