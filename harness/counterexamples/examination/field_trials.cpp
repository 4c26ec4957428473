// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/examination/field_trials.h"

#include "model/kernel/member.h"

#include <algorithm>
#include <array>
#include <random>

namespace dma_verify {
namespace {

using Word = std::uint64_t;

constexpr std::string_view kVma = "vm_start and vm_end together";
constexpr unsigned kRandomWords = 6;
constexpr unsigned kAtOnce = 24;

Word all_ones(unsigned bits) { return bits >= 64 ? ~Word{0} : (Word{1} << bits) - 1; }

// Other words: the ends of the range, the neighbours of this one and of pages, and some at random.
// Deterministic.
std::vector<Word> other_words(Word now, unsigned bits, unsigned page_shift) {
  const Word mask = all_ones(bits);
  const Word page = Word{1} << page_shift;
  std::vector<Word> words = {0,        1,        2,          3,          page - 1, page,
                             page + 1, 2 * page, mask,       mask - 1,   mask / 2, mask / 2 + 1,
                             now + 1,  now - 1,  now + page, now - page, now * 2,  mask - page + 1};
  std::mt19937_64 engine(now ^ page);
  for (unsigned i = 0; i < kRandomWords; ++i) {
    const Word any = engine() >> (engine() % 64);
    words.push_back(i % 2 == 0 ? any : any & ~(page - 1));
  }
  for (Word &word : words)
    word &= mask;
  std::erase(words, now & mask);
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

// Calls use(value) with other values of a member.
template <unsigned W, class Use>
void for_others(Bits<W> now, unsigned bits, unsigned shift, Use &&use) {
  for (const Word word : other_words(now.value(), std::min(bits, W), shift))
    use(Bits<W>(word));
}
template <class Unit, class W, class Use>
void for_others(Quantity<Unit, W> now, unsigned bits, unsigned shift, Use &&use) {
  for_others(now.word, bits, shift, [&](W word) { use(Quantity<Unit, W>(word)); });
}
template <class Use>
void for_others(const Page<WidestMachine> &now, unsigned bits, unsigned shift, Use &&use) {
  if (!now.is_null)
    use(Page<WidestMachine>::null());
  for_others(now.frame, bits, shift,
             [&](WidestMachine::FrameNumber frame) { use(Page<WidestMachine>::of(frame)); });
}
template <FiniteMember Finite, class Use>
void for_others(Finite now, unsigned, unsigned, Use &&use) {
  const auto others = [&](const auto &all) {
    for (const Finite value : all) {
      if (value != now)
        use(value);
    }
  };
  if constexpr (std::is_same_v<Finite, int>) { // a status, or the number of a node
    others(std::array{0, 1, -1, -kEnxio, -kEnomem, -kEacces, -kEinval});
  } else {
    others(AllValues<Finite>::kValues);
  }
}

Word vma_bytes(const StoredScenario &scenario) {
  return scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value();
}

// Calls use(scenario) with the VMA elsewhere, as long as it is.
template <class Use> void for_other_places(const StoredScenario &scenario, Use &&use) {
  const Architecture &arch = scenario.architecture;
  const Word length = vma_bytes(scenario);
  const Word page = Word{1} << arch.page_shift;
  for (Word start :
       other_words(scenario.vma.vm_start.word.value(), arch.word_bits, arch.page_shift)) {
    start &= ~(page - 1);
    if (start == scenario.vma.vm_start.word.value() || start > all_ones(arch.word_bits) - length)
      continue;
    StoredScenario moved = scenario;
    moved.vma.vm_start.word = Bits<64>(start);
    moved.vma.vm_end.word = Bits<64>(start + length);
    use(moved);
  }
}

// Calls visit(name, change) for each of trial_names(): change(scenario, use) calls use(changed) for
// the scenario with other values.
template <class Visit> void for_each_trial(HelperId call, Visit &&visit) {
  std::size_t position = 0;
  StoredScenario any;
  any.call = call;
  bool reads_vma = false;
  for_each_field(
      [&](const Field &field, const auto &) {
        const std::size_t wanted = position++;
        if (!field.used_by(call))
          return;
        reads_vma = reads_vma || field.name == "vm_end";
        visit(std::string(field.name), [wanted](const StoredScenario &scenario, const auto &use) {
          std::size_t at = 0;
          StoredScenario changed = scenario;
          for_each_field(
              [&](const Field &, const auto &now, auto &member) {
                if (at++ != wanted)
                  return;
                const Architecture &arch = scenario.architecture;
                for_others(now, width_of(now, arch), arch.page_shift, [&](const auto &value) {
                  member = value;
                  use(changed);
                });
              },
              scenario, changed);
        });
      },
      any);
  if (reads_vma) {
    visit(std::string(kVma),
          [](const StoredScenario &scenario, const auto &use) { for_other_places(scenario, use); });
  }
}

void count(FieldTrial &trial, TrialEnd end) {
  ++(end == TrialEnd::fails ? trial.failed : end == TrialEnd::holds ? trial.held : trial.outside);
}

} // namespace

std::vector<std::string> trial_names(HelperId call) {
  std::vector<std::string> names;
  for_each_trial(call, [&](const std::string &name, const auto &) { names.push_back(name); });
  return names;
}

void try_fields(const StoredScenario &failing, const RunTrial &run,
                const std::function<void(std::size_t, const FieldTrial &)> &note) {
  std::size_t number = 0;
  for_each_trial(failing.call, [&](const std::string &, const auto &change) {
    FieldTrial trial;
    change(failing, [&](const StoredScenario &changed) { count(trial, run(changed)); });
    note(number++, trial);
  });
}

FieldTrial try_at_once(const StoredScenario &failing, std::span<const FieldTrial> trials,
                       const RunTrial &run) {
  std::mt19937_64 engine(failing.size.word.value());
  FieldTrial all;
  for (unsigned i = 0; i < kAtOnce; ++i) {
    StoredScenario changed = failing;
    std::size_t number = 0;
    for_each_trial(failing.call, [&](const std::string &, const auto &change) {
      const std::size_t here = number++;
      if (here >= trials.size() || !trials[here].may_be_anything())
        return;
      std::vector<StoredScenario> others;
      change(changed, [&](const StoredScenario &other) { others.push_back(other); });
      if (!others.empty())
        changed = others[engine() % others.size()];
    });
    count(all, run(changed));
  }
  return all;
}

} // namespace dma_verify
