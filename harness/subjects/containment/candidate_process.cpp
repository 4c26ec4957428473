// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/containment/candidate_process.h"

#include "harness/process/tasks.h"
#include "harness/process/under_test.h"
#include "harness/subjects/reported.h"
#include "harness/subjects/session/loaded_object.h"
#include "harness/subjects/session/session.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <system_error>
#include <unistd.h>

namespace dma_verify::containment {
namespace {

Shared *own_shared = nullptr;

// A system call that is refused while the file is loaded: there is no call of a helper that could
// end instead.
void on_refused_call(int, siginfo_t *info, void *) {
  own_shared->refused_call = info->si_syscall;
  _exit(1);
}

// Nothing of this program's may be open in it but these two.
std::array<int, 2> keep_only(int first, int second) {
  constexpr std::array kPlaces = {3, 4};
  // Over numbers that neither has, since one may stand where the other is to go.
  const int high_first = fcntl(first, F_DUPFD, 10);
  const int high_second = fcntl(second, F_DUPFD, 10);
  if (high_first < 0 || high_second < 0 || dup2(high_first, kPlaces[0]) < 0 ||
      dup2(high_second, kPlaces[1]) < 0 || close_range(0, 2, 0) != 0 || close_range(5, ~0U, 0) != 0)
    fail("descriptors of the process for the file's code");
  return kPlaces;
}

// Nothing is longer encoded than it is in memory, but for the counts of lists.
std::size_t most_bytes_of(const StoredObservation &observation) {
  return sizeof observation + 2 * sizeof(std::size_t) +
         observation.trace.size() * sizeof(observation.trace.front()) +
         observation.areas.size() * sizeof(observation.areas.front());
}
std::size_t bytes_of(const CodePlaces &places) {
  return sizeof(std::size_t) + (places.effects.size() + 1) * sizeof places.last;
}

class Runner {
public:
  Runner(Shared &shared, CSubject subject, const Architecture &row)
      : shared_(shared), subject_(std::move(subject)), row_(row) {
    // The process loads the object once, and writes no file.
    subject_.loaded = std::make_shared<LoadedObjects>(LoadedObjects::Load::file_itself);
  }

  void load() {
    session_.emplace(subject_); // installs the handlers of signals
    struct sigaction action {};
    action.sa_sigaction = &on_refused_call;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    struct sigaction usual {};
    sigaction(SIGSYS, &action, &usual);
    process::set_under_test(true); // loading runs what the file wants to be run first
    const bool restorable = session_->load(row_);
    process::set_under_test(false);
    sigaction(SIGSYS, &usual, nullptr);
    shared_.restorable = restorable;
    shared_.loaded = true;
  }

  void run(Batch &batch) {
    if (batch.follows && !is_complete_)
      return;
    if (batch.afresh) {
      session_.reset();
      session_.emplace(subject_);
      session_->load(row_);
    }
    is_complete_ = false;
    std::size_t used = 0;
    const std::uint32_t count = batch.count;
    for (std::uint32_t i = 0; i < count; ++i) {
      StoredScenario scenario;
      std::memcpy(&scenario, batch.scenarios.data() + i * sizeof scenario, sizeof scenario);
      session_->run(scenario, observation_);
      if (kReplyBytes - used <
          sizeof(Length) + most_bytes_of(observation_) + bytes_of(session_->places()))
        return;
      process::Encoder encoder(batch.bytes.data() + used + sizeof(Length));
      encoder.write(observation_);
      encoder.write(session_->places());
      const auto length = static_cast<Length>(encoder.count());
      std::memcpy(batch.bytes.data() + used, &length, sizeof length);
      used += sizeof length + length;
      batch.replies.store(i + 1, std::memory_order_release);
      if (observation_.completion == Completion::hung)
        return; // more of them would take too long
    }
    is_complete_ = true;
  }

private:
  Shared &shared_;
  CSubject subject_;
  Architecture row_;
  std::optional<CSession> session_;
  StoredObservation observation_;
  bool is_complete_ = true; // the last batch
};

} // namespace

bool wait_at(int eventfd) {
  std::uint64_t times = 0;
  ssize_t got = 0;
  do {
    got = read(eventfd, &times, sizeof times);
  } while (got < 0 && errno == EINTR);
  return got == sizeof times;
}
void wake(int eventfd) {
  const std::uint64_t once = 1;
  (void)!write(eventfd, &once, sizeof once);
}

[[noreturn]] void fail(const char *what) {
  throw std::system_error(errno, std::generic_category(), what);
}

[[noreturn]] void be_candidate(Shared &shared, std::array<int, 2> ends, pid_t parent,
                               const CSubject &subject, const Architecture &row,
                               const Containment &containment) noexcept {
  process::leave_pool();
  process::tell_under_test(shared.under_test);
  own_shared = &shared;
  try {
    containment.enter();
    ends = keep_only(ends[0], ends[1]);
    setpgid(0, 0);
    containment.begin_loading(*subject.folder, parent);
    Runner runner(shared, subject, row);
    runner.load();
    containment.begin_calls();
    wake(ends[1]);
    for (std::size_t turn = 0; wait_at(ends[0]); ++turn) {
      runner.run(shared.batches[turn % shared.batches.size()]);
      wake(ends[1]);
    }
  } catch (const std::exception &error) {
    const std::string_view why = error.what();
    process::set_under_test(false);
    std::ranges::copy(why.substr(0, shared.failure.size() - 1), shared.failure.begin());
  }
  _exit(1);
}

} // namespace dma_verify::containment
