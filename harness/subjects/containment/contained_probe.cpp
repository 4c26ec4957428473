// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/containment/contained_probe.h"

#include "harness/process/run_in_child.h"
#include "harness/subjects/session/loaded_object.h"
#include "harness/subjects/session/unit_calls.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace dma_verify {
namespace {

constexpr std::size_t kMostProbeBytes = std::size_t{1} << 20U;

std::string run_probe(const std::filesystem::path &object, const Containment &containment,
                      pid_t parent) {
  if (containment.is_there()) {
    containment.enter();
    if (close_range(0, ~0U, 0) != 0)
      throw std::system_error(errno, std::generic_category(), "descriptors of a probe");
    containment.begin_loading(object.parent_path(), parent);
  }
  const LoadedObject loaded(object, LoadedObject::Load::file_itself);
  unsigned long (*probe)(char *, unsigned long) = nullptr;
  find_symbol(loaded.handle(), "dma_verify_probe", probe);
  if (containment.is_there())
    containment.begin_calls();
  std::string text(kMostProbeBytes, '\0');
  text.resize(std::min<std::size_t>(probe(text.data(), text.size()), text.size()));
  return text;
}

} // namespace

std::optional<std::string> text_of_probe(const std::filesystem::path &object,
                                         const Containment &containment) {
  process::PoolOptions options;
  options.message_bytes = 2 * kMostProbeBytes;
  const pid_t self = getpid();
  auto result = process::run_in_child<std::string>(
      options, [&](const auto &) { return run_probe(object, containment, self); });
  auto *text = std::get_if<std::string>(&result);
  return text == nullptr ? std::nullopt : std::optional(std::move(*text));
}

} // namespace dma_verify
