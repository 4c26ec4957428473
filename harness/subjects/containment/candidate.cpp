// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/containment/candidate.h"

#include "harness/process/tasks.h"
#include "harness/process/under_test.h"
#include "harness/subjects/containment/system_calls.h"
#include "harness/subjects/reported.h"
#include "harness/subjects/session/loaded_object.h"
#include "harness/subjects/session/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <new>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

extern "C" {
#include <sys/pidfd.h> // glibc 2.36 forgets to say so itself
}

namespace dma_verify {
namespace {

using Clock = std::chrono::steady_clock;
using process::TaskEnd;

static_assert(std::is_trivially_copyable_v<StoredScenario>, "scenarios go over as bytes");

// Scenarios that go over at a time, and what their observations take.
constexpr std::size_t kMostScenarios = 64;
constexpr std::size_t kReplyBytes = std::size_t{1} << 20U;
using Length = std::uint32_t; // of an observation, before it

struct Batch {
  // Told by the one that judges.
  std::uint32_t count = 0; // of scenarios to run
  bool afresh = false;     // after all variables are set back
  bool follows = false;    // not to be run if the batch before it was not run completely
  std::array<StoredScenario, kMostScenarios> scenarios{};

  // Told by the one that runs the code.
  std::atomic<std::uint32_t> replies = 0; // so far
  std::array<char, kReplyBytes> bytes{};
};

// The memory of both processes. What is told by the process that runs the tested code may be
// anything, at any time: it is copied before it is looked at.
struct Shared {
  std::array<Batch, 8> batches{}; // in turn: one is judged while the next are run

  // Told by the one that runs the code.
  std::atomic<bool> under_test = false; // the file's code is running
  std::atomic<bool> loaded = false;
  std::atomic<bool> restorable = false;                   // its variables can be set back
  std::atomic<int> refused_call = -1;                     // a system call by which it ended
  std::array<char, process::kMostFailureBytes> failure{}; // why it could not be loaded
};

[[noreturn]] void fail(const char *what) {
  throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  ~Descriptor() {
    if (number_ >= 0)
      close(number_);
  }
  void reset(int number) {
    if (number_ >= 0)
      close(number_);
    number_ = number;
  }
  [[nodiscard]] int number() const { return number_; }

private:
  int number_;
};

// Waits until it is woken; wakes.
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

// ---- In the process that runs the tested code ----

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
      const StoredScenario scenario = batch.scenarios[i];
      session_->run(scenario, observation_);
      if (kReplyBytes - used < sizeof(Length) + most_bytes_of(observation_))
        return;
      process::Encoder encoder(batch.bytes.data() + used + sizeof(Length));
      encoder.write(observation_);
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

// ---- In the process that judges ----

std::chrono::nanoseconds processor_time_of(pid_t process) {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0)
    return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// Limits of one scenario, and of loading: of processor time; and of time on the clock, if in that
// time hardly any of the processor is used, or on a busy machine.
constexpr std::chrono::seconds kStallLimit{10};
constexpr std::chrono::seconds kLoadingLimit{2};
constexpr std::chrono::seconds kWaitLimit{20};
constexpr std::chrono::seconds kHardlyUsed{1};
constexpr std::chrono::seconds kBusyLimit{120};
// Of all scenarios of a run together, each.
constexpr std::chrono::seconds kTimeOfEach{5};

} // namespace

class Candidate::Parts {
public:
  Parts(const CSubject &subject, const Architecture &row, const Containment &containment)
      : requests_(eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE)),
        answers_(eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE)) {
    if (requests_.number() < 0 || answers_.number() < 0)
      fail("a descriptor for the process of the file's code");
    void *memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
      fail("memory for the process of the file's code");
    shared_ = new (memory) Shared;
    const pid_t self = getpid();
    child_ = fork();
    if (child_ == 0)
      be_candidate(*shared_, {requests_.number(), answers_.number()}, self, subject, row,
                   containment);
    if (child_ > 0)
      end_.reset(pidfd_open(child_, 0));
    if (child_ < 0 || end_.number() < 0) {
      const int error = errno;
      stop();
      munmap(shared_, sizeof(Shared));
      errno = error;
      fail("a process for the file's code");
    }
  }
  ~Parts() {
    stop();
    munmap(shared_, sizeof(Shared));
  }
  Parts(const Parts &) = delete;
  Parts &operator=(const Parts &) = delete;

  void begin_afresh() { afresh_ = true; }
  [[nodiscard]] bool can_begin_afresh() const {
    return child_ > 0 && flying_.empty() && shared_->restorable;
  }

  void add(std::span<const StoredScenario> scenarios) {
    for (const StoredScenario &scenario : scenarios)
      left_.push_back(&scenario);
    fill();
  }

  void forget() {
    while (child_ > 0 && !flying_.empty())
      drop();
    flying_.clear();
    left_.clear();
    known_ = flown_ = 0;
  }

  void next(StoredObservation &observation) {
    if (!is_loaded_) {
      wait(nullptr, kLoadingLimit);
      is_loaded_ = true;
    }
    if (known_ == 0 && child_ > 0)
      fetch();
    if (known_ > 0) {
      --known_;
      return read_reply(observation);
    }
    if (!refused_while_loaded_)
      process::end_likewise(ending_);
    observation.clear();
    observation.completion = Completion::crashed;
    observation.fault_address = ~std::uint64_t{0};
    const std::string what = fmt::format("tried to {} while it was loaded", *refused_while_loaded_);
    std::copy_n(what.begin(), std::min(what.size(), sizeof(observation.detail) - 1),
                observation.detail);
  }

private:
  // A batch that is on its way.
  struct Flight {
    std::size_t turn;
    std::size_t count;
  };

  Batch &batch_of(std::size_t turn) { return shared_->batches[turn % shared_->batches.size()]; }

  // Sends the next of those that are left.
  void fly() {
    const std::size_t count = std::min(left_.size() - flown_, kMostScenarios);
    Batch &batch = batch_of(turn_);
    batch.replies = 0;
    batch.afresh = std::exchange(afresh_, false);
    batch.follows = !flying_.empty();
    batch.count = static_cast<std::uint32_t>(count);
    for (std::size_t i = 0; i < count; ++i)
      batch.scenarios[i] = *left_[flown_ + i];
    flying_.push_back({turn_++, count});
    flown_ += count;
    wake(requests_.number());
  }

  void fill() {
    while (child_ > 0 && flying_.size() < shared_->batches.size() && flown_ < left_.size())
      fly();
  }

  // Waits for the oldest of those on their way, and copies what was seen.
  void land() {
    const Flight flight = flying_.front();
    flying_.pop_front();
    const Batch &batch = batch_of(flight.turn);
    wait(&batch, kStallLimit + kTimeOfEach * flight.count);
    known_ = std::min<std::size_t>(batch.replies.load(std::memory_order_acquire), flight.count);
    read_ = 0;
    copy_replies(batch);
  }

  // The same if nothing of it is wanted.
  void drop() {
    const Flight flight = flying_.front();
    flying_.pop_front();
    wait(&batch_of(flight.turn), kStallLimit + kTimeOfEach * flight.count);
  }

  // Makes observations known of some that are left, if the process lives.
  void fetch() {
    if (left_.empty())
      throw std::logic_error("an observation of no scenario");
    for (int tries = 0; known_ == 0 && child_ > 0; ++tries) {
      if (tries == 2)
        return impossible("nothing of a call");
      fill();
      const std::size_t count = flying_.front().count;
      land();
      if (child_ > 0 && known_ < count) { // what follows it was not run either
        while (child_ > 0 && !flying_.empty())
          drop();
        flown_ = known_;
      }
      left_.erase(left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(known_));
      flown_ -= std::min(flown_, known_);
    }
    fill(); // the batch that is judged has been copied
  }

  // Until the process has answered, or has ended, by itself or by its limits.
  void wait(const Batch *batch, std::chrono::seconds most) {
    const auto started = processor_time_of(child_);
    auto worked = started;
    auto progressed = Clock::now();
    std::uint32_t replies = 0;
    for (;;) {
      std::array<pollfd, 2> events = {{{answers_.number(), POLLIN, 0}, {end_.number(), POLLIN, 0}}};
      poll(events.data(), events.size(), 100);
      if (events[0].revents != 0) {
        wait_at(answers_.number());
        return;
      }
      if (events[1].revents != 0)
        return ended();
      process::still_wait();
      const auto now = processor_time_of(child_);
      const std::uint32_t told = batch != nullptr ? batch->replies.load() : 0;
      if (told > replies && told <= kMostScenarios) {
        replies = told;
        worked = now;
        progressed = Clock::now();
      }
      if (now - worked > std::min(most, kStallLimit) || now - started > most)
        return stop_as(TaskEnd::Kind::stalled, "no progress");
      const auto waited = Clock::now() - progressed;
      if (waited > kBusyLimit || (waited > kWaitLimit && now - worked < kHardlyUsed))
        return stop_as(TaskEnd::Kind::waited, "no progress, while it hardly used the processor");
    }
  }

  void stop_as(TaskEnd::Kind kind, const char *what) {
    ending_ = {kind, what};
    ending_.under_test = shared_->under_test;
    stop();
  }

  void ended() {
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = 0;
    ending_ = {TaskEnd::Kind::died};
    ending_.under_test = shared_->under_test;
    const int refused = shared_->refused_call;
    std::array<char, process::kMostFailureBytes> failure = shared_->failure;
    failure.back() = '\0';
    if (!shared_->loaded && refused >= 0 && ending_.under_test) {
      refused_while_loaded_ = containment::name_of_call(refused);
    } else if (WIFSIGNALED(status)) {
      const char *name = sigabbrev_np(WTERMSIG(status));
      ending_.signal = WTERMSIG(status);
      ending_.what = name != nullptr ? std::string("SIG") + name : "a signal";
    } else if (failure[0] != '\0' && !ending_.under_test) {
      ending_.kind = TaskEnd::Kind::failed;
      ending_.what = failure.data();
    } else {
      ending_.exit_status = WEXITSTATUS(status);
      ending_.what = fmt::format("exit status {}", ending_.exit_status);
    }
  }

  void stop() {
    if (child_ <= 0)
      return;
    kill(-child_, SIGKILL);
    kill(child_, SIGKILL);
    while (waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
    }
    child_ = 0;
  }

  // Only what the lengths cover, which may be anything.
  void copy_replies(const Batch &batch) {
    std::size_t end = 0;
    bytes_.clear();
    for (std::size_t i = 0; i < known_; ++i) {
      Length length = 0;
      if (kReplyBytes - end < sizeof length)
        return impossible("cut short");
      std::memcpy(&length, batch.bytes.data() + end, sizeof length);
      if (kReplyBytes - end - sizeof length < length)
        return impossible("longer than its memory");
      const std::size_t place = bytes_.size();
      bytes_.resize(place + sizeof length + length);
      std::memcpy(bytes_.data() + place, &length, sizeof length);
      std::memcpy(bytes_.data() + place + sizeof length, batch.bytes.data() + end + sizeof length,
                  length);
      end += sizeof length + length;
    }
  }

  void read_reply(StoredObservation &observation) {
    Length length = 0;
    std::memcpy(&length, bytes_.data() + read_, sizeof length);
    process::Decoder decoder(std::string_view(bytes_).substr(read_ + sizeof length, length));
    decoder.read(observation);
    if (decoder.failure() == nullptr && decoder.left() != 0)
      impossible("longer than its value");
    else if (decoder.failure() != nullptr)
      impossible(decoder.failure());
    if (child_ <= 0 && ending_.what.starts_with(kImpossible))
      process::end_likewise(ending_);
    read_ += sizeof length + length;
  }

  // A report that the simulated kernel does not make: the tested code has written into its memory.
  void impossible(std::string_view why) {
    stop();
    known_ = 0;
    ending_ = {TaskEnd::Kind::died, fmt::format("{}{}", kImpossible, why)};
    ending_.under_test = true;
  }
  static constexpr std::string_view kImpossible = "an impossible report: ";

  Descriptor requests_;
  Descriptor answers_;
  Descriptor end_{-1}; // of the process
  Shared *shared_ = nullptr;
  pid_t child_ = 0; // 0: it has ended
  bool is_loaded_ = false;
  bool afresh_ = false;
  std::deque<const StoredScenario *> left_{}; // whose observations are not known
  std::size_t flown_ = 0;                     // the first of them, which are on their way
  std::deque<Flight> flying_{};
  std::size_t turn_ = 0;  // of the next batch
  std::string bytes_;     // a copy of the replies
  std::size_t read_ = 0;  // of them
  std::size_t known_ = 0; // replies that were not read
  TaskEnd ending_{};      // once it has ended
  std::optional<std::string> refused_while_loaded_{};
};

Candidate::Candidate(const CSubject &subject, const Architecture &row,
                     const Containment &containment)
    : parts_(std::make_unique<Parts>(subject, row, containment)) {}
Candidate::~Candidate() = default;

void Candidate::begin_afresh() { parts_->begin_afresh(); }
bool Candidate::can_begin_afresh() const { return parts_->can_begin_afresh(); }
void Candidate::add(std::span<const StoredScenario> scenarios) { parts_->add(scenarios); }
void Candidate::forget() { parts_->forget(); }
void Candidate::next(StoredObservation &observation) { parts_->next(observation); }

} // namespace dma_verify
