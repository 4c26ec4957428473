// SPDX-License-Identifier: GPL-2.0-only
// From one row of the architecture table to another.
#include "harness/counterexamples/minimizer/minimizer.h"
#include "properties/order/coordinates.h"

namespace dma_verify {
namespace {

using Word = std::uint64_t;

Word all_ones(unsigned bits) { return bits >= 64 ? ~Word{0} : (Word{1} << bits) - 1; }

// A word of `from` bits as one of `to` bits: what is nearer to the end than to 0 keeps its distance
// to the end.
Word fitted(Word value, unsigned from, unsigned to) {
  const Word last = all_ones(from);
  return value > last / 2 ? all_ones(to) - (last - value) : value & all_ones(to);
}

// Whole pages stay whole pages; what is beyond them stays as far from the next one, if it can.
Word fitted_bytes(Word bytes, const Architecture &from, const Architecture &to) {
  const Word page = Word{1} << from.page_shift;
  const Word pages = fitted(bytes >> from.page_shift, from.word_bits - from.page_shift,
                            to.word_bits - to.page_shift);
  const Word rest = bytes & (page - 1);
  const Word other_page = Word{1} << to.page_shift;
  const Word other_rest = rest <= page / 2 ? std::min(rest, other_page - 1)
                                           : other_page - std::min(page - rest, other_page - 1);
  return ((pages << to.page_shift) + other_rest) & all_ones(to.word_bits);
}

unsigned bits_of(std::string_view name, const Architecture &row) {
  if (name == "map" || name == "dma_handle")
    return row.dma_bits;
  return name == "gfp" || name == "pool_pages" ? row.int_bits : row.word_bits;
}

} // namespace

StoredScenario moved_to(const Architecture &row, const StoredScenario &scenario) {
  const Architecture &from = scenario.architecture;
  StoredScenario moved;
  moved.architecture = row;
  moved.call = scenario.call;
  moved.cpu_addr.word = Bits<64>(row.linear_base);
  for (const Coordinate &coordinate : coordinates_of(scenario.call)) {
    const Word value = coordinate.get(scenario);
    if (coordinate.in_bytes) {
      const Word bytes = fitted_bytes(scenario.size.word.value(), from, row);
      moved.size.word = Bits<64>(bytes);
    } else if (coordinate.name == "cpu_addr") {
      const Word vmalloc = Word{1} << (from.word_bits - 1U);
      const Word there = (value & vmalloc) != 0 ? Word{1} << (row.word_bits - 1U) : 0;
      if (!coordinate.set(moved, there | (value & ~vmalloc)))
        coordinate.set(moved, there);
    } else {
      const Word there =
          fitted(value, bits_of(coordinate.name, from), bits_of(coordinate.name, row));
      if (!coordinate.set(moved, there))
        coordinate.set(moved, 0);
    }
  }
  return moved;
}

} // namespace dma_verify
