#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Do the tests of this project see errors in what its proofs rest on?
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
here=harness/develop/source_mutants

usage() {
  cat <<END
usage: bash $here/own_sources.sh BUILD [FILE...]

Changes one place of a source file at a time, as source_mutants does, builds the tests that have to
see it in the folder BUILD, runs them, and puts the file back. FILE: only these of the table below.
Which places: as many of each file as the table says, evenly spaced over all of its mutants; what does
not compile is replaced by the next one.

Exit status: 0 if a test fails for each change, or $here/own_survivors.toml gives
the reason why none can; 1 if one survives; 2 if it cannot be done.
END
}

# A file, how many changes of it, and the programs whose tests have to see them.
table() {
  cat <<END
smt/terms/term.cpp 10 smt_test
smt/symbolic/explorer.cpp 8 smt_test
smt/terms/integer_query.cpp 6 smt_test
properties/ops_helpers/page_range.h 4 mutants_test,properties_test,exhaustive_test
properties/ops_helpers/error_unwind.h 3 mutants_test,properties_test,exhaustive_test
properties/ops_helpers/round_trip.h 3 mutants_test,properties_test,exhaustive_test
properties/ops_helpers/contracts.h 6 mutants_test,properties_test,exhaustive_test
END
}

stop() {
  printf 'own_sources.sh: %s\n' "$1" >&2
  exit 2
}

[[ ${1:-} != --help && ${1:-} != -h ]] || { usage && exit 0; }
[[ $# -ge 1 ]] || { usage >&2 && exit 2; }
build=$(cd "$1" 2>/dev/null && pwd) || stop "$1: no such folder"
shift
cd "$root"
tool=$build/source_mutants
[[ -x $tool ]] || ninja -C "$build" source_mutants >/dev/null || stop "source_mutants cannot be built"

saved=$(mktemp -d)
changed=
# shellcheck disable=SC2317 # by the trap
put_back() {
  [[ -z $changed ]] || cp -p "$saved/file" "$changed"
  rm -rf "$saved"
}
trap put_back EXIT
trap 'exit 2' INT TERM

# judge PROGRAMS: 0 if a test fails, 1 if all pass, 2 if it does not compile.
judge() {
  local program programs
  IFS=, read -ra programs <<<"$1"
  ninja -C "$build" "${programs[@]}" >"$saved/log" 2>&1 || return 2
  for program in "${programs[@]}"; do
    timeout 600 env DMA_VERIFY_SEED=1 RC_PARAMS=seed=1 "$(find "$build" -type f -name "$program")" \
      >"$saved/log" 2>&1 || return 0
  done
  return 1
}

survivors=0
tried=0
while read -r file count programs; do
  [[ $# -eq 0 || " $* " == *" $file "* ]] || continue
  git diff --quiet -- "$file" || stop "$file: has changes that are not committed"
  mapfile -t ids < <("$tool" list "$file" | cut -f1)
  cp -p "$file" "$saved/file"
  changed=$file
  for ((k = 0; k < count; ++k)); do
    for ((i = k * ${#ids[@]} / count; i < (k + 1) * ${#ids[@]} / count; ++i)); do
      "$tool" print "$saved/file" "${ids[i]}" >"$file"
      status=0
      judge "$programs" || status=$?
      [[ $status != 2 ]] && break
    done
    cp -p "$saved/file" "$file"
    touch "$file"
    tried=$((tried + 1))
    if [[ $status == 0 ]]; then
      printf 'seen      %s %s\n' "$file" "${ids[i]}"
    elif grep -qF "\"$file ${ids[i]}\"" "$here/own_survivors.toml"; then
      printf 'known     %s %s\n' "$file" "${ids[i]}"
    else
      printf 'survives  %s %s\n' "$file" "${ids[i]}"
      survivors=$((survivors + 1))
    fi
  done
  changed=
done < <(table)
printf '%d changes, %d survive without a reason\n' "$tried" "$survivors"
[[ $survivors == 0 ]]
