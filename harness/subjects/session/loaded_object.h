// SPDX-License-Identifier: GPL-2.0-only
// Shared objects of a compiled C file in this process. Loading one takes longer than most calls of
// a helper, so an object is used again, after its memory was set back to what it was when loaded.
// For use in a forked child only: loading runs what the file wants to be run first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

namespace dma_verify {

class LoadedObject {
public:
  // Loads a copy of the file. For the loader that is another object than all earlier ones, so its
  // static variables have their initial values. Throws std::runtime_error if it cannot be loaded.
  // Or the file itself: only once in a process, which need not write a file for it.
  enum class Load : std::uint8_t { copy, file_itself };
  explicit LoadedObject(const std::filesystem::path &file, Load what = Load::copy);
  ~LoadedObject();
  LoadedObject(const LoadedObject &) = delete;
  LoadedObject &operator=(const LoadedObject &) = delete;

  // What dlopen gave.
  [[nodiscard]] void *handle() const { return handle_; }

  // What tools call the address in the object's file; 0 of an address outside it.
  [[nodiscard]] std::uint64_t address_in_file(const void *address) const {
    const auto at = reinterpret_cast<std::uintptr_t>(address); // NOLINT: a number
    return at >= begin_ && at < end_ ? at - base_ : 0;
  }

  // Whether all that the object can remember of its calls can be set back. Not so if it has
  // variables of its own for each thread, or does something when it is unloaded (gcov's counters).
  [[nodiscard]] bool is_restorable() const { return is_restorable_; }
  // Sets its variables back to what they were when it was loaded.
  void restore();

private:
  struct Variables {
    std::byte *begin;
    std::vector<std::byte> when_loaded;
  };

  void *handle_ = nullptr;
  std::uintptr_t base_ = 0;
  std::uintptr_t begin_ = 0; // of what is loaded
  std::uintptr_t end_ = 0;
  bool is_restorable_ = true;
  std::vector<Variables> variables_;
};

// The objects that are loaded and not in use.
class LoadedObjects {
public:
  using Load = LoadedObject::Load;
  explicit LoadedObjects(Load what = Load::copy) : what_(what) {}

  // An object of this file whose variables have their initial values.
  std::unique_ptr<LoadedObject> take(const std::filesystem::path &file);
  void give_back(const std::filesystem::path &file, std::unique_ptr<LoadedObject> object);

private:
  Load what_;
  std::map<std::filesystem::path, std::vector<std::unique_ptr<LoadedObject>>> free_;
};

} // namespace dma_verify
