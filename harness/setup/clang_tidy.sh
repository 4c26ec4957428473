#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs clang-tidy on C++ files, for lint.sh. A file that was clean is checked again only when something
# changed that its result depends on: its text, what it includes (system headers too), a .clang-tidy
# file, its compile command, or clang-tidy itself.
set -euo pipefail
# shellcheck source=setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

clean_results=${XDG_CACHE_HOME:-$HOME/.cache}/dma-verify/lint

usage() {
  cat <<END
usage: cd TOP; clang_tidy.sh BUILD FILE...

  BUILD   the folder below TOP with compile_commands.json
  FILE    a source, relative to TOP

One empty file in $clean_results
stands for each clean result; it is deleted after 30 days without use. Delete all to check every file.
END
}

(($# > 1)) || { usage >&2 && exit 2; }
build=$1
shift
files=("$@")
export build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$clean_results" || stop "cannot create $clean_results; set XDG_CACHE_HOME"
find "$clean_results" -type f -mtime +30 -delete

# relative_paths: a filter. Copies of a tree share results: a path in it is written relative to its top.
relative_paths() {
  sed "s|$(printf '%s' "$PWD" | sed 's/[][\\.*^$|]/\\&/g')/||g"
}

# includes: lines "FILE<tab>INCLUDED", the file itself first, for each that has a compile command.
# A file that cannot be scanned has none.
includes() {
  local scanner
  scanner=$(dirname "$(readlink -f "$(command -v clang-tidy)")")/clang-scan-deps
  [[ -x $scanner ]] || stop "there is no $scanner beside clang-tidy"
  { "$scanner" --compilation-database="$build/compile_commands.json" 2>/dev/null || true; } |
    awk '{ gsub(/\\ /, "\001"); sub(/ \\$/, "") }
         sub(/^[^ ]+:( |$)/, "") { file = "" } # an object: a new rule
         { for (i = 1; i <= NF; ++i) {
             name = $i; gsub("\001", " ", name); gsub(/\\#/, "#", name); gsub(/\$\$/, "$", name)
             if (file == "") file = name
             print file "\t" name } }' |
    relative_paths
}

# describe: writes to $work/N all that the result of the Nth file depends on. Other files stand in it
# as in the output of sha256sum, the rest in comments. Of a file of which this is not known nothing is
# written: it is checked each time.
describe() {
  find . -path ./build -prune -o -name .clang-tidy -printf '%P\n' | sort >"$work/configuration"
  includes >"$work/includes"
  { cat "$work/configuration" && cut -f 2 "$work/includes"; } | sort -u | tr '\n' '\0' |
    xargs -0 sha256sum >"$work/sums" 2>/dev/null || true
  relative_paths <"$build/compile_commands.json" >"$work/commands"
  { clang-tidy --version && declare -f check; } | sed 's/^/# /' >"$work/tool"
  printf '%s\n' "${files[@]}" >"$work/files"
  (cd "$work" && awk -F '\t' '
    function add(file, line) { description[file] = description[file] line "\n" }
    function add_sum(file, name) {
      if (name in sums) add(file, sums[name]); else unknown[file] = 1
    }
    FILENAME == "tool" { tool = tool $0 "\n" }
    FILENAME == "sums" { sums[substr($0, 67)] = $0 }
    FILENAME == "configuration" { configuration[$0] }
    FILENAME == "commands" && /^ *"command": / { command = $0 }
    FILENAME == "commands" && /^ *"file": / {
      file = $0; sub(/^ *"file": "/, "", file); sub(/",?$/, "", file)
      add(file, "#" command)
      ++compiled[file]
    }
    FILENAME == "includes" {
      if ($1 == $2) ++scanned[$1]
      add_sum($1, $2)
    }
    FILENAME == "files" {
      for (name in configuration) add_sum($1, name)
      if (compiled[$1] && compiled[$1] == scanned[$1] && !unknown[$1])
        printf "%s%s", tool, description[$1] >FNR
    }' tool sums configuration commands includes files)
}

# check FILE [DESCRIPTION RESULT]: a clean result is kept only if nothing was changed in the meantime.
check() {
  local findings status=0
  findings=$(clang-tidy --quiet -p "$build" "$1") || status=1
  [[ -z $findings ]] || printf '%s\n' "$findings" # in one piece: others write beside it
  ((status == 0)) || return 1
  if [[ ${2-} ]] && sha256sum --check --status "$2"; then
    : >"$3"
  fi
}
export -f check

describe
declare -A results
while read -r sum n; do
  results[$n]=$clean_results/$sum
done < <(cd "$work" && find . -name '[0-9]*' -printf '%f\0' | xargs -0r sha256sum)
unchecked=() # FILE DESCRIPTION RESULT of each
for n in "${!files[@]}"; do
  result=${results[$((n + 1))]-}
  if [[ $result && -e $result ]]; then
    touch "$result"
  else
    unchecked+=("${files[n]}" "${result:+$work/$((n + 1))}" "$result")
  fi
done
say "clang-tidy: $((${#unchecked[@]} / 3)) of ${#files[@]} files to check"
((${#unchecked[@]})) || exit 0
# shellcheck disable=SC2016 # expanded by the inner shell
printf '%s\0' "${unchecked[@]}" | nice xargs -0 -P "$(nproc)" -n 3 bash -c 'check "$@"' check \
  2> >(grep -vE '^[0-9]+ warnings? generated' >&2)
