#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# What report.sh accepts and what it refuses, on a program of a few lines; run by ctest.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if ! command -v gcovr >/dev/null; then
  echo "SKIPPED: no gcovr"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
status=0

# report: of the program that standard input is the source of, started with one argument.
report() {
  rm -rf sources counts
  mkdir sources counts
  cat >sources/program.cpp
  (cd counts && g++ -O0 --coverage ../sources/program.cpp && ./a.out 1)
  bash "$here/report.sh" counts sources >output || return
}

# says WORDS: fails the test unless the report does.
says() {
  grep -qF -e "$1" output || {
    echo "not said: $1"
    status=1
  }
}

if ! report <<'END'
int reached(int x) { return x; }
// GCOVR_EXCL_START: the program is started with one argument
int unreached(int x) {
  return x;
}
// GCOVR_EXCL_STOP
int main(int arguments, char **) {
  if (arguments == 1) // GCOVR_EXCL_BR_LINE: the program is started with one argument
    return 1;         // GCOVR_EXCL_LINE: the program is started with one argument
  // GCOVR_EXCL_BR_START: the program is started with one argument
  if (arguments == 3)
    return unreached(1); // GCOVR_EXCL_LINE: the program is started with one argument
  // GCOVR_EXCL_BR_STOP
  return reached(0);
}
END
then
  echo "refused, but what is not reached has its reason"
  cat output
  status=1
fi

if report <<'END'
int main(int arguments, char **) {
  if (arguments == 1)
    return 1;
  // GCOVR_EXCL_START: reached
  if (arguments == 2)
    arguments = 0;
  // GCOVR_EXCL_STOP
  while (arguments < 2) // GCOVR_EXCL_BR_LINE: both taken
    ++arguments; // GCOVR_EXCL_LINE: reached
  // GCOVR_EXCL_LINE: no code
  arguments = 0; // GCOVR_EXCL_BR_LINE: no branch
  if (arguments == 1)
    return 3; // GCOVR_EXCL_LINE
  if (arguments == 2) // LCOV_EXCL_BR_LINE: of another program
    return 3; // GCOVR_EXCL_LINE: a reason
  // GCOVR_EXCL_STOP
  return arguments;
  // GCOVR_EXCL_BR_START: does not end
}
END
then
  echo "accepted, but it has faults"
  status=1
fi
says "87%   3" # of the lines, this one is not reached
says "50%   2,12,14" # of the branches, some of these lines
says "program.cpp:5: excluded, but reached"
says "program.cpp:8: excluded, but each branch is taken"
says "program.cpp:9: excluded, but reached"
says "program.cpp:10: excluded, but there is no code"
says "program.cpp:11: excluded, but there is no branch"
says "program.cpp:13: excluded without a reason"
says "program.cpp:14: this is no marker"
says "program.cpp:16: a region ends that has not begun"
says "program.cpp:18: a region begins that does not end"
((status == 0)) || cat output
exit "$status"
