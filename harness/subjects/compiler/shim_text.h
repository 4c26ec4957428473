// SPDX-License-Identifier: GPL-2.0-only
// The shim's headers as text, built into the program (see CMakeLists.txt), so that nothing has to
// be found at run time.
#pragma once

#include <span>
#include <string_view>

namespace dma_verify {

struct ShimFile {
  std::string_view name;
  std::string_view text;
};

std::span<const ShimFile> shim_files();

} // namespace dma_verify
