// SPDX-License-Identifier: GPL-2.0-only
// A file becomes a subject, or one line says why it cannot.
#include "harness/subjects/c_subject.h"

#include "harness/units/own_files.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <set>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;
using own_files::Folder;
using own_files::path_of_form;
using own_files::text_of_form;
using own_files::with;

// The message for a file with this text; empty if it can be used.
std::string refusal_of(std::string_view text, const CSubjectOptions &options = {}) {
  const Folder folder;
  const auto loaded = load_c_subject(folder.write("ops_helpers.c", text).string(), options);
  const auto *error = std::get_if<SubjectError>(&loaded);
  return error == nullptr ? std::string() : error->message;
}
std::string refusal_of_path(const fs::path &path) {
  const auto loaded = load_c_subject(path.string());
  const auto *error = std::get_if<SubjectError>(&loaded);
  return error == nullptr ? std::string() : error->message;
}
bool holds(const std::string &text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("each form compiles for six page shifts with an MMU and one row without") {
  for (const char *form : {"6.1", "6.12", "6.18", "seed", "7.3"}) {
    CAPTURE(form);
    const auto loaded = load_c_subject(path_of_form(form).string());
    const auto *subject = std::get_if<CSubject>(&loaded);
    REQUIRE(subject != nullptr);
    CHECK(subject->form.name == form);
    std::multiset<std::string> rows;
    for (const CompiledRow &row : subject->rows) {
      rows.insert(architecture_id(row.architecture));
      CHECK(fs::file_size(row.object) > 0);
    }
    CHECK(rows == std::multiset<std::string>{"64-64-64-12", "64-64-64-12-nommu", "64-64-64-13",
                                             "64-64-64-14", "64-64-64-15", "64-64-64-16",
                                             "64-64-64-18"});
  }
}

TEST_CASE("only the wanted architectures are compiled and at least one") {
  const auto rows_for = [](std::vector<Architecture> wanted) {
    const auto loaded = load_c_subject(path_of_form("6.1").string(), {"cc", 2, std::move(wanted)});
    std::string ids;
    for (const CompiledRow &row : std::get<CSubject>(loaded).rows)
      ids += architecture_id(row.architecture) + " ";
    return ids;
  };
  CHECK(rows_for({make_architecture(64, 64, 64, 16), make_architecture(32, 32, 32, 13)}) ==
        "64-64-64-16 ");
  CHECK(rows_for({make_architecture(32, 32, 32, 13)}) == "64-64-64-12 ");
}

TEST_CASE("a kernel tree is taken by its file") {
  const Folder tree;
  tree.write("kernel/dma/ops_helpers.c", text_of_form("seed"));
  const auto loaded = load_c_subject(tree.path().string());
  const auto *subject = std::get_if<CSubject>(&loaded);
  REQUIRE(subject != nullptr);
  CHECK(subject->tree == tree.path());
  CHECK(subject->source == tree.path() / "kernel/dma/ops_helpers.c");
  CHECK(subject->form.name == "seed");
}

TEST_CASE("a subject records what it was made of") {
  const auto loaded = load_c_subject(path_of_form("6.12").string(), {"gcc", 1, {}});
  const auto *subject = std::get_if<CSubject>(&loaded);
  REQUIRE(subject != nullptr);
  CHECK(subject->sha256 == sha256_of(text_of_form("6.12")));
  CHECK(subject->compiler == "gcc");
  CHECK(subject->tree.empty());
  // Of "abc", as FIPS 180-2 gives it.
  CHECK(sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("the compiled rows are gone with the last copy of the subject") {
  fs::path object;
  {
    CSubject copy;
    {
      const CSubject subject = own_files::subject_of(text_of_form("6.1"));
      object = subject.rows.front().object;
      copy = subject;
    }
    CHECK(fs::exists(object));
  }
  CHECK(!fs::exists(object));
}

TEST_CASE("of a file that does not compile the first error is reported in one line") {
  const std::string text =
      with(text_of_form("6.12"), "const unsigned long wanted", "const unsigned lung wanted");
  const std::string message = refusal_of(text);
  CAPTURE(message);
  CHECK(holds(message, "ops_helpers.c:"));
  CHECK(holds(message, "error:"));
  CHECK(holds(message, "wanted"));
  CHECK(!holds(message, "\n"));
}

// The headers that stand beside a file and are not read, of this text with this header there.
std::string unread_of(std::string_view text, std::string_view header) {
  const Folder folder;
  if (!header.empty())
    folder.write("beside.h", header);
  const auto loaded = load_c_subject(folder.write("ops_helpers.c", text).string());
  if (const auto *error = std::get_if<SubjectError>(&loaded))
    return error->message;
  std::string names;
  for (const std::string &name : std::get<CSubject>(loaded).unread_headers)
    names += name + " ";
  return names;
}

TEST_CASE("a header beside the file is read if it is there and compiles") {
  const std::string text =
      "#include \"beside.h\"\nextern int frob[sizeof(struct frob)];\n" + text_of_form("6.12");
  CHECK(unread_of(text, "#include <linux/frob.h>\nstruct frob { int a; };").empty());
  const std::string without = "#include \"beside.h\"\n" + text_of_form("6.12");
  CHECK(unread_of(without, "") == "beside.h ");
  CHECK(unread_of(without, "struct frob { frob_t a; };") == "beside.h ");
  CHECK(unread_of(without, "#include \"not_there.h\"") == "beside.h ");
  CHECK(holds(unread_of("#include \"../../escaped.h\"\n" + text_of_form("6.12"), ""),
              "#include \"../../escaped.h\": no such file"));
}

TEST_CASE("each helper that is missing is named") {
  for (const char *helper : {"dma_common_get_sgtable", "dma_common_mmap", "dma_common_alloc_pages",
                             "dma_common_free_pages"}) {
    CAPTURE(helper);
    const std::string other = std::string("my_") + helper;
    CHECK(holds(refusal_of(with(text_of_form("6.12"), helper, other)),
                std::string("defines no ") + helper));
  }
}

TEST_CASE("a helper that is static is missing") {
  const std::string text =
      with(text_of_form("6.1"), "void dma_common_free_pages", "static void dma_common_free_pages");
  CHECK(!refusal_of(text).empty());
}

TEST_CASE("a call that the shim does not know compiles") {
  // Also of a name that the C library has, which is not the kernel's function.
  const std::string text = with(text_of_form("seed"), "memset(page_address(block), 0, bytes);",
                                "frobnicate_pages(block, bytes); sleep(1); malloc(bytes);"
                                "memset(page_address(block), 0, bytes);");
  CHECK(refusal_of(text).empty());
}

TEST_CASE("a compiler that is not there is named") {
  CHECK(holds(refusal_of(text_of_form("6.1"), {"no-such-compiler", 2, {}}), "no-such-compiler"));
}

TEST_CASE("paths that hold no such file are refused by name") {
  const Folder folder;
  CHECK(holds(refusal_of_path(folder.path()), "holds none of kernel/dma/ops_helpers.c"));
  CHECK(holds(refusal_of_path(folder.path() / "none.c"), "none.c: no such file"));
  const fs::path large = folder.write("large.c", std::string((1U << 20U) + 1, '\n'));
  CHECK(holds(refusal_of_path(large), "larger than 1 MiB"));
}

TEST_CASE("an include outside the kernel's headers is refused and nothing is written there") {
  const Folder folder;
  const std::string outside = "#include <../../escaped.h>\n";
  CHECK(holds(refusal_of(outside + text_of_form("6.1")), "../../escaped.h"));
  const std::string absolute = "#include <" + (folder.path() / "escaped.h").string() + ">\n";
  CHECK(holds(refusal_of(absolute + text_of_form("6.1")), "is not a kernel header"));
  CHECK(!fs::exists(folder.path() / "escaped.h"));
}

TEST_CASE("in a tree whose devices may lack an ops table they do, whatever its file says") {
  const Folder folder;
  folder.write("kernel/dma/ops_helpers.c", text_of_form("6.1"));
  const auto has_them = [&] {
    const auto loaded = load_c_subject(folder.path().string());
    return std::get<CSubject>(loaded).form.environment.iommu_devices;
  };
  CHECK_FALSE(has_them());
  folder.write("include/linux/iommu-dma.h", "");
  CHECK(has_them());
}

// The message for a file of 6.12 in a tree whose headers name these; by the tree or by the file.
std::string refusal_in_tree(std::string_view ops, std::string_view iommu, bool by_file) {
  const Folder tree;
  tree.write("Makefile", "VERSION = 6\n");
  tree.write("include/linux/dma-map-ops.h",
             std::string("struct dma_map_ops { ") + std::string(ops) + " };");
  tree.write("include/linux/iommu-dma.h", std::string(iommu));
  const fs::path file = tree.write("kernel/dma/ops_helpers.c", text_of_form("6.12"));
  return refusal_of_path(by_file ? file : tree.path());
}

TEST_CASE("a name that the tree's own headers do not have is refused") {
  const std::string ops = "int map_page; int unmap_page;";
  const std::string iommu = "use_dma_iommu iommu_dma_map_page iommu_dma_unmap_page";
  for (const bool by_file : {false, true}) {
    CAPTURE(by_file);
    CHECK(refusal_in_tree(ops, iommu, by_file).empty());
    CHECK(holds(refusal_in_tree("int map_page; /* unmap_page */", iommu, by_file),
                "include/linux/dma-map-ops.h of the tree has no unmap_page"));
    CHECK(holds(
        refusal_in_tree(ops, "use_dma_iommu iommu_dma_map_phys iommu_dma_unmap_page", by_file),
        "include/linux/iommu-dma.h of the tree has no iommu_dma_map_page"));
  }
}

TEST_CASE("names that no release has together are refused") {
  const std::string text = with(text_of_form("6.12"), "table->map_page(device, block, 0, bytes,",
                                "table->map_phys(device, page_to_phys(block), bytes,");
  CHECK(holds(refusal_of(text), "no release of the kernel has iommu_dma_map_page beside map_phys"));
}

TEST_CASE("a file with a path that a shell would misread is compiled") {
  const Folder folder;
  const fs::path odd = folder.write("it's; $(odd) `name`/-o ops.c", text_of_form("6.1"));
  CHECK(refusal_of_path(odd).empty());
}

} // namespace
} // namespace dma_verify
