// SPDX-License-Identifier: GPL-2.0-only
// Memory for the objects that a helper gets: each ends at an inaccessible page, and known bytes
// before it show whether something was written there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

namespace dma_verify {

class GuardedMemory {
public:
  // Room for one object of at most this many bytes. Throws std::system_error without memory.
  explicit GuardedMemory(std::size_t bytes);
  GuardedMemory(const GuardedMemory &) = delete;
  GuardedMemory &operator=(const GuardedMemory &) = delete;
  ~GuardedMemory();

  // Where an object of `bytes` lies that ends at the guard page. Aligned as `bytes` allows.
  [[nodiscard]] std::byte *object(std::size_t bytes) const { return guard_ - bytes; }

  // Sets the known bytes before an object of this size, and checks that they are unchanged.
  void seal(std::size_t bytes) const;
  [[nodiscard]] bool sealed(std::size_t bytes) const;

  // Whether the address lies in the readable part.
  [[nodiscard]] bool contains(const void *address, std::size_t bytes) const;

private:
  static constexpr std::size_t kSealBytes = 256;
  std::byte *memory_ = nullptr;
  std::byte *guard_ = nullptr;
  std::size_t mapped_ = 0;
};

// Objects of one kind, each at an address of its own. Callers come with different ones: what a file
// remembers of an earlier call must not be what it gets in the next one.
class GuardedObjects {
public:
  static constexpr std::size_t kCount = 7;

  // Room for objects of at most this many bytes.
  explicit GuardedObjects(std::size_t bytes);

  // Makes another one, or this one, the current one.
  void next() { current_ = (current_ + 1) % kCount; }
  void select(std::size_t number) { current_ = number; }

  // Of the current one.
  [[nodiscard]] std::byte *object(std::size_t bytes) const { return current().object(bytes); }
  void seal(std::size_t bytes) const { current().seal(bytes); }
  [[nodiscard]] bool sealed(std::size_t bytes) const { return current().sealed(bytes); }
  [[nodiscard]] bool contains(const void *address, std::size_t bytes) const {
    return current().contains(address, bytes);
  }

private:
  [[nodiscard]] const GuardedMemory &current() const { return objects_[current_]; }

  std::deque<GuardedMemory> objects_;
  std::size_t current_ = 0;
};

} // namespace dma_verify
