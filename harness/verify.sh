#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Installs what is missing, builds, and verifies a kernel's files: the one command for a kernel
# developer. By default they are those of Debian's linux-source-6.12.
set -euo pipefail
# shellcheck source=setup/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup/setup.sh"

usage() {
  cat <<END
usage: bash harness/verify.sh [--yes] [OPTIONS OF dma-verify verify]

Installs the missing Debian packages, builds what changed, and runs
  dma-verify verify --subject model --subject FOLDER-OF-LINUX-SOURCE-6.12
which are the files ${unit_files[*]},
or, if you give a --subject yourself, dma-verify verify with exactly your options. Without one, Debian's
package linux-source-6.12 (about 150 MB) is downloaded once; what is needed of it is kept in
  $kernel_cache
The second run installs nothing, downloads nothing and starts at once.

  --yes    do not ask before installing and downloading; without a terminal nothing is asked

Examples:  bash harness/verify.sh
           bash harness/verify.sh --subject ~/linux
Exit status: that of dma-verify; 2 if the set-up cannot be done, with the command to run.
END
}

verify_help() {
  usage
  if [[ -x $root/build/release/dma-verify ]]; then
    echo
    exec "$root/build/release/dma-verify" verify --help
  fi
  printf '\nThe options of dma-verify verify are shown here once it is built.\n'
}

subject_given=false
options=()
for argument; do
  case $argument in
  --yes) assume_yes=true ;;
  --help | -h) verify_help && exit 0 ;;
  --subject | --subject=*) subject_given=true && options+=("$argument") ;;
  *) options+=("$argument") ;;
  esac
done

groups=(build run)
if ! $subject_given; then
  # Everything that is missing is named in one question.
  [[ $(kernel_folder 6.12) ]] || also_fetched="linux-source-6.12 (about 150 MB to download, 1 MB kept)"
  groups+=(subject)
fi
need_packages "${groups[@]}"
if ! $subject_given; then
  fetch=("$root/harness/setup/fetch_kernel.sh" 6.12)
  $assume_yes && fetch+=(--yes)
  kernel=$("${fetch[@]}")
  options=(--subject model --subject "$kernel" "${options[@]}")
fi
build release dma-verify
exec "$root/build/release/dma-verify" verify "${options[@]}"
