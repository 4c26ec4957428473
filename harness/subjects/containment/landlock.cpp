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
  std::int32_t folder = -1;
};
constexpr unsigned kVersion = 1;       // LANDLOCK_CREATE_RULESET_VERSION
constexpr int kPathBeneath = 1;        // LANDLOCK_RULE_PATH_BENEATH
constexpr std::uint64_t kReadFile = 4; // LANDLOCK_ACCESS_FS_READ_FILE
constexpr std::uint64_t kNetwork = 3;  // bind and connect TCP
constexpr std::uint64_t kScopes = 3;   // abstract UNIX sockets and signals

// All rights on files that the version knows.
std::uint64_t all_rights(int version) {
  constexpr std::uint64_t kOfFirst = (std::uint64_t{1} << 13U) - 1;
  constexpr std::uint64_t kRefer = std::uint64_t{1} << 13U;
  constexpr std::uint64_t kTruncate = std::uint64_t{1} << 14U;
  constexpr std::uint64_t kDevices = std::uint64_t{1} << 15U;
  return kOfFirst | (version >= 2 ? kRefer : 0) | (version >= 3 ? kTruncate : 0) |
         (version >= 5 ? kDevices : 0);
}

std::string failure() { return std::string("Landlock: ") + std::strerror(errno); }

} // namespace

int landlock_version() {
  const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, kVersion);
  return version < 0 ? 0 : static_cast<int>(version);
}

std::string restrict_files_to(const std::filesystem::path &folder) {
  const int version = landlock_version();
  if (version == 0)
    return failure();
  const Ruleset handled{all_rights(version), version >= 4 ? kNetwork : 0,
                        version >= 6 ? kScopes : 0};
  const std::size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  const auto rules = static_cast<int>(syscall(SYS_landlock_create_ruleset, &handled, size, 0U));
  if (rules < 0)
    return failure();
  const RuleBeneath below{kReadFile, open(folder.c_str(), O_PATH | O_CLOEXEC | O_DIRECTORY)};
  const bool done = below.folder >= 0 &&
                    syscall(SYS_landlock_add_rule, rules, kPathBeneath, &below, 0U) == 0 &&
                    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                    syscall(SYS_landlock_restrict_self, rules, 0U) == 0;
  std::string why = done ? std::string() : failure();
  if (below.folder >= 0)
    close(below.folder);
  close(rules);
  return why;
}

} // namespace dma_verify::containment
