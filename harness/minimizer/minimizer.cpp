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

Word all_ones(unsigned bits) { return bits >= 64 ? ~Word{0} : (Word{1} << bits) - 1; }

class Minimizer {
public:
  Minimizer(const StoredScenario &failing, const StillFails &still_fails,
            const MinimizeOptions &options)
      : best_(failing), still_fails_(still_fails), options_(options),
        coordinates_(coordinates_of(failing.call)),
        movers_(coordinates_.begin(), coordinates_.end()) {
    const auto others = followers_of(failing.call);
    movers_.insert(movers_.end(), others.begin(), others.end());
  }

  // Single moves are cheap; one joint move after each round of them keeps two coordinates that
  // bound each other from walking down in turns.
  MinimizeResult run() {
    bool moved = true;
    while (moved && !out_of_runs()) {
      moved = false;
      for (std::size_t i = 0; i < coordinates_.size(); ++i)
        moved = lower_one(i) || moved;
      moved = lower_some_pair() || moved;
    }
    return {best_, runs_, out_of_runs()};
  }

private:
  bool out_of_runs() const {
    return runs_ >= options_.max_runs ||
           std::chrono::steady_clock::now() - start_ > options_.max_time;
  }

  Word value(std::size_t i) const { return movers_[i].get(best_); }

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
    if (!movers_[i].set(candidate, to))
      return false;
    clamp_witness(candidate);
    return accept(candidate);
  }

  bool try_values(std::size_t i, Word to_i, std::size_t j, Word to_j) {
    StoredScenario candidate = best_;
    if (!movers_[i].set(candidate, to_i) || !movers_[j].set(candidate, to_j))
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

  // Takes ever smaller steps down, and a larger one again after each that was taken. Returns after
  // some, so that other coordinates get their turn.
  template <class Take> static bool descend(Word from, Take &&take) {
    constexpr unsigned kStepsInARow = 64;
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
    const std::size_t count = coordinates_.size() * movers_.size();
    for (std::size_t k = 0; k < count && !out_of_runs(); ++k) {
      const std::size_t pair = (next_pair_ + k) % count;
      const std::size_t i = pair / movers_.size();
      const std::size_t j = pair % movers_.size();
      if (i != j && value(i) != 0 && (shift_pair(i, j) || jump_pair(i, j))) {
        next_pair_ = pair;
        return true;
      }
    }
    return false;
  }

  // Lowers one coordinate while another follows, in pages where one of them counts bytes: all the
  // way down, then to one, then by steps.
  bool shift_pair(std::size_t i, std::size_t j) {
    const bool bytes_i = movers_[i].in_bytes;
    const bool bytes_j = movers_[j].in_bytes;
    for (const bool pages : {true, false}) {
      if (pages && !bytes_i && !bytes_j)
        continue;
      const unsigned shift_i = pages && bytes_i ? best_.architecture.page_shift : 0;
      const unsigned shift_j = pages && bytes_j ? best_.architecture.page_shift : 0;
      const auto take = [&](Word step) {
        return step <= value(i) >> shift_i && follow(i, step << shift_i, j, step << shift_j);
      };
      const Word limit = value(i) >> shift_i;
      if (limit == 0)
        continue;
      if (take(limit) || (limit > 1 && take(limit - 1)) || descend(limit, take))
        return true;
    }
    return false;
  }

  // The follower goes the same way, which keeps a difference; or the other way, which keeps a sum,
  // also one that wraps; or twice the other way, as the end of a range that is counted twice.
  bool follow(std::size_t i, Word down, std::size_t j, Word by) {
    const Word mask = all_ones(best_.architecture.word_bits);
    return try_values(i, value(i) - down, j, value(j) - by) ||
           try_values(i, value(i) - down, j, (value(j) + by) & mask) ||
           try_values(i, value(i) - down, j, (value(j) + 2 * by) & mask);
  }

  // Lowers one coordinate to a small value while another takes the end of its range.
  bool jump_pair(std::size_t i, std::size_t j) {
    for (const Word simple : {Word{0}, Word{1}}) {
      for (const unsigned bits : {best_.architecture.word_bits, best_.architecture.dma_bits}) {
        if (simple < value(i) && try_values(i, simple, j, all_ones(bits)))
          return true;
      }
    }
    return false;
  }

  StoredScenario best_;
  const StillFails &still_fails_;
  const MinimizeOptions &options_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::span<const Coordinate> coordinates_;
  std::vector<Coordinate> movers_;    // the coordinates, then those that only follow
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
