// SPDX-License-Identifier: GPL-2.0-only
// without_seccomp PROGRAM ARGUMENT...: runs the program as a machine does that lets nobody limit
// system calls.
#include <cerrno>
#include <cstdio>
#include <seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int count, char **words) {
  const scmp_arg_cmp is_filter = {0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0};
  constexpr auto kRefuse = SCMP_ACT_ERRNO(EPERM);
  void *const filter = seccomp_init(SCMP_ACT_ALLOW);
  const bool ready = count > 1 && filter != nullptr &&
                     seccomp_rule_add_array(filter, kRefuse, SCMP_SYS(seccomp), 0, nullptr) == 0 &&
                     seccomp_rule_add_array(filter, kRefuse, SCMP_SYS(prctl), 1, &is_filter) == 0 &&
                     seccomp_load(filter) == 0;
  if (ready)
    execvp(words[1], words + 1);
  std::perror("without_seccomp");
  return 126;
}
