#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# What the random engine reaches of model/ and of the real C file, counted by gcov and gcovr.
set -euo pipefail
# shellcheck source=setup/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup/setup.sh"

usage() {
  cat <<END
usage: bash harness/coverage.sh [--yes] [OPTIONS OF dma-verify test]

Builds the preset coverage and runs dma-verify test, sequences included, on the model and on each of
${unit_files[*]}
of Debian's linux-source-6.12 and linux-source-6.1, with the seed 1 unless --seed gives another; then
the random engine's own tests, which run it on small words, on mutants and outside the callers'
contracts: what a right file cannot make the kernel around it do. Shows for each file how many lines
and branches were reached, and which were not.

  --yes    do not ask before installing and downloading

Exit status: 0 if everything was reached, or is excluded by a marker in the source that gives the
reason; 1 if something is not, if a marker is no longer needed, or if a test failed; 2 if the set-up
cannot be done.
END
}

options=()
for argument; do
  case $argument in
  --yes) assume_yes=true ;;
  --help | -h) usage && exit 0 ;;
  *) options+=("$argument") ;;
  esac
done

need_packages build subject coverage
engine_tests=(random_test sequences_test mutants_test)
build coverage dma-verify "${engine_tests[@]}"

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
folder=$root/build/coverage
find "$folder" -name '*.gcda' -delete
rm -rf "$folder/subjects"
# What earlier builds compiled of files that are no longer there would stop gcovr.
quietly ninja -C "$folder" -t cleandead || stop "ninja -t cleandead failed"
find "$folder" -name '*.gcno' | while read -r notes; do
  [[ -e ${notes%.gcno}.o ]] || rm "$notes"
done

# run_engine NAME SUBJECT: tests it; what is counted of a C file goes to a folder of its own.
run_engine() {
  say "running: the random engine on $1"
  mkdir -p "$folder/subjects/$1"
  DMA_VERIFY_GCOV=$folder/subjects/$1 "$folder/dma-verify" test --seed 1 --cases 3000 --subject "$2" \
    --out "$out/results" "${options[@]}" >"$out/output" || {
    cat "$out/output" >&2
    say "coverage.sh: dma-verify test failed"
    exit 1
  }
}

files=()
run_engine model model
for version in 6.12 6.1; do
  fetch=("$root/harness/setup/fetch_kernel.sh" "$version")
  if $assume_yes; then
    fetch+=(--yes)
  fi
  tree=$("${fetch[@]}")
  for file in "${unit_files[@]}"; do
    run_engine "$version-$(basename "$file" .c)" "$tree/$file"
    files+=("$tree/$file")
  done
done

for test in "${engine_tests[@]}"; do
  say "running: $test"
  quietly env DMA_VERIFY_SEED=1 RC_PARAMS=seed=1 "$(find "$folder" -type f -name "$test")" || {
    say "coverage.sh: $test failed"
    exit 1
  }
done

cd "$root"
bash harness/develop/coverage/report.sh "$folder" model "${files[@]}"
