// SPDX-License-Identifier: GPL-2.0-only
// A channel gives the parent what was sent, or says what is wrong, whatever stands in its memory.
#include "harness/process/channel.h"

#include <doctest/doctest.h>

#include <cstring>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dma_verify::process {
namespace {

std::string message_of(Channel &channel) { return std::get<std::string>(channel.receive()); }
bool is_empty(Channel &channel) {
  return std::holds_alternative<Channel::Nothing>(channel.receive());
}
std::string trouble_of(Channel &channel) {
  return std::get<Channel::Broken>(channel.receive()).why;
}

// Overwrites the length of the first message of a channel without notes, as code does that means
// harm: it stands where the notes would.
void write_length(Channel &channel, std::uint64_t length) {
  std::memcpy(channel.next_note(), &length, sizeof length);
}

TEST_CASE("messages are received in their order, each once") {
  Channel channel(0);
  CHECK(is_empty(channel));
  CHECK(channel.send("one"));
  CHECK(channel.send(""));
  CHECK(message_of(channel) == "one");
  CHECK(channel.send("three"));
  CHECK(message_of(channel) == "");
  CHECK(message_of(channel) == "three");
  CHECK(is_empty(channel));
}

TEST_CASE("messages may take as much as is allowed, and not a byte more") {
  const std::string message(100, 'x');
  Channel channel(0, message.size() + 8);
  CHECK(channel.send(message));
  CHECK(message_of(channel) == message);
  CHECK(is_empty(channel));
  CHECK_FALSE(channel.send(""));
  CHECK(trouble_of(channel) == "a report of 0 bytes where 0 are left");

  Channel smaller(0, message.size() + 7);
  CHECK_FALSE(smaller.send(message));
  CHECK(trouble_of(smaller) == "a report of 100 bytes where 99 are left");
  CHECK(trouble_of(smaller) == "a report of 100 bytes where 99 are left");
}

TEST_CASE("a message that does not fit leaves those before it") {
  Channel channel(0, 1000);
  CHECK(channel.send("first"));
  CHECK_FALSE(channel.send(std::string(5000, 'x')));
  CHECK(message_of(channel) == "first");
  CHECK_FALSE(trouble_of(channel).empty());
}

TEST_CASE("a length that is not true is refused without taking memory") {
  Channel channel(0, 1000);
  for (const std::uint64_t length : {std::uint64_t{994}, ~std::uint64_t{0}, ~std::uint64_t{0} - 8,
                                     std::uint64_t{1} << 40U, std::uint64_t{1} << 63U}) {
    write_length(channel, length);
    CHECK(trouble_of(channel) ==
          "a report of " + std::to_string(length - 1) + " bytes where 992 are left");
  }
}

TEST_CASE("a child that gives the channel's memory away takes it from itself only") {
  Channel channel(0, 1000);
  CHECK(channel.send("message"));
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto place = reinterpret_cast<std::uintptr_t>(channel.next_note()); // NOLINT
    munmap(reinterpret_cast<void *>(place & ~(page - 1)), page);              // NOLINT
    _exit(0);
  }
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(message_of(channel) == "message");
}

TEST_CASE("a limit on the size of files does not limit reports") {
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  rlimit none = before;
  none.rlim_cur = 0;
  REQUIRE(setrlimit(RLIMIT_FSIZE, &none) == 0);
  Channel channel(0);
  CHECK(channel.send("message"));
  CHECK(message_of(channel) == "message");
  CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
}

TEST_CASE("of the notes the last one that was posted is there") {
  Channel channel(1);
  CHECK_FALSE(channel.last_note());
  for (const char note : {'a', 'b', 'c'}) {
    *channel.next_note() = note;
    channel.post_note();
    CHECK(channel.last_note() == std::string(1, note));
    *channel.next_note() = '?'; // not posted
    CHECK(channel.last_note() == std::string(1, note));
  }
}

TEST_CASE("progress is counted, and a message is progress") {
  Channel channel(0);
  CHECK(channel.progress() == 0);
  channel.make_progress();
  CHECK(channel.progress() == 1);
  CHECK(channel.send("message"));
  CHECK(channel.progress() == 2);
}

} // namespace
} // namespace dma_verify::process
