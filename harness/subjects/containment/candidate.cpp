// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/containment/candidate.h"

#include "harness/process/tasks.h"
#include "harness/subjects/containment/candidate_process.h"
#include "harness/subjects/containment/system_calls.h"
#include "harness/subjects/reported.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#include <new>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" {
#include <sys/pidfd.h> // glibc 2.36 forgets to say so itself
}

namespace dma_verify {
namespace {

using Clock = std::chrono::steady_clock;
using containment::Batch;
using containment::be_candidate;
using containment::Descriptor;
using containment::fail;
using containment::kMostScenarios;
using containment::kReplyBytes;
using containment::Length;
using containment::Shared;
using containment::wait_at;
using containment::wake;
using process::TaskEnd;

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
  Parts(const CSubject &subject, const Architecture &row, const Containment &limits)
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
      be_candidate(*shared_, {requests_.number(), answers_.number()}, self, subject, row, limits);
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
    places_ = {};
    observation.completion = Completion::crashed;
    observation.fault_address = ~std::uint64_t{0};
    observation.set_detail(fmt::format("tried to {} while it was loaded", *refused_while_loaded_));
  }

  [[nodiscard]] const CodePlaces &places() const { return places_; }

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
      std::memcpy(batch.scenarios.data() + i * sizeof(StoredScenario), left_[flown_ + i],
                  sizeof(StoredScenario));
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
    const auto started = process::processor_time(child_);
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
      const auto now = process::processor_time(child_);
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
    decoder.read(places_);
    // What the process says of places may be anything; only its amount matters to others.
    places_.effects.resize(observation.trace.size());
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
  CodePlaces places_{};   // of the observation that was taken last
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
const CodePlaces &Candidate::places() const { return parts_->places(); }

} // namespace dma_verify
