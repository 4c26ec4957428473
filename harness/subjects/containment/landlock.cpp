// SPDX-License-Identifier: GPL-2.0-only
// The calls have no functions in Debian 12's C library, and its headers know only the first
// version: what is used of the kernel's interface is repeated here.
#include "harness/subjects/containment/landlock.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace dma_verify::containment {
namespace {

// struct landlock_ruleset_attr of version 6; older kernels take its beginning.
struct Ruleset {
  std::uint64_t files = 0;
  std::uint64_t network = 0; // from version 4 on
  std::uint64_t scopes = 0;  // from version 6 on
};
struct [[gnu::packed]] RuleBeneath {
  std::uint64_t allowed = 0;
  std::int32_t descriptor = -1;
};
constexpr unsigned kVersion = 1;      // LANDLOCK_CREATE_RULESET_VERSION
constexpr int kPathBeneath = 1;       // LANDLOCK_RULE_PATH_BENEATH
constexpr std::uint64_t kExecute = 1; // LANDLOCK_ACCESS_FS_EXECUTE and so on
constexpr std::uint64_t kReadFile = 4;
constexpr std::uint64_t kReadFolder = 8;
constexpr std::uint64_t kTruncate = std::uint64_t{1} << 14U; // from version 3 on
constexpr std::uint64_t kDevices = std::uint64_t{1} << 15U;  // ioctl, from version 5 on
constexpr std::uint64_t kNetwork = 3;                        // bind and connect TCP
constexpr std::uint64_t kScopes = 3;                         // abstract UNIX sockets and signals

// All rights on files that the version knows.
std::uint64_t all_rights(int version) {
  constexpr std::uint64_t kOfFirst = (std::uint64_t{1} << 13U) - 1;
  constexpr std::uint64_t kRefer = std::uint64_t{1} << 13U;
  return kOfFirst | (version >= 2 ? kRefer : 0) | (version >= 3 ? kTruncate : 0) |
         (version >= 5 ? kDevices : 0);
}

// Those that a rule about a file, not a folder, may give.
std::uint64_t rights_of_files(int version) {
  constexpr std::uint64_t kWriteFile = 2;
  return kExecute | kWriteFile | kReadFile | (version >= 3 ? kTruncate : 0) |
         (version >= 5 ? kDevices : 0);
}

std::string failure() { return std::string("Landlock: ") + std::strerror(errno); }

// A set without rules: nothing is allowed. Negative if it cannot be made.
int empty_ruleset(int version) {
  const Ruleset handled{all_rights(version), version >= 4 ? kNetwork : 0,
                        version >= 6 ? kScopes : 0};
  const std::size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  return static_cast<int>(syscall(SYS_landlock_create_ruleset, &handled, size, 0U));
}

// Allows this beneath the path, or of the file.
bool allow(int rules, const std::filesystem::path &path, std::uint64_t rights) {
  const RuleBeneath below{rights, open(path.c_str(), O_PATH | O_CLOEXEC)};
  if (below.descriptor < 0)
    return false;
  const bool done = syscall(SYS_landlock_add_rule, rules, kPathBeneath, &below, 0U) == 0;
  const int error = errno;
  close(below.descriptor);
  errno = error;
  return done;
}

} // namespace

int landlock_version() {
  const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, kVersion);
  return version < 0 ? 0 : static_cast<int>(version);
}

std::variant<std::shared_ptr<const FileRules>, std::string>
FileRules::make(std::span<const std::filesystem::path> readable,
                std::span<const std::filesystem::path> writable) {
  const int version = landlock_version();
  const int descriptor = version == 0 ? -1 : empty_ruleset(version);
  if (descriptor < 0)
    return failure();
  const std::shared_ptr<const FileRules> rules(new FileRules(descriptor));
  const auto add = [&](std::span<const std::filesystem::path> paths, std::uint64_t rights) {
    for (const std::filesystem::path &path : paths) {
      std::error_code error;
      const auto status = std::filesystem::status(path, error);
      if (!std::filesystem::exists(status))
        continue;
      const bool is_folder = std::filesystem::is_directory(status);
      if (!allow(descriptor, path, is_folder ? rights : rights & rights_of_files(version)))
        return false;
    }
    return true;
  };
  if (!add(readable, kExecute | kReadFile | kReadFolder) || !add(writable, all_rights(version)))
    return failure();
  return rules;
}

FileRules::~FileRules() { close(descriptor_); }

std::string restrict_files_to(const std::filesystem::path &folder) {
  const int version = landlock_version();
  const int rules = version == 0 ? -1 : empty_ruleset(version);
  if (rules < 0)
    return failure();
  const bool done = allow(rules, folder, kReadFile) &&
                    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                    syscall(SYS_landlock_restrict_self, rules, 0U) == 0;
  std::string why = done ? std::string() : failure();
  close(rules);
  return why;
}

} // namespace dma_verify::containment
