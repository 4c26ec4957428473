// SPDX-License-Identifier: GPL-2.0-only
// The first stage of verify: replays stored counterexamples on every subject.
#include "harness/cli/run.h"
#include "harness/engines/replay/replay.h"

#include <algorithm>
#include <iterator>

namespace dma_verify::cli {
namespace {

bool is_selected(const Counterexample &counterexample, const Selection &selection) {
  const bool architecture =
      std::ranges::find(selection.architectures, counterexample.scenario.architecture) !=
      selection.architectures.end();
  if (const auto property = find_property(counterexample.property)) {
    return architecture &&
           std::ranges::find(selection.properties, *property) != selection.properties.end();
  }
  return architecture && std::ranges::find(selection.sequence_properties,
                                           find_sequence_property(counterexample.property)) !=
                             selection.sequence_properties.end();
}

} // namespace

void run_store(Run &run, const std::vector<Subject> &subjects, const Selection &selection) {
  StoredFiles stored = read_store(store_folder());
  for (const UnreadFile &file : stored.unread) {
    if (!selection.shard.is_first())
      break;
    run.add_unread(unread_record(file, subjects.front()));
  }
  for (const StoredFile &file : stored.files)
    run.counterexamples().know(file.counterexample, file.path.string());
  std::erase_if(stored.files, [&](const StoredFile &file) {
    return !is_selected(file.counterexample, selection);
  });
  std::size_t place = 0;
  std::erase_if(stored.files, [&](const auto &) { return !selection.shard.takes(place++); });
  for (const Subject &subject : subjects) {
    std::vector<StoredFile> of_its_unit;
    std::ranges::copy_if(stored.files, std::back_inserter(of_its_unit), [&](const auto &file) {
      const StoredScenario &scenario = file.counterexample.scenario;
      const bool can_occur =
          !subject.can_occur || (file.counterexample.steps.empty() && subject.can_occur(scenario));
      return subject.has(scenario.call.unit) && can_occur;
    });
    for (const Record &record : replay(subject, of_its_unit, processors(), &was_interrupted))
      run.add(record);
  }
}

} // namespace dma_verify::cli
