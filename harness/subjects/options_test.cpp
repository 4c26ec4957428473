// SPDX-License-Identifier: GPL-2.0-only
// A file is judged under every option that changes what is compiled, and each way has a name.
#include "harness/subjects/options.h"

#include "harness/subjects/session/session.h"
#include "harness/units/own_files.h"

#include <doctest/doctest.h>

namespace dma_verify {
namespace {

using own_files::text_of_form;
using own_files::with;

// The ways of a file that names these options and whose text in a way is what `text_of` gives.
std::string ways_in(const std::string &names,
                    const std::function<std::optional<std::string>(const Way &)> &text_of) {
  const Ways ways = ways_of(read_source(names), text_of);
  std::string text;
  for (const Way &way : ways.judged)
    text += to_string(way) + " ";
  for (const std::string &phrase : ways.not_seen)
    text += "[" + phrase + "]";
  return text;
}
std::string all_differ(const Way &way) { return to_string(way); }

TEST_CASE("each option is taken as it usually is not, alone before together") {
  CHECK(ways_in("CONFIG_HIGHMEM CONFIG_NUMA", &all_differ) ==
        ",CONFIG_HIGHMEM=y ,CONFIG_NUMA=n ,CONFIG_HIGHMEM=y,CONFIG_NUMA=n ");
  CHECK(ways_in("int x; CONFIG_MMU", &all_differ).empty());
}

TEST_CASE("ways in which the same is compiled are one") {
  CHECK(ways_in("CONFIG_A CONFIG_B", [](const Way &way) {
          return std::optional<std::string>(
              to_string(way).find("CONFIG_A") == std::string::npos ? "usual" : "with A");
        }) == ",CONFIG_A=y ");
  CHECK(ways_in("CONFIG_A", [](const Way &) { return std::nullopt; }).empty());
}

TEST_CASE("above the stated number the rest is said not to be looked at") {
  CHECK(ways_in("CONFIG_A CONFIG_B CONFIG_C CONFIG_D", &all_differ) ==
        ",CONFIG_A=y ,CONFIG_B=y ,CONFIG_C=y ,CONFIG_D=y ,CONFIG_A=y,CONFIG_B=y "
        ",CONFIG_A=y,CONFIG_C=y ,CONFIG_B=y,CONFIG_C=y "
        "[8 more combinations of CONFIG_A, CONFIG_B, CONFIG_C, CONFIG_D]");
}

TEST_CASE("options that the simulated kernel has in one way are said not to be looked at") {
  CHECK(ways_in("CONFIG_64BIT", &all_differ) == "[code under CONFIG_64BIT=n]");
}

TEST_CASE("a way is written behind the path and read again") {
  const auto read = path_and_way("a,b.c,CONFIG_A=y,CONFIG_B=n");
  REQUIRE(read);
  CHECK(read->path == "a,b.c");
  CHECK(to_string(read->way) == ",CONFIG_A=y,CONFIG_B=n");
  CHECK_FALSE(path_and_way("a,b.c"));
  CHECK_FALSE(path_and_way("a=y"));
  CHECK_FALSE(path_and_way("a.c,=y"));
}

TEST_CASE("a file is compiled in each of its ways") {
  const own_files::Folder folder;
  const std::string text =
      with(text_of_form("6.12"), "memset(page_address(block), 0, bytes);",
           "#ifdef CONFIG_FROB\nfrobnicate(block);\n#endif\n"
           "memset(page_address(block), 0, IS_ENABLED(CONFIG_NUMA) ? bytes : 1);");
  const std::string path = folder.write("ops_helpers.c", text).string();
  const auto loaded = load_c_subjects(path, {"cc", 1, {make_architecture(64, 64, 64, 12)}});
  const auto *subjects = std::get_if<std::vector<CSubject>>(&loaded);
  REQUIRE(subjects != nullptr);
  std::string seen;
  for (const CSubject &subject : *subjects)
    seen += "(" + to_string(subject.way) + " " + to_string(subject.missing) + ")";
  CHECK(seen == "( )(,CONFIG_FROB=y frobnicate (line 63))(,CONFIG_NUMA=n )"
                "(,CONFIG_FROB=y,CONFIG_NUMA=n frobnicate (line 63))");
  const auto one = load_c_subject(path + ",CONFIG_FROB=y");
  REQUIRE(std::get_if<CSubject>(&one) != nullptr);
  CHECK(to_string(std::get<CSubject>(one).missing) == "frobnicate (line 63)");
}

// How an allocation of the file ended in each of its ways.
std::string ends_of(const std::string &text) {
  const own_files::Folder folder;
  const std::string path = folder.write("ops_helpers.c", text).string();
  const auto loaded = load_c_subjects(path, {"cc", 1, {make_architecture(64, 64, 64, 12)}});
  std::string ends;
  for (const CSubject &subject : std::get<std::vector<CSubject>>(loaded)) {
    ends += "(" + to_string(subject.way) + " " + own_files::in_child([&] {
              StoredScenario scenario;
              scenario.architecture = make_architecture(64, 64, 64, 12);
              scenario.call = ops_helpers::Helper::alloc_pages;
              scenario.size = WidestMachine::Bytes(Bits<64>(4096));
              scenario.buddy_page =
                  Page<WidestMachine>::of(WidestMachine::FrameNumber(Bits<64>(1)));
              StoredObservation observation;
              CSession(subject).run(scenario, observation);
              return std::string(to_string(observation.completion));
            }) +
            ")";
  }
  return ends;
}

TEST_CASE("of a file that uses operations of both kinds a driver has the ones or the others") {
  const std::string seed = text_of_form("seed");
  const auto is_there = [&](std::string_view part) { return seed.find(part) != std::string::npos; };
  REQUIRE(is_there("unmap_phys"));
  std::string mixed = seed;
  for (std::size_t at = 0; (at = mixed.find("unmap_phys", at)) != std::string::npos;) {
    if (at >= 10 && mixed.substr(at - 10, 10) == "iommu_dma_")
      at += 1;
    else
      mixed.replace(at, 10, "unmap_page");
  }
  CHECK(ends_of(mixed) == "( returned)(,map_page=n returned)(,map_phys=n crashed)");
  CHECK(ends_of(seed) == "( returned)");
}

} // namespace
} // namespace dma_verify
