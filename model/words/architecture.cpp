// SPDX-License-Identifier: GPL-2.0-only
#include "model/words/architecture.h"

#include <array>
#include <vector>

namespace dma_verify {
namespace {

constexpr std::array<unsigned, 6> kPageShifts = {12, 13, 14, 15, 16, 18};

struct Widths {
  unsigned word;
  unsigned phys;
  unsigned dma;
};
constexpr std::array<Widths, 4> kWidths = {
    {{64, 64, 64}, {32, 32, 32}, {32, 64, 64}, {32, 32, 64}}};

struct Alias {
  std::string_view id;
  std::array<std::string_view, 4> names;
  unsigned count;
};

// Source: SEMANTICS.md, "Configurations" (page sizes that each architecture selects).
constexpr std::array<Alias, 9> kAliases = {{
    {"64-64-64-12", {"x86_64", "arm64", "riscv64", "s390x"}, 4},
    {"64-64-64-13", {"alpha"}, 1},
    {"64-64-64-14", {"arm64-16k", "loongarch64"}, 2},
    {"64-64-64-15", {"mips64-32k"}, 1},
    {"64-64-64-16", {"arm64-64k", "powerpc64-64k"}, 2},
    {"64-64-64-18", {"powerpc64-256k"}, 1},
    {"32-32-32-12", {"i386", "arm"}, 2},
    {"32-64-64-12", {"arm-lpae", "i386-pae"}, 2},
    {"32-32-32-14", {"parisc-16k"}, 1},
}};

std::vector<Architecture> make_table() {
  std::vector<Architecture> rows;
  for (const Widths &widths : kWidths) {
    for (const unsigned shift : kPageShifts) {
      rows.push_back(make_architecture(widths.word, widths.phys, widths.dma, shift));
    }
  }
  rows.push_back(make_architecture(64, 64, 64, 12, false));
  rows.push_back(make_architecture(32, 32, 32, 12, false));
  return rows;
}

std::vector<Architecture> make_small_table() {
  return {make_architecture(8, 8, 8, 2), make_architecture(8, 8, 8, 3),
          make_architecture(8, 8, 8, 4)};
}

} // namespace

Architecture make_architecture(unsigned word_bits, unsigned phys_bits, unsigned dma_bits,
                               unsigned page_shift, bool mmu) {
  Architecture row;
  row.word_bits = static_cast<std::uint8_t>(word_bits);
  row.phys_bits = static_cast<std::uint8_t>(phys_bits);
  row.dma_bits = static_cast<std::uint8_t>(dma_bits);
  row.page_shift = static_cast<std::uint8_t>(page_shift);
  row.mmu = mmu;
  // The addresses are our own choice of a typical layout: upper half of the address space, linear
  // map below the vmalloc area, neither touching address 0 nor the top page.
  if (word_bits == 64) {
    row.linear_base = 0xffff800000000000;
    row.linear_size = 0x0000400000000000;
    row.vmalloc_base = 0xffffc00000000000;
    row.vmalloc_size = 0x0000200000000000;
  } else if (word_bits == 32) {
    row.linear_base = 0xc0000000;
    row.linear_size = 0x30000000;
    row.vmalloc_base = 0xf0000000;
    row.vmalloc_size = 0x0f000000;
  } else {
    row.int_bits = 4;
    row.max_page_order = 2;
    row.linear_base = 0x80;
    row.linear_size = 0x40;
    row.vmalloc_base = 0xc0;
    row.vmalloc_size = 0x20;
  }
  return row;
}

std::string architecture_id(const Architecture &architecture) {
  std::string id =
      std::to_string(architecture.word_bits) + "-" + std::to_string(architecture.phys_bits) + "-" +
      std::to_string(architecture.dma_bits) + "-" + std::to_string(architecture.page_shift);
  if (!architecture.mmu)
    id += "-nommu";
  return id;
}

std::span<const Architecture> architectures() {
  // GCOVR_EXCL_BR_START: no second thread waits for the table
  static const std::vector<Architecture> kTable = make_table();
  // GCOVR_EXCL_BR_STOP
  return kTable;
}

std::span<const Architecture> small_architectures() {
  // GCOVR_EXCL_BR_START: no second thread waits for the table
  static const std::vector<Architecture> kTable = make_small_table();
  // GCOVR_EXCL_BR_STOP
  return kTable;
}

std::span<const std::string_view> architecture_aliases(const Architecture &architecture) {
  const std::string id = architecture_id(architecture);
  for (const Alias &alias : kAliases) {
    if (alias.id == id)
      return std::span(alias.names).first(alias.count);
  }
  return {};
}

std::optional<Architecture> find_architecture(std::string_view id_or_alias) {
  // GCOVR_EXCL_BR_START: only the command line may ask for what there is not
  for (const auto table : {architectures(), small_architectures()}) {
    // GCOVR_EXCL_BR_STOP
    for (const Architecture &row : table) {
      if (architecture_id(row) == id_or_alias)
        return row;
      for (const std::string_view name : architecture_aliases(row)) {
        if (name == id_or_alias) // GCOVR_EXCL_BR_LINE: only the command line asks by these names
          return row;            // GCOVR_EXCL_LINE: only the command line asks by these names
      }
    }
  }
  return std::nullopt; // GCOVR_EXCL_LINE: only the command line may ask for what there is not
}

} // namespace dma_verify
