// SPDX-License-Identifier: GPL-2.0-only
// The architecture table: which word widths, page shifts and configurations are verified, and where
// each keeps its linear map and its vmalloc area.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dma_verify {

// One row of the table. Plain data; copied into every scenario.
struct Architecture {
  std::uint8_t word_bits = 64; // unsigned long and size_t
  std::uint8_t phys_bits = 64; // phys_addr_t
  std::uint8_t dma_bits = 64;  // dma_addr_t
  std::uint8_t int_bits = 32;  // C int; 4 for small words, or truncations vanish
  std::uint8_t page_shift = 12;
  bool mmu = true;                  // CONFIG_MMU
  std::uint8_t max_page_order = 10; // largest order that the buddy allocator serves, inclusive
  std::uint64_t linear_base = 0;    // PAGE_OFFSET: virtual address of frame 0; bytes
  std::uint64_t linear_size = 0;    // bytes of the linear map (low memory)
  std::uint64_t vmalloc_base = 0;   // VMALLOC_START
  std::uint64_t vmalloc_size = 0;   // VMALLOC_END - VMALLOC_START, bytes

  // GCOVR_EXCL_BR_START: two rows differ in their first members or not at all
  friend bool operator==(const Architecture &, const Architecture &) = default;
  // GCOVR_EXCL_BR_STOP
};

// `WORD-PHYS-DMA-SHIFT[-nommu]`, for example "64-64-64-12".
std::string architecture_id(const Architecture &architecture);

// The row with these widths and page shift; the address-space layout follows from them.
// word_bits must be 8, 32 or 64.
Architecture make_architecture(unsigned word_bits, unsigned phys_bits, unsigned dma_bits,
                               unsigned page_shift, bool mmu = true);

// The verified rows: four width triples times six page shifts, and one row without MMU per word
// width (SEMANTICS.md, "Configurations").
std::span<const Architecture> architectures();

// Small words (8 bits, page shifts 2 to 4), for exhaustive checks of the encodings; not verified
// rows.
std::span<const Architecture> small_architectures();

// By id or by alias ("x86_64", "arm64-64k", ...); searches both tables.
std::optional<Architecture> find_architecture(std::string_view id_or_alias);

// The real names of the row, for display; may be empty.
std::span<const std::string_view> architecture_aliases(const Architecture &architecture);

} // namespace dma_verify
