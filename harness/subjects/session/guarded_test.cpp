// SPDX-License-Identifier: GPL-2.0-only
// A guarded object has an inaccessible page behind it, and bytes before it that show a write.
#include "harness/subjects/session/guarded.h"

#include "harness/units/own_files.h"

#include <doctest/doctest.h>

#include <csignal>
#include <cstring>
#include <set>

namespace dma_verify {
namespace {

constexpr std::size_t kBytes = 72;

// How a child ends that writes one byte this far from the start of an object of kBytes.
std::string write_at(std::ptrdiff_t offset) {
  return own_files::in_child([=] {
    std::signal(SIGSEGV, SIG_DFL); // not the test program's own report
    const GuardedMemory memory(kBytes);
    memory.seal(kBytes);
    volatile auto *object = reinterpret_cast<volatile char *>(memory.object(kBytes)); // NOLINT
    object[offset] = 1;
    return std::string(memory.sealed(kBytes) ? "sealed" : "broken");
  });
}

TEST_CASE("a write into the object leaves the seal whole") {
  CHECK(write_at(0) == "sealed");
  CHECK(write_at(kBytes - 1) == "sealed");
}

TEST_CASE("a write behind the object is a fault") {
  CHECK(write_at(kBytes) == "signal SEGV");
  CHECK(write_at(kBytes + 4095) == "signal SEGV");
}

TEST_CASE("a write just before the object breaks the seal") {
  CHECK(write_at(-1) == "broken");
  CHECK(write_at(-256) == "broken");
}

TEST_CASE("a write far before the object is a fault") { CHECK(write_at(-4096) == "signal SEGV"); }

TEST_CASE("a seal is restored") {
  const GuardedMemory memory(kBytes);
  memory.seal(kBytes);
  std::memset(memory.object(kBytes) - 8, 0, 8);
  CHECK(!memory.sealed(kBytes));
  memory.seal(kBytes);
  CHECK(memory.sealed(kBytes));
}

TEST_CASE("a smaller object ends at the same page and has its own seal") {
  const GuardedMemory memory(kBytes);
  CHECK(memory.object(8) + 8 == memory.object(kBytes) + kBytes);
  memory.seal(8);
  CHECK(memory.sealed(8));
  *(memory.object(8) - 1) = std::byte{0};
  CHECK(!memory.sealed(8));
}

TEST_CASE("an object larger than a page is writable throughout") {
  const GuardedMemory memory(10000);
  memory.seal(10000);
  std::memset(memory.object(10000), 0xff, 10000);
  CHECK(memory.sealed(10000));
}

TEST_CASE("addresses of the object and no others belong to it") {
  const GuardedMemory memory(kBytes);
  const std::byte *object = memory.object(kBytes);
  CHECK(memory.contains(object, kBytes));
  CHECK(memory.contains(object + kBytes - 8, 8));
  CHECK(!memory.contains(object + kBytes - 8, 9));
  CHECK(!memory.contains(object + kBytes, 1));
  CHECK(!memory.contains(nullptr, 1));
  CHECK(!memory.contains(&memory, 1));
}

TEST_CASE("objects of one kind have addresses of their own and come again") {
  GuardedObjects objects(kBytes);
  std::set<const std::byte *> addresses;
  for (std::size_t i = 0; i < GuardedObjects::kCount; ++i) {
    objects.seal(kBytes);
    addresses.insert(objects.object(kBytes));
    objects.next();
  }
  CHECK(addresses.size() == GuardedObjects::kCount);
  CHECK(addresses.contains(objects.object(kBytes)));
}

TEST_CASE("a write before one object leaves the seal of the others whole") {
  GuardedObjects objects(kBytes);
  objects.seal(kBytes);
  *(objects.object(kBytes) - 1) = std::byte{0};
  CHECK(!objects.sealed(kBytes));
  objects.select(3);
  objects.seal(kBytes);
  CHECK(objects.sealed(kBytes));
  objects.select(0);
  CHECK(!objects.sealed(kBytes));
}

} // namespace
} // namespace dma_verify
