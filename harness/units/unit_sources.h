// SPDX-License-Identifier: GPL-2.0-only
// What a unit knows of its C file before it runs: the forms in which it is written, and the facts
// of the kernel that its part of the shim repeats. One line for each unit in unit_sources.cpp.
#pragma once

#include "harness/subjects/options.h"
#include "harness/subjects/source_text.h"
#include "model/kernel/helper_id.h"
#include "model/kernel/trace.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {

// A name that not all kernels have, and the header in which those that have it define it.
struct NameOfRelease {
  std::string_view name;
  const char *header;
};

// How kernels with these options differ from the usual one.
struct WayOfKernel {
  std::function<bool(const StoredScenario &)> can_occur{}; // null: all that can usually
  std::vector<std::string> silent{}; // families of properties that say nothing of it
  bool iommu_devices = true;
};

struct UnitSource {
  // `tree` is the kernel that the file is of; empty if that is not known.
  SourceForm (*form_of)(const SourceText &source, const std::filesystem::path &tree);
  const char *facts = nullptr; // the shim's header with them, if the unit has facts of its own
  std::span<const char *const> fact_headers{}; // of the kernel, which define them
  std::span<const char *const> constants{};    // macros whose value is compared
  std::span<const NameOfRelease> names_of_releases{};
  // Ways besides those of CONFIG_ options; null if there are none.
  std::vector<Way> (*other_ways)(const SourceText &source) = nullptr;
  // What the simulated kernel is like in a way; null if that is always the same.
  WayOfKernel (*kernel_in)(const Way &way) = nullptr;
};

const UnitSource &source_of(UnitId unit);

// The files of all units in a kernel tree: "kernel/dma/ops_helpers.c, kernel/dma/remap.c".
std::string unit_paths();

} // namespace dma_verify
