// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/minimizer/minimizer.h"

#include "properties/order/coordinates.h"
#include "properties/units.h"

#include <algorithm>
#include <array>
#include <bit>
#include <set>
#include <string_view>
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
        ranks_(ranks_of(failing, options.order)),
        coordinates_(coordinates_of(failing.call, options.order)), movers_(coordinates_) {
    const auto others = followers_of(failing.call);
    movers_.insert(movers_.end(), others.begin(), others.end());
  }

  // Single moves are cheap; one joint move after each round of them keeps two coordinates that
  // bound each other from walking down in turns.
  MinimizeResult run() {
    try_corners();
    bool moved = true;
    while (moved && !out_of_runs()) {
      moved = false;
      for (std::size_t i = 0; i < coordinates_.size(); ++i)
        moved = lower_one(i) || moved;
      moved = lower_some_pair() || moved;
      moved = moved || lower_some_three() || try_corners();
    }
    return {best_, runs_, out_of_runs()};
  }

private:
  bool out_of_runs() const {
    return runs_ >= options_.max_runs ||
           std::chrono::steady_clock::now() - start_ > options_.max_time;
  }

  Word value(std::size_t i) const {
    return i < ranks_.size() ? static_cast<Word>(ranks_[i]) : movers_[i].get(best_);
  }

  // Takes the candidate if it is smaller and still fails.
  bool accept(const StoredScenario &candidate) {
    Ranks ranks = ranks_of(candidate, options_.order);
    if (ranks >= ranks_ || out_of_runs() || !tried_.insert(ranks).second)
      return false;
    ++runs_;
    if (!still_fails_(candidate))
      return false;
    ranks_ = std::move(ranks);
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

  // The probed page, byte or entry follows a shrinking object.
  static void clamp_witness(StoredScenario &scenario) {
    const Word end = statements_of(scenario.call.unit).probe_end(scenario);
    if (end != 0 && scenario.probe.value() >= end)
      scenario.probe = Bits<64>(end - 1);
  }

  // To the simplest value, small values, error numbers, whole pages, then down by steps.
  bool lower_one(std::size_t i) {
    const Word page = Word{1} << best_.architecture.page_shift;
    for (const Word simple : {Word{0}, Word{1}, Word{2}, Word{3}, Word{kEnxio}, Word{kEnomem},
                              Word{kEacces}, page, page + 1, page + 2, 2 * page + 1}) {
      if (simple < value(i) && try_value(i, simple))
        return true;
    }
    return snap(i) || descend(value(i), [&](Word step) {
             return step <= value(i) && try_value(i, value(i) - step);
           });
  }

  // To where another number is, or beside it; bytes to as many pages.
  bool snap(std::size_t i) {
    const unsigned shift = best_.architecture.page_shift;
    for (std::size_t j = 0; j < movers_.size(); ++j) {
      if (j == i)
        continue;
      Word to = value(j);
      if (movers_[i].in_bytes && !movers_[j].in_bytes)
        to = (to << shift) + 1; // the order counts bytes from 1 on
      if (movers_[j].in_bytes && !movers_[i].in_bytes)
        to = (to >> shift) + 1;
      for (const Word near : {to - 1, to, to + 1}) {
        if (near < value(i) && try_value(i, near))
          return true;
      }
    }
    return false;
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

  // Where no pair moves: one goes down in pages, another the same way, a third either way. Only of
  // numbers that the bounds tie together.
  bool lower_some_three() {
    constexpr std::array kTied = {
        std::string_view("vma_pages"), std::string_view("bytes of the buffer"),
        std::string_view("vm_pgoff"), std::string_view("frame of the buffer"),
        std::string_view("probe")};
    std::vector<std::size_t> tied;
    for (std::size_t i = 0; i < movers_.size(); ++i) {
      if (std::ranges::find(kTied, movers_[i].name) != kTied.end())
        tied.push_back(i);
    }
    for (const std::size_t i : tied) {
      for (const std::size_t j : tied) {
        for (const std::size_t k : tied) {
          if (i != j && i != k && j != k && !out_of_runs() && lower_three(i, j, k))
            return true;
        }
      }
    }
    return false;
  }

  bool lower_three(std::size_t i, std::size_t j, std::size_t k) {
    const auto in_pages = [&](std::size_t m, Word pages) {
      return movers_[m].in_bytes ? pages << best_.architecture.page_shift : pages;
    };
    const Word limit = in_pages(i, 1) == 0 ? 0 : value(i) / in_pages(i, 1);
    const auto take = [&](Word pages) {
      if (pages == 0 || pages > limit)
        return false;
      for (const bool up : {false, true}) {
        StoredScenario candidate = best_;
        const Word third = up ? value(k) + in_pages(k, pages) : value(k) - in_pages(k, pages);
        if (!movers_[i].set(candidate, value(i) - in_pages(i, pages)) ||
            !movers_[j].set(candidate, value(j) - in_pages(j, pages)) ||
            !movers_[k].set(candidate, third)) {
          continue;
        }
        clamp_witness(candidate);
        if (accept(candidate))
          return true;
      }
      return false;
    };
    return take(limit) || (limit > 1 && take(limit - 1)) || descend(limit, take);
  }

  // At once, so that a walk need not get there: the simplest values of what is asked for, with the
  // buffer or the blocks at the places where frames and addresses end.
  bool try_corners() {
    const Architecture &row = best_.architecture;
    const Word linear_pages = row.linear_size >> row.page_shift;
    const Word last_frame = all_ones(row.phys_bits) >> row.page_shift;
    const Word vmalloc = Word{1} << (row.word_bits - 1); // see properties/order/order.h
    struct Corners {
      std::string_view name;
      std::vector<Word> values;
    };
    const std::array all = {Corners{"vma_pages", {1, 2}},
                            Corners{"size", {0}}, // one page
                            Corners{"vm_pgoff", {0, 1, all_ones(row.word_bits)}},
                            Corners{"cpu_addr", {0, vmalloc}},
                            Corners{"vmalloc_to_page", {0, linear_pages, last_frame}},
                            Corners{"dma_alloc_contiguous", {0, 1, linear_pages + 1}},
                            Corners{"alloc_pages_node", {0, 1, linear_pages + 1}}};
    std::vector<StoredScenario> candidates = {best_};
    for (const Corners &corners : all) {
      const auto found = std::ranges::find(coordinates_, corners.name, &Coordinate::name);
      if (found == coordinates_.end())
        continue;
      std::vector<StoredScenario> more;
      more.reserve(candidates.size() * corners.values.size());
      for (const StoredScenario &candidate : candidates) {
        for (const Word value : corners.values) {
          more.push_back(candidate);
          if (!found->set(more.back(), value))
            more.pop_back();
        }
      }
      if (!more.empty())
        candidates = std::move(more);
    }
    bool moved = false;
    for (StoredScenario &candidate : candidates) {
      clamp_witness(candidate);
      moved = accept(candidate) || moved;
    }
    return moved;
  }

  // Lowers one coordinate to a small value while another goes there too, or takes the end of its
  // range.
  bool jump_pair(std::size_t i, std::size_t j) {
    if (value(j) != 0 && try_values(i, 0, j, 0))
      return true;
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
  Ranks ranks_; // of best_
  std::vector<Coordinate> coordinates_;
  std::vector<Coordinate> movers_; // the coordinates, then those that only follow
  std::set<Ranks> tried_;          // candidates that were run
  std::size_t next_pair_ = 0;
  unsigned runs_ = 0;
};

} // namespace

MinimizeResult minimize(const StoredScenario &failing, const StillFails &still_fails,
                        const MinimizeOptions &options) {
  MinimizeResult result = Minimizer(failing, still_fails, options).run();
  for (const Architecture &row : options.rows) {
    if (row == result.scenario.architecture)
      break; // those that follow are not simpler
    const StoredScenario moved = moved_to(row, result.scenario);
    if (result.runs >= options.max_runs)
      break;
    ++result.runs;
    if (!still_fails(moved))
      continue;
    MinimizeOptions rest = options;
    rest.max_runs -= result.runs;
    const MinimizeResult there = Minimizer(moved, still_fails, rest).run();
    return {there.scenario, result.runs + there.runs, there.out_of_runs};
  }
  return result;
}

} // namespace dma_verify
