// SPDX-License-Identifier: GPL-2.0-only
// Architectures are named as people know them.
#include "harness/results/render/machines.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace dma_verify {
namespace {

const std::vector<std::string> kAll = {"64-64-64-12", "64-64-64-13", "64-64-64-12-nommu"};

TEST_CASE("a machine has its usual name and its page size") {
  CHECK(machine_text("64-64-64-12") == "x86_64, 4 KiB pages");
  CHECK(machine_text("64-64-64-16") == "arm64-64k, 64 KiB pages");
  CHECK(machine_text("64-64-64-12-nommu") == "64-bit words without MMU, 4 KiB pages");
  CHECK(machine_text("32-64-64-13") == "32-bit words, 64-bit addresses, 8 KiB pages");
  CHECK(machine_text("32-32-64-12") == "32-bit words, 64-bit DMA addresses, 4 KiB pages");
  CHECK(machine_text("8-8-8-3") == "8-bit words, pages of 8 bytes");
  CHECK(machine_text("x\ny") == "x\ny");
}

TEST_CASE("the machine that most people have comes first, then the table's order") {
  CHECK(machine_rank("64-64-64-12") == 0);
  CHECK(machine_rank("64-64-64-13") < machine_rank("32-32-32-12"));
  CHECK(machine_rank("64-64-64-12") < machine_rank("64-64-64-12-nommu"));
  CHECK(machine_rank("nowhere") > machine_rank("32-32-32-12-nommu"));
}

TEST_CASE("several machines are the first and a number, or all page sizes") {
  const auto on = [](std::vector<std::string> failed) { return machines_text(failed, kAll); };
  CHECK(on({"64-64-64-13"}) == "alpha, 8 KiB pages");
  CHECK(on({"64-64-64-12", "64-64-64-12-nommu"}) == "x86_64, 4 KiB pages, and 1 more");
  CHECK(on({"64-64-64-12", "64-64-64-13"}) == "all page sizes, with MMU");
  CHECK(on(kAll) == "all page sizes");
  CHECK(machines_text(std::vector<std::string>{}, kAll) == "all");
}

} // namespace
} // namespace dma_verify
