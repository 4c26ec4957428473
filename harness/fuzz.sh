#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs the fuzz targets of harness/develop/fuzz with the sanitizers.
set -euo pipefail
# shellcheck source=setup/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup/setup.sh"

targets=(answer certificate compiler counterexample header observation record report source)

usage() {
  cat <<END
usage: bash harness/fuzz.sh [--yes] [--seconds N] [TARGET]...

Builds the preset fuzz and runs each target, one after the other, for N seconds (default 60), with
the address and undefined-behaviour sanitizers. What an input has found goes to
build/fuzz/corpus/TARGET and is the beginning of the next run; the first begins with the seeds.

Targets: ${targets[*]}

  --yes        do not ask before installing
  --seconds N  a long run: 1200 for each target before a release

Exit status: 0 if no input broke a target; 1 if one did: it is kept in build/fuzz/crashes, and is run
again by build/fuzz/fuzz/TARGET_fuzz FILE; 2 if the set-up cannot be done.
END
}

seconds=60
chosen=()
while (($#)); do
  case $1 in
  --yes) assume_yes=true ;;
  --help | -h) usage && exit 0 ;;
  --seconds)
    [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || stop "--seconds needs a number from 1 on"
    seconds=$2
    shift
    ;;
  *)
    [[ " ${targets[*]} " == *" $1 "* ]] || stop "unknown target $1; see --help"
    chosen+=("$1")
    ;;
  esac
  shift
done
((${#chosen[@]})) || chosen=("${targets[@]}")

need_packages build fuzz
build fuzz fuzz_targets

folder=$root/build/fuzz
mkdir -p "$folder/crashes"

# seeds TARGET: what the first run begins with, made of what the repository has.
seeds() {
  case $1 in
  counterexample) find "$root/counterexamples" -name '*.toml' ;;
  certificate) find "$root/harness/develop/fuzz/seeds" -name 'certificate*' ;;
  header) find "$root/harness/subjects/shim" -name '*.h' ;;
  answer | compiler | observation) find "$root/harness/develop/fuzz/seeds" -name "$1" ;;
  record) find "$root/harness/develop/fuzz/seeds" -name 'record*' ;;
  source) find "$root/harness/units" -path '*testdata*' -name '*.c' ;;
  report) ;;
  esac
}

failed=()
for target in "${chosen[@]}"; do
  corpus=$folder/corpus/$target
  if [[ ! -d $corpus ]]; then
    mkdir -p "$corpus"
    seeds "$target" | while read -r seed; do cp "$seed" "$corpus/$(sha256sum <"$seed" | cut -c1-40)"; done
  fi
  say "running: $target ($seconds s)"
  if "$folder/fuzz/${target}_fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
    -artifact_prefix="$folder/crashes/$target-" -print_final_stats=1 "$corpus" >"$folder/$target.log" 2>&1; then
    say "passed: $target: $(sed -n 's/^#[0-9]*[[:space:]]*DONE[[:space:]]*//p' "$folder/$target.log"), $(find "$corpus" -type f | wc -l) inputs kept"
  else
    grep -E 'ERROR|SUMMARY|Test unit' "$folder/$target.log" >&2 || tail -5 "$folder/$target.log" >&2
    say "FAILED: $target"
    failed+=("$target")
  fi
done
((${#failed[@]} == 0))
