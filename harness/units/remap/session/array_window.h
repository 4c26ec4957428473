// SPDX-License-Identifier: GPL-2.0-only
// Address space for one array of up to 2 GiB, into which a file really stores. Only the end of a
// long array, its first page, and the page of one entry that is chosen before have memory of their
// own. All between them is the same few pages of memory again and again: stores there are made,
// and run into what lies around the array as they would, but are not kept.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dma_verify::remap {

class ArrayWindow {
public:
  static constexpr std::size_t kMaxBytes = std::size_t{1} << 31U;

  ArrayWindow(); // throws std::system_error without address space
  ArrayWindow(const ArrayWindow &) = delete;
  ArrayWindow &operator=(const ArrayWindow &) = delete;
  ~ArrayWindow();

  // Says where an array of this many bytes, at most kMaxBytes, lies. It ends at inaccessible
  // memory, up to the alignment of a pointer. It is closed.
  void place(std::size_t bytes);
  // Makes a new array at that place. Each byte that has memory of its own is `fill`; what is stored
  // in the pointer at `kept` (a multiple of 8) is kept.
  void open(std::size_t bytes, std::size_t kept, std::byte fill);
  // Makes it inaccessible, and accessible again.
  void close();
  void reopen();

  [[nodiscard]] bool is_closed() const { return closed_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::byte *begin() const { return begin_; }
  // In the array, or in the window that it lies in.
  [[nodiscard]] bool in_array(std::uintptr_t address) const;
  [[nodiscard]] bool in_window(std::uintptr_t address) const;
  // Whether the bytes before it are as they were.
  [[nodiscard]] bool sealed() const;

  // Also the memory that is not kept; takes time.
  void fill_all(std::byte value);
  void store_everywhere(std::uint64_t value); // in each pointer but the kept one
  void protect_from_writing();

private:
  void map_shared(std::byte *from, std::byte *to);
  void own_page(std::byte *page); // gives it memory of its own
  void give_back_pages();
  void restrict(std::byte *from, int protection);

  std::byte *window_ = nullptr;     // beginning of the address space
  std::byte *lowest_ = nullptr;     // where an array of kMaxBytes begins
  std::byte *own_ = nullptr;        // from here on all pages have memory of their own
  std::byte *end_ = nullptr;        // of all arrays
  std::byte *shared_ = nullptr;     // from here to own_, the shared memory is mapped
  std::byte *begin_ = nullptr;      // of the array
  std::byte *sealed_ = nullptr;     // known bytes from here to begin_
  std::byte *barred_ = nullptr;     // an inaccessible page before the array
  std::byte *owned_[2] = {};        // pages between shared_ and own_ with memory of their own
  std::byte *restricted_ = nullptr; // from here to end_, not all accesses are allowed
  std::size_t bytes_ = 0;
  std::size_t kept_ = 0;
  int memory_ = -1; // that is shared
  bool closed_ = false;
};

} // namespace dma_verify::remap
