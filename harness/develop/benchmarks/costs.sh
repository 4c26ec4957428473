#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# What waiting for dma-verify costs: processor time of its build, of verdicts and of proofs, also as a
# multiple of a reference on the same machine, so that a figure of one machine can be compared with
# one of another.
set -euo pipefail
# shellcheck source=../../setup/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../setup/setup.sh"

usage() {
  cat <<END
usage: harness/develop/benchmarks/costs.sh [--build] [--proofs] [--write] [FILE.c]

Prints a table in Markdown. The reference is the compilation of one fixed source.

  --build   also builds the program from nothing, in a folder of its own (minutes)
  --proofs  also proves everything, with Z3 and with both solvers (many minutes)
  --write   also writes the table to FIGURES.md beside this script
  FILE.c    the file to verify; by default ops_helpers.c of linux-source-6.12, if it was fetched
END
}

build=false
proofs=false
write=false
file=
for argument; do
  case $argument in
  --build) build=true ;;
  --proofs) proofs=true ;;
  --write) write=true ;;
  --help | -h) usage && exit 0 ;;
  -*) stop "unknown argument $argument; see --help" ;;
  *) file=$argument ;;
  esac
done
program=$root/build/release/dma-verify
[[ -x $program ]] || stop "there is no $program; build it first"
[[ $file ]] || file=$(kernel_folder 6.12)/kernel/dma/ops_helpers.c
[[ -r $file ]] || stop "$file cannot be read; name a file to verify"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache # nothing that was found out before

# seconds STATUS COMMAND...: user and system time of the command and all that it started. It must end
# with this status: a run that failed costs something else.
seconds() {
  local expected=$1 status=0
  shift
  local TIMEFORMAT='%U %S'
  { time "$@" >"$work/output" 2>&1; } 2>"$work/time" || status=$?
  if ((status != expected)); then
    tail -n 5 "$work/output" >&2
    stop "ended with status $status instead of $expected: $*"
  fi
  awk '{ printf "%.2f", $1 + $2 }' "$work/time"
}

# median COMMAND...: of three.
median() {
  for _ in 1 2 3; do
    "$@"
    echo
  done >"$work/three"
  sort -n "$work/three" | sed -n 2p
}

row() { # WHAT COMMAND-THAT-PRINTS-SECONDS...
  local what=$1 seconds
  shift
  seconds=$("$@") || exit
  awk -v what="$what" -v s="$seconds" -v r="$reference" \
    'BEGIN { printf "| %s | %.2f s | %.2f |\n", what, s, s / r }'
}

cat >"$work/reference.cpp" <<'END'
#include <algorithm>
#include <map>
#include <regex>
#include <string>
int main() { return std::regex_search(std::string("a"), std::regex("b*a")) ? 0 : 1; }
END
reference=$(median seconds 0 c++ -std=c++20 -O2 -c "$work/reference.cpp" -o "$work/reference.o")

# A bounds check whose sum wraps.
wrong=$work/wrong.c
sed 's/off >= count || user_count > count - off/off + user_count > count/' "$file" >"$wrong"
! cmp -s "$file" "$wrong" || stop "$file has not the bounds check that this benchmark spoils"


table() {
  echo "| what | processor time | of the reference |"
  echo "| --- | --- | --- |"
  row "reference: one fixed source" echo "$reference"
  row "tests of a right file" \
    median seconds 0 "$program" test --subject "$file" --seed 5 --out "$work/right"
  row "tests of a wrong file" \
    median seconds 1 "$program" test --subject "$wrong" --seed 5 --out "$work/wrong"
  row "proof of a file, one architecture, Z3" \
    seconds 0 "$program" prove --anew --subject "$file" --arch 64-64-64-12 --out "$work/file"
  row "proofs of the model: bounds and pages of one helper on one architecture" \
    median seconds 0 "$program" prove --arch 64-64-64-12 --property 'offset-bounds.*' \
    --property 'page-range.mmap' --out "$work/proofs"
  if $proofs; then
    row "all proofs of the model, Z3" seconds 0 "$program" prove --out "$work/all"
    row "all proofs of the model, Z3 and cvc5" \
      seconds 0 "$program" prove --solver all --out "$work/both"
  fi
  if $build; then
    cmake -S "$root" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DDMA_VERIFY_UNITY=ON \
      -DBUILD_TESTING=OFF -DCMAKE_CXX_COMPILER_LAUNCHER= >/dev/null
    row "build of the program alone" seconds 0 ninja -C "$work/build" dma-verify
  fi
}

if $write; then
  {
    echo "# What waiting for dma-verify costs"
    echo
    echo "Written by \`costs.sh --write\` on $(date +%F), $(nproc) processors:$(sed -n 's/^model name.*://p;T;q' /proc/cpuinfo)."
    echo "Processor time of a program and all that it starts; on several processors the wait is shorter."
    echo
    table
  } | tee "$root/harness/develop/benchmarks/FIGURES.md"
else
  table
fi
