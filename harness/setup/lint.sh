#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Checks the text of the sources, for harness/test.sh: where files lie and what they include, their
# formatting, the shell scripts, and what clang and clang-tidy say of each C++ file.
set -euo pipefail
# shellcheck source=setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
cd "$root"

usage() {
  cat <<END
usage: harness/setup/lint.sh layout|format|shell|clang...

  layout   what stands at the top, the licence line of each file, and which folder includes which
  format   clang-format on C and C++
  shell    shellcheck on the scripts
  clang    clang's warnings as errors, and clang-tidy, of files that changed since they were clean
END
}

# our_files [PATTERN...]: the files that are, or are about to be, in the repository.
our_files() {
  if git -c safe.directory="$root" rev-parse --git-dir >/dev/null 2>&1; then
    git -c safe.directory="$root" ls-files --cached --others --exclude-standard -- "$@"
  else
    local names=() pattern
    for pattern; do names+=(-o -name "$pattern"); done
    find . -path ./build -prune -o -path ./dma-verify-out -prune -o \
      -type f \( "${names[@]:1}" \) -printf '%P\n'
  fi | while read -r file; do
    if [[ -e $file ]]; then echo "$file"; fi # deleted, but still in git's index
  done | sort
}

complain() {
  say "$*"
  status=1
}

# forbid FOLDERS INCLUDED WHY: no file there, tests included, has such an #include line (two patterns).
forbid() {
  local found
  found=$(our_files '*.cpp' '*.h' | { grep -P "^$1" || true; } |
    xargs -r grep -nP "^[[:space:]]*#[[:space:]]*include[[:space:]]*$2" || true)
  if [[ $found ]]; then
    complain "$3:"$'\n'"$found"
  fi
}

# helpers_stay_home: no file outside the units' folders names a helper, by its enumerator, symbol or
# word; tests, their examples and tools of development may.
helpers_stay_home() {
  local unit units words symbols found
  units=$(our_files 'model/*/helpers.h' | cut -d / -f 2 | paste -sd '|')
  words=$(our_files 'model/*/helpers.h' | xargs sed -n 's/.*HelperText{Helper::\([a-z_]*\),.*/\1/p' | paste -sd '|')
  symbols=$(our_files 'model/*/helpers.h' | xargs grep -oh '"dma_[a-z_]*"' | tr -d '"' | paste -sd '|')
  for unit in units words symbols; do
    [[ ${!unit} ]] || complain "model/*/helpers.h: no $unit found"
  done
  found=$(our_files '*.cpp' '*.h' | grep -Pv "/($units)/|_test\.cpp$|/examples\.cpp$|^harness/develop/" |
    xargs -r grep -nP "^(?![[:space:]]*//).*(\bHelper::($words)\b|\b($symbols)\b|\"($words)\")" || true)
  if [[ $found ]]; then
    complain "outside the units' folders no file names a helper:"$'\n'"$found"
  fi
}

lint_layout() {
  local file
  while read -r file; do
    case $file in
    .* | model/* | properties/* | smt/* | harness/* | counterexamples/*) ;;
    CMakeLists.txt | CMakePresets.json | COPYING | README.md | CONTRIBUTING.md | SECURITY.md) ;;
    *) complain "$file: the top holds only the five folders, the build files and the documents" ;;
    esac
  done < <(our_files '*')

  while read -r file; do
    head -n 2 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0-only' ||
      complain "$file: the SPDX line is missing"
  done < <(our_files '*.cpp' '*.h' '*.c' '*.sh' '*.py' '*.cmake' '*CMakeLists.txt')

  # harness -> smt -> properties -> model, and each third-party library in its own part.
  forbid model/ '"(properties|smt|harness)/' "model/ includes only model/"
  forbid properties/ '"(smt|harness)/' "properties/ includes only properties/ and model/"
  forbid smt/ '"harness/' "smt/ includes only smt/, properties/ and model/"
  forbid smt/certificates/check/ '"(?!smt/certificates/check/)' "smt/certificates/check/ shares no code with the rest"
  forbid '(model|properties|harness)/' '<z3' "only smt/ knows Z3"
  forbid '(?!smt/ir/decode/)' '<llvm/' "only smt/ir/decode/ knows LLVM"
  forbid '(model/|smt/|properties/(?!random/|[a-z_]+/generators/))' '<rapidcheck' "only properties/random/, generators of units and harness/ know RapidCheck"
  # smt/: from the terms to the jobs. Each folder includes those before it; tests may include any.
  local folder before=
  for folder in process terms symbolic ir solvers certificates obligations subjects minimality jobs; do
    before+=${before:+|}$folder
    forbid "smt/$folder/(?!.*_test\.cpp$)" "\"smt/(?!($before)/)" "smt/$folder/ includes only smt/{$before}"
  done
  forbid 'smt/jobs/(?!.*_test\.cpp$)' '"smt/minimality/' "smt/jobs/ does not know smt/minimality/"
  helpers_stay_home
}

lint_format() {
  our_files '*.cpp' '*.h' '*.c' | xargs -r clang-format --dry-run -Werror --ferror-limit=3 || status=1
}

lint_shell() {
  our_files '*.sh' '.ci/run' | xargs -r shellcheck || status=1
}

# With the commands of the preset `clang`, so that clang's warnings are seen without a second build.
lint_clang() {
  if [[ ! -f build/clang/build.ninja ]]; then
    quietly cmake --preset clang || stop "cmake --preset clang failed"
  fi
  quietly ninja -C build/clang --quiet build.ninja || stop "cmake --preset clang failed"
  local files
  mapfile -t files < <(comm -12 <(our_files '*.cpp') \
    <(sed -n "s|^  \"file\": \"$root/\(.*\)\".*|\1|p" build/clang/compile_commands.json | sort -u))
  harness/setup/clang_tidy.sh build/clang "${files[@]}" || status=1
}

status=0
(($#)) || { usage >&2 && exit 2; }
for check; do
  case $check in
  layout | format | shell | clang) "lint_$check" ;;
  --help | -h) usage ;;
  *) stop "no such check: $check; see --help" ;;
  esac
done
exit "$status"
