// SPDX-License-Identifier: GPL-2.0-only
// Runs tasks in forked children, so that a crash, a hang or a kill costs one task and not the run,
// and gets what they report.
#pragma once

#include "harness/process/channel.h"
#include "harness/process/codec.h"
#include "smt/process/interrupt.h"

#include <chrono>
#include <functional>
#include <sys/types.h>
#include <type_traits>
#include <utility>

namespace dma_verify::process {

// How a child ended.
struct TaskEnd {
  enum class Kind : std::uint8_t {
    finished,    // it returned from its work
    failed,      // it could not do its work, and says why
    died,        // by a signal, an unexpected exit or an impossible report
    stalled,     // it used its processor time without progress; it was killed
    waited,      // it made no progress, and hardly used the processor; it was killed
    interrupted, // the run was interrupted; it was killed
  };
  Kind kind = Kind::finished;
  std::string what{};      // in words, unless it finished
  int signal = 0;          // died: the signal that ended it, or 0
  int exit_status = 0;     // died: without a signal
  bool under_test = false; // the code that is tested was running (under_test.h)

  // Whether the child did not do its work.
  [[nodiscard]] bool is_lost() const { return kind != Kind::finished && kind != Kind::interrupted; }
  // Whether it can be the fault of the code that is tested. SIGKILL never is: it comes from
  // outside, for example when memory is short.
  [[nodiscard]] bool can_be_of_the_tested() const;
};

// The processor time that the process has used; it must not have been waited for.
std::chrono::nanoseconds processor_time(pid_t pid);

// Why the end of a child is no fault of the code that is tested, in words.
std::string words_of_fault(const TaskEnd &end);

struct PoolOptions {
  unsigned jobs = 1; // children at once
  // A child without progress is stopped after this much of its processor time, or of wall time.
  std::chrono::milliseconds stall_limit{10000};
  std::chrono::milliseconds wait_limit{20000};
  std::size_t message_bytes = kMostMessageBytes;       // limit of all that one child sends
  std::function<bool()> interrupted{&was_interrupted}; // asked often; true ends the run early
  std::function<void(std::size_t done)> tick{}; // about ten times a second; tasks done so far
};

// Of tasks without a note.
struct NoNote {};

// In a child: how it reports. One that is made without a channel reports to nobody.
template <class Message, class Note = NoNote> class Reporter {
  static_assert(std::is_trivially_copyable_v<Note>, "a note must have a fixed size");

public:
  Reporter() = default;
  explicit Reporter(Channel &channel) : channel_(&channel) {}

  // A child that says nothing for long is taken for one that hangs.
  void make_progress() const {
    if (channel_ != nullptr)
      channel_->make_progress();
  }
  // What the child is doing from now on: the parent gets the last note, however the child ends.
  void note(const Note &note) const {
    if (channel_ == nullptr)
      return;
    Encoder(channel_->next_note()).write(note);
    channel_->post_note();
    channel_->make_progress();
  }
  // The parent gets it whatever happens later. A child that cannot report ends.
  void send(const Message &message) const {
    if (channel_ != nullptr)
      send_or_end(*channel_, encode(message));
  }

private:
  Channel *channel_ = nullptr;
};

// For a child that lets a process of its own run the tested code, and keeps the limits of that
// process itself. It still waits for it, which is progress.
void still_wait();
// That process has ended like this: so does the child, and its parent gets this end as the child's.
// In a process that is no child of a pool it throws std::runtime_error.
[[noreturn]] void end_likewise(const TaskEnd &end);
// In that process: it is no child of the pool.
void leave_pool();

// Sends the message, or ends this process.
void send_or_end(Channel &channel, std::string_view message);

// What is done with tasks that are numbered from 0.
template <class Message, class Note = NoNote> struct Tasks {
  // In the child. No child outlives the parent.
  std::function<void(std::size_t task, const Reporter<Message, Note> &)> work;
  // In the parent: the task is begun, for the first time or again.
  std::function<void(std::size_t task)> started{};
  // In the parent: messages in their order, each within a tenth of a second, all before the end.
  std::function<void(std::size_t task, Message)> received{};
  // In the parent, once per ended child. Returns whether to run the task again.
  std::function<bool(std::size_t task, const TaskEnd &, const std::optional<Note> &)> ended{};
};

namespace detail {

// The same with bytes.
struct RawTasks {
  std::size_t note_bytes;
  std::function<void(std::size_t task, Channel &)> work;
  std::function<void(std::size_t task)> started;
  // Why it cannot be read, if it cannot.
  std::function<std::optional<Unreadable>(std::size_t task, std::string_view message)> received;
  std::function<bool(std::size_t task, const TaskEnd &, const Channel &)> ended;
};
void run_raw_tasks(std::size_t count, const PoolOptions &options, const RawTasks &tasks);

} // namespace detail

// Runs tasks 0 to count - 1 in order of start. The caller must be single-threaded. Throws
// std::system_error if the system has no memory or no process to give.
template <class Message, class Note>
void run_tasks(std::size_t count, const PoolOptions &options, const Tasks<Message, Note> &tasks) {
  detail::RawTasks raw;
  raw.note_bytes = std::is_empty_v<Note> ? 0 : sizeof(Note); // no longer as bytes than in memory
  raw.started = tasks.started;
  raw.work = [&](std::size_t task, Channel &channel) {
    tasks.work(task, Reporter<Message, Note>(channel));
  };
  raw.received = [&](std::size_t task, std::string_view bytes) -> std::optional<Unreadable> {
    auto message = decode<Message>(bytes);
    if (auto *unreadable = std::get_if<Unreadable>(&message))
      return std::move(*unreadable);
    if (tasks.received)
      tasks.received(task, std::get<Message>(std::move(message)));
    return std::nullopt;
  };
  raw.ended = [&](std::size_t task, const TaskEnd &end, const Channel &channel) {
    std::optional<Note> note;
    if (const auto bytes = channel.last_note()) {
      Decoder decoder(*bytes);
      decoder.read(note.emplace());
      if (decoder.failure() != nullptr)
        note.reset();
    }
    return tasks.ended && tasks.ended(task, end, note);
  };
  detail::run_raw_tasks(count, options, raw);
}

} // namespace dma_verify::process
