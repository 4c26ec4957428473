// SPDX-License-Identifier: GPL-2.0-only
// The forms in which the kernel's file has been written, and all that differs between them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace dma_verify::remap {

// How the struct page of the next frame is found: from the frame's number (nth_page), or as the
// next in memory (page++), which is right only where the struct pages of the block are one array.
enum class NextPage : std::uint8_t { by_frame, by_pointer };

struct Form {
  std::string_view id;
  std::string_view kernels; // that have it
  // Which areas are the DMA API's: those with no other flag than VM_DMA_COHERENT, or those with it.
  bool no_other_flags = false;
  bool warns_of_other_flags = false; // find_pages does
  NextPage next_page = NextPage::by_frame;
};

// In the order of their kernels.
inline constexpr std::array<Form, 3> kForms = {{
    {"6.1", "6.5 to 6.11, and later 6.1.y", true, false, NextPage::by_frame},
    {"6.12", "6.12 to 6.17", false, true, NextPage::by_frame},
    {"6.18", "6.18", false, true, NextPage::by_pointer},
}};
inline constexpr const Form &kSeedForm = kForms[1];

} // namespace dma_verify::remap
