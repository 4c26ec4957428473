// SPDX-License-Identifier: GPL-2.0-only
// The shim's headers as text, built into the program (see CMakeLists.txt), so that nothing has to
// be found at run time.
#pragma once

#include <span>
#include <string_view>

namespace dma_verify {

struct ShimFile {
  std::string_view unit; // that it is for, by its name; empty: for all
  std::string_view name;
  std::string_view text;
};

std::span<const ShimFile> shim_files();

// Calls visit(file) for the headers that files of this unit are compiled with.
template <class Visit> void for_each_shim_file(std::string_view unit, Visit &&visit) {
  for (const ShimFile &file : shim_files()) {
    if (file.unit.empty() || file.unit == unit)
      visit(file);
  }
}

} // namespace dma_verify
