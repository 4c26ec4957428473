// SPDX-License-Identifier: GPL-2.0-only
// For tests: scenarios whose every field is arbitrary, also outside any contract.
#pragma once

#include "harness/counterexamples/files/counterexample.h"
#include "model/kernel/member.h"

#include <algorithm>
#include <array>
#include <random>

namespace dma_verify::arbitrary {

// Random numbers; one of eight is the smallest or largest of its range.
class Source {
public:
  explicit Source(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t word(unsigned bits) {
    const std::uint64_t most = bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
    switch (engine_() % 16) {
    case 0:
      return 0;
    case 1:
      return most;
    default:
      return engine_() & most;
    }
  }
  template <class Value, std::size_t N> Value one_of(const std::array<Value, N> &values) {
    return values.at(engine_() % N);
  }
  int status() { return static_cast<int>(engine_() % 8191) - 4095; }

private:
  std::mt19937_64 engine_;
};

template <unsigned W> void fill(Source &source, unsigned bits, Bits<W> &word) {
  word = Bits<W>(source.word(std::min(bits, W)));
}
template <class Unit, class Word>
void fill(Source &source, unsigned bits, Quantity<Unit, Word> &quantity) {
  fill(source, bits, quantity.word);
}
inline void fill(Source &source, unsigned bits, Page<WidestMachine> &page) {
  page = Page<WidestMachine>::null();
  if (source.word(2) == 0)
    return;
  page.is_null = false;
  fill(source, bits, page.frame);
}
template <FiniteMember Finite> void fill(Source &source, unsigned, Finite &value) {
  value = source.one_of(AllValues<Finite>::kValues);
}
inline void fill(Source &source, unsigned, int &status) { status = source.status(); }

inline StoredScenario scenario(Source &source, HelperId call, const Architecture &architecture) {
  StoredScenario scenario;
  scenario.architecture = architecture;
  scenario.call = call;
  for_each_field(
      [&](const Field &field, auto &member) {
        if (field.used_by(call))
          fill(source, width_of(member, architecture), member);
      },
      scenario);
  return scenario;
}

} // namespace dma_verify::arbitrary
