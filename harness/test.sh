#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Installs what is missing, builds, and runs every check of this project; ctest comes last, so that its
# summary closes the run. Continuous integration runs this.
set -euo pipefail
# shellcheck source=setup/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup/setup.sh"

usage() {
  cat <<END
usage: bash harness/test.sh [--yes] [--full]

Installs the missing Debian packages, downloads the kernel sources that the tests read (twice about
150 MB, once; what is needed of them is kept in $kernel_cache), builds,
checks layout, formatting and lint, and runs all tests.

  --yes    do not ask before installing and downloading; without a terminal nothing is asked
  --full   also build and test with clang, with the sanitizers and without Z3, run the fuzz
           targets for a minute each, and report coverage

Exit status: 0 if everything passed; 2 if the set-up cannot be done, with the command to run.
END
}

full=false
for argument; do
  case $argument in
  --yes) assume_yes=true ;;
  --full) full=true ;;
  --help | -h) usage && exit 0 ;;
  *) stop "unknown argument $argument; see --help" ;;
  esac
done

failed=()

# step NAME COMMAND...: runs it, and goes on if it fails; the run fails at its end.
step() {
  local name=$1 start=$SECONDS
  shift
  say "running: $name"
  if "$@"; then
    say "passed: $name ($((SECONDS - start)) s)"
  else
    say "FAILED: $name ($((SECONDS - start)) s)"
    failed+=("$name")
  fi
}

run_ctest() { # PRESET
  ctest --test-dir "$root/build/$1" --output-on-failure --no-tests=error -j "$(nproc)"
}

build_and_test() { # PRESET
  (build "$1" && run_ctest "$1")
}

# The installed program must find the store that was installed with it.
install_into_scratch() {
  local prefix status=0
  prefix=$(mktemp -d)
  quietly cmake --install "$root/build/release" --prefix "$prefix" &&
    [[ $("$prefix/bin/dma-verify" replay --subject model) == *"$prefix/share/"* ]] || status=$?
  rm -rf "$prefix"
  return "$status"
}

versions=(6.12 6.1)
for version in "${versions[@]}"; do
  if [[ ! $(kernel_folder "$version") ]]; then
    also_fetched+="${also_fetched:+ and }linux-source-$version (about 150 MB to download, 1 MB kept)"
  fi
done
need_packages build run subject test coverage
for version in "${versions[@]}"; do
  fetch=("$root/harness/setup/fetch_kernel.sh" "$version")
  if $assume_yes; then
    fetch+=(--yes)
  fi
  "${fetch[@]}" >/dev/null
done
export DMA_VERIFY_KERNELS=$kernel_cache
export DMA_VERIFY_BROWSER_TESTS=1 # they fail where they cannot be run

build release
for check in layout format shell clang; do
  step "lint: $check" "$root/harness/setup/lint.sh" "$check"
done
if $full; then
  for preset in clang sanitize no-smt; do
    step "tests of the preset $preset" build_and_test "$preset"
  done
  step "fuzz targets" bash "$root/harness/fuzz.sh" --yes
  step "coverage" bash "$root/harness/coverage.sh"
fi
step "cmake --install" install_into_scratch

status=0
run_ctest release || status=$?
if ((${#failed[@]})); then
  printf 'test.sh: failed before the tests above: %s\n' "${failed[@]}" >&2
  status=1
fi
exit "$status"
