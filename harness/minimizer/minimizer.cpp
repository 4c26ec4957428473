// SPDX-License-Identifier: GPL-2.0-only
#include "harness/minimizer/minimizer.h"

#include "harness/minimizer/coordinates.h"

#include <array>
#include <bit>
#include <set>
#include <vector>

namespace dma_verify {
namespace {

using Word = std::uint64_t;

class Minimizer {
public:
  Minimizer(const StoredScenario &failing, const StillFails &still_fails,
            const MinimizeOptions &options)
      : best_(failing), still_fails_(still_fails), options_(options),
        coordinates_(coordinates_of(failing.call)) {}

  // Single moves are cheap and come first; after each joint move they come again.
  MinimizeResult run() {
    do {
      while (lower_each()) {
      }
    } while (lower_some_pair());
    return {best_, runs_, out_of_runs()};
  }

private:
  bool out_of_runs() const {
    return runs_ >= options_.max_runs ||
           std::chrono::steady_clock::now() - start_ > options_.max_time;
  }

  Word value(std::size_t i) const { return coordinates_[i].get(best_); }

  // Takes the candidate if it is smaller and still fails.
  bool accept(const StoredScenario &candidate) {
    if (compare_scenarios(candidate, best_) >= 0 || out_of_runs())
      return false;
    std::vector<Word> key;
    key.reserve(coordinates_.size());
    for (const Coordinate &coordinate : coordinates_)
      key.push_back(coordinate.get(candidate));
    if (!tried_.insert(std::move(key)).second)
      return false;
    ++runs_;
    if (!still_fails_(candidate))
      return false;
    best_ = candidate;
    return true;
  }

  bool try_value(std::size_t i, Word to) {
    StoredScenario candidate = best_;
    if (!coordinates_[i].set(candidate, to))
      return false;
    clamp_witness(candidate);
    return accept(candidate);
  }

  // The probed page or byte follows a shrinking object.
  static void clamp_witness(StoredScenario &scenario) {
    Word end = scenario.size.word.value();
    if (scenario.call == Call::mmap) {
      end = (scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value()) >>
            scenario.architecture.page_shift;
    }
    if (end != 0 && scenario.probe.value() >= end)
      scenario.probe = Bits<64>(end - 1);
  }

  bool lower_each() {
    bool moved = false;
    for (std::size_t i = 0; i < coordinates_.size(); ++i)
      moved = lower_one(i) || moved;
    return moved;
  }

  // To the simplest value, small values, error numbers, whole pages, then down by steps.
  bool lower_one(std::size_t i) {
    const Word page = Word{1} << best_.architecture.page_shift;
    for (const Word simple : {Word{0}, Word{1}, Word{2}, Word{3}, Word{kEnxio}, Word{kEnomem},
                              Word{kEacces}, page, page + 1, 2 * page}) {
      if (simple < value(i) && try_value(i, simple))
        return true;
    }
    return descend(value(i),
                   [&](Word step) { return step <= value(i) && try_value(i, value(i) - step); });
  }

  // Takes ever smaller steps down, and larger ones again after each that was taken. Returns after
  // a while, so that other coordinates get their turn.
  template <class Take> bool descend(Word from, Take &&take) {
    unsigned taken = 0;
    for (Word step = std::bit_floor(from); step != 0 && taken < kStepsInARow;) {
      if (take(step)) {
        ++taken;
        step = step >> 63U != 0 ? step : step << 1U;
      } else {
        step >>= 1U;
      }
    }
    return taken != 0;
  }

  // Goes through all pairs, from where the last joint move was made; true at the first that moves.
  bool lower_some_pair() {
    const std::size_t n = coordinates_.size();
    for (std::size_t k = 0; k < n * n && !out_of_runs(); ++k) {
      const std::size_t pair = (next_pair_ + k) % (n * n);
      if (pair / n != pair % n && lower_pair(pair / n, pair % n)) {
        next_pair_ = pair;
        return true;
      }
    }
    return false;
  }

  // Lowers one coordinate while another follows: the same way, the other way (their sum stays), in
  // pages where one counts bytes; or jumps to where the sum wraps to the same number.
  bool lower_pair(std::size_t i, std::size_t j) {
    const unsigned shift = best_.architecture.page_shift;
    const bool bytes_i = coordinates_[i].in_bytes;
    const bool bytes_j = coordinates_[j].in_bytes;
    for (const bool pages : {true, false}) {
      if (pages && !bytes_i && !bytes_j)
        continue;
      const unsigned shift_i = pages && bytes_i ? shift : 0;
      const unsigned shift_j = pages && bytes_j ? shift : 0;
      const Word limit = value(i) >> shift_i;
      if (limit == 0)
        continue;
      // First all the way down, then to one, then by steps.
      if (shift_pair(i, j, limit, shift_i, shift_j))
        return true;
      if (limit > 1 && shift_pair(i, j, limit - 1, shift_i, shift_j))
        return true;
      if (descend(limit, [&](Word step) {
            return step <= value(i) >> shift_i && shift_pair(i, j, step, shift_i, shift_j);
          })) {
        return true;
      }
    }
    return false;
  }

  bool shift_pair(std::size_t i, std::size_t j, Word step, unsigned shift_i, unsigned shift_j) {
    const Word word_mask = best_.architecture.word_bits >= 64
                               ? ~Word{0}
                               : (Word{1} << best_.architecture.word_bits) - 1;
    const Word down = step << shift_i;
    const Word follow = step << shift_j;
    if (down > value(i))
      return false;
    for (const Word other : {value(j) - follow, (value(j) + follow) & word_mask}) {
      StoredScenario candidate = best_;
      if (!coordinates_[i].set(candidate, value(i) - down))
        continue;
      if (!coordinates_[j].set(candidate, other))
        continue;
      clamp_witness(candidate);
      if (accept(candidate))
        return true;
    }
    return false;
  }

  static constexpr unsigned kStepsInARow = 64;

  StoredScenario best_;
  const StillFails &still_fails_;
  const MinimizeOptions &options_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::span<const Coordinate> coordinates_;
  std::set<std::vector<Word>> tried_; // candidates that were run
  std::size_t next_pair_ = 0;
  unsigned runs_ = 0;
};

} // namespace

MinimizeResult minimize(const StoredScenario &failing, const StillFails &still_fails,
                        const MinimizeOptions &options) {
  return Minimizer(failing, still_fails, options).run();
}

} // namespace dma_verify
