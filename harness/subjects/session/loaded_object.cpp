// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/session/loaded_object.h"

#include <dlfcn.h>
#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;

// To save and restore more is slower than to load the object.
constexpr std::size_t kMostVariableBytes = std::size_t{1} << 20U;

void *load(const fs::path &file) {
  void *const handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
    throw std::runtime_error(dlerror());
  return handle;
}

void *load_copy(const fs::path &file) {
  static unsigned copies = 0;
  fs::path copy = file;
  copy += "." + std::to_string(getpid()) + "." + std::to_string(++copies);
  fs::copy_file(file, copy);
  void *const handle = dlopen(copy.c_str(), RTLD_NOW | RTLD_LOCAL);
  fs::remove(copy);
  if (handle == nullptr)
    throw std::runtime_error(dlerror());
  return handle;
}

// The segments of an object as they are in memory.
struct Segments {
  ElfW(Addr) base;
  std::span<const ElfW(Phdr)> headers;
};

Segments segments_of(const link_map &object) {
  struct Search {
    ElfW(Addr) base;
    Segments found;
  } search{object.l_addr, {}};
  dl_iterate_phdr(
      [](dl_phdr_info *info, std::size_t, void *data) {
        auto &wanted = *static_cast<Search *>(data);
        if (info->dlpi_addr != wanted.base)
          return 0;
        wanted.found = {info->dlpi_addr, {info->dlpi_phdr, info->dlpi_phnum}};
        return 1;
      },
      &search);
  return search.found;
}

bool has_destructors(const link_map &object) {
  for (const ElfW(Dyn) *entry = object.l_ld; entry->d_tag != DT_NULL; ++entry) {
    if (entry->d_tag == DT_FINI || entry->d_tag == DT_FINI_ARRAY)
      return true;
  }
  return false;
}

struct Range {
  ElfW(Addr) begin;
  ElfW(Addr) end;
  [[nodiscard]] std::size_t bytes() const { return begin < end ? end - begin : 0; }
};

// What of the object's memory can be written. What the loader has write-protected after it had
// relocated the object (RELRO, whole pages) cannot.
std::vector<Range> writable_ranges(const Segments &segments) {
  const auto page = static_cast<ElfW(Addr)>(sysconf(_SC_PAGESIZE));
  Range read_only{0, 0};
  for (const ElfW(Phdr) & header : segments.headers) {
    if (header.p_type == PT_GNU_RELRO) {
      const ElfW(Addr) begin = segments.base + header.p_vaddr;
      read_only = {begin / page * page, (begin + header.p_memsz) / page * page};
    }
  }
  std::vector<Range> ranges;
  for (const ElfW(Phdr) & header : segments.headers) {
    if (header.p_type != PT_LOAD || (header.p_flags & PF_W) == 0)
      continue;
    const ElfW(Addr) begin = segments.base + header.p_vaddr;
    const ElfW(Addr) end = begin + header.p_memsz;
    for (const Range range : {Range{begin, std::min(end, read_only.begin)},
                              Range{std::max(begin, read_only.end), end}}) {
      if (range.bytes() != 0)
        ranges.push_back(range);
    }
  }
  return ranges;
}

} // namespace

LoadedObject::LoadedObject(const fs::path &file, Load what)
    : handle_(what == Load::copy ? load_copy(file) : load(file)) {
  link_map *object = nullptr;
  if (dlinfo(handle_, RTLD_DI_LINKMAP, &object) != 0) {
    is_restorable_ = false;
    return;
  }
  const Segments segments = segments_of(*object);
  base_ = segments.base;
  begin_ = ~std::uintptr_t{0};
  for (const ElfW(Phdr) & header : segments.headers) {
    if (header.p_type != PT_LOAD)
      continue;
    begin_ = std::min(begin_, base_ + header.p_vaddr);
    end_ = std::max(end_, base_ + header.p_vaddr + header.p_memsz);
  }
  const bool has_thread_variables =
      std::ranges::any_of(segments.headers, [](const auto &h) { return h.p_type == PT_TLS; });
  const std::vector<Range> ranges = writable_ranges(segments);
  std::size_t bytes = 0;
  for (const Range &range : ranges)
    bytes += range.bytes();
  is_restorable_ = !segments.headers.empty() && !has_thread_variables &&
                   !has_destructors(*object) && bytes <= kMostVariableBytes;
  if (!is_restorable_)
    return;
  for (const Range &range : ranges) {
    auto *const begin = reinterpret_cast<std::byte *>(range.begin); // NOLINT: what the loader says
    variables_.push_back({begin, {begin, begin + range.bytes()}});
  }
}

LoadedObject::~LoadedObject() { dlclose(handle_); }

void LoadedObject::restore() {
  for (const Variables &variables : variables_)
    std::memcpy(variables.begin, variables.when_loaded.data(), variables.when_loaded.size());
}

std::unique_ptr<LoadedObject> LoadedObjects::take(const fs::path &file) {
  auto &free = free_[file];
  if (free.empty())
    return std::make_unique<LoadedObject>(file, what_);
  auto object = std::move(free.back());
  free.pop_back();
  object->restore();
  return object;
}

void LoadedObjects::give_back(const fs::path &file, std::unique_ptr<LoadedObject> object) {
  if (object->is_restorable())
    free_[file].push_back(std::move(object));
}

} // namespace dma_verify
