// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/observe.h"

#include "harness/runner/process_pool.h"

#include <algorithm>
#include <cstring>

namespace dma_verify::cli {

std::optional<std::string>
observe_in_child(const Subject &subject, const StoredScenario &scenario,
                 const std::function<std::string(const StoredObservation &)> &tell) {
  constexpr std::size_t kCounter = 8; // bytes of the pool's own
  constexpr std::size_t kMost = 60 * std::size_t{1024};
  std::optional<std::string> text;
  ProcessPool pool;
  pool.stall_limit = std::chrono::seconds(2); // calls have a limit of their own
  pool.run(
      1,
      [&](std::size_t, std::byte *slot) {
        StoredObservation observed;
        subject.open()(scenario, observed);
        const std::string told = tell(observed).substr(0, kMost);
        std::memcpy(slot + kCounter, told.c_str(), told.size() + 1);
      },
      [&](std::size_t, const TaskEnd &end, std::byte *slot) {
        if (end.kind == TaskEnd::Kind::finished)
          text = reinterpret_cast<const char *>(slot + kCounter); // NOLINT: written as text
        return false;
      });
  return text;
}

} // namespace dma_verify::cli
