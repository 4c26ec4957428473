#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Reports what gcov counted, for harness/coverage.sh.
set -euo pipefail

usage() {
  cat <<END
usage: report.sh COUNTS SOURCES...

Shows how many lines and branches gcov has counted as reached, and fails if one was not reached and is
not excluded by a marker with a reason beside it (the markers: check_exclusions.py). To be run at the
root of the sources.

COUNTS    the folder of gcov's files
SOURCES   folders of the root and files elsewhere: what is counted, all else is not

Exit status: 0 if everything was reached or is excluded; 1 if something is not, if something excluded
was reached, or if a reason is missing; 2 if gcovr failed.
END
}

(($# >= 2)) || { usage >&2 && exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
counts=$1
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

filters=()
files=()
for source; do
  filters+=(--filter "$(sed 's/[^[:alnum:]_/-]/\\&/g' <<<"$source")")
  mapfile -t -O "${#files[@]}" files < <(find "$source" -name '*.h' -o -name '*.c' -o -name '*.cpp' | sort)
done

run_gcovr() { gcovr --root . "${filters[@]}" "$@" || exit 2; }

# count OUTPUT OPTION...: by gcovr; without the ways that only exceptions take.
count() {
  run_gcovr --exclude-pattern-prefix GCOVR --exclude-throw-branches --exclude-unreachable-branches \
    --json "$1" "${@:2}" "$counts"
}

status=0
count "$scratch/all" --no-markers
echo "With what is excluded:"
run_gcovr --add-tracefile "$scratch/all"
run_gcovr --add-tracefile "$scratch/all" --branches
python3 "$here/check_exclusions.py" "$scratch/all" "${files[@]}" || status=1

count "$scratch/wanted"
for what in line branch; do
  options=(--add-tracefile "$scratch/wanted" "--fail-under-$what" 100)
  [[ $what == line ]] || options+=(--branches)
  if ! gcovr --root . "${filters[@]}" "${options[@]}" >"$scratch/table" 2>/dev/null; then
    echo "Not reached, and not excluded:"
    cat "$scratch/table"
    status=1
  fi
done
exit "$status"
