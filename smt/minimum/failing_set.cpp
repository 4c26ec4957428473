// SPDX-License-Identifier: GPL-2.0-only
#include "smt/minimum/failing_set.h"

#include "properties/broken_assumptions.h"

#include <algorithm>
#include <stdexcept>

namespace dma_verify::smt {

std::string Failure::id() const {
  return std::string(text().id) + ":" + clause + "@" + architecture_id(architecture);
}

Space whole_space(const Architecture &architecture, Call call) {
  Space space;
  space.base.architecture = architecture;
  space.base.call = call;
  space.is_free = [](std::string_view field) { return field != kVmaMoved; };
  return space;
}

StoredScenario scenario_of_case(const FailingSet &set, const FailingCase &one,
                                const Assignment &words) {
  StoredScenario scenario = scenario_of(one.answers, words);
  if (set.vma_moved) {
    const auto length = one.answers.vma.vm_end.word - one.answers.vma.vm_start.word;
    scenario.vma.vm_end.word = scenario.vma.vm_start.word + length;
  }
  return scenario;
}

FailingSet failing_set_of_model(const Failure &failure, const Space &space) {
  const Architecture &row = failure.architecture;
  const auto is = [&](unsigned word, unsigned phys, unsigned dma) {
    return row.word_bits == word && row.phys_bits == phys && row.dma_bits == dma;
  };
  if (is(64, 64, 64))
    return failing_set_64_64_64(failure, space);
  if (is(32, 32, 32))
    return failing_set_32_32_32(failure, space);
  if (is(32, 64, 64))
    return failing_set_32_64_64(failure, space);
  if (is(32, 32, 64))
    return failing_set_32_32_64(failure, space);
  if (is(8, 8, 8))
    return failing_set_8_8_8(failure, space);
  throw std::logic_error("no symbolic machine for architecture " + architecture_id(row));
}

bool is_inside(const Failure &failure, const StoredScenario &scenario) {
  return broken_assumptions(scenario) == failure.broken;
}

} // namespace dma_verify::smt
