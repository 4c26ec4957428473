#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Fetches Debian's linux-source-VERSION and unpacks what dma-verify reads of it into a cache folder,
# whose name it prints. Done once: an existing folder is used as it is.
set -euo pipefail
# shellcheck source=setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

usage() {
  cat <<END
usage: harness/setup/fetch_kernel.sh [--yes] [--keep] VERSION     for example: 6.12

Prints the folder that holds the files to verify, and the headers that dma-verify compares its own
declarations with, of Debian's package linux-source-VERSION. Unless they are there already, the
package is downloaded (about 150 MB) and unpacked into $kernel_cache.
To get a newer package, remove the folder.

  --yes    do not ask before downloading
  --keep   keep the downloaded package beside the folder
END
}

# The verified units, and where the shim's repeated facts come from. A kernel lacks some.
needed_files=(
  "${unit_files[@]}"
  COPYING Makefile
  include/asm-generic/{getorder,memory_model}.h
  include/linux/{align,const,dma-direction,dma-map-ops,dma-mapping,gfp,gfp_types,iommu-dma}.h
  include/linux/{mm,mm_types,mmzone,scatterlist,slab,vmalloc}.h
  include/uapi/asm-generic/{errno,errno-base}.h
  include/uapi/linux/const.h
  include/vdso/const.h
  kernel/dma/{coherent,contiguous,mapping}.c
  mm/memory.c
)

# describe APT-OPTION...: "file bytes" of the package as apt knows it.
describe() { apt "$@" download --print-uris "$package" 2>/dev/null | awk '{ print $2, $3 }'; }

# private_apt FOLDER: sets private_options, with which apt reads Debian's security suite into FOLDER,
# for a system whose own lists are missing or old, or do not have that suite. Needs no rights.
private_apt() {
  local release uri keys=/usr/share/keyrings/debian-archive-keyring.gpg
  # shellcheck disable=SC1091 # the system's own file
  release=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
  # Beside Debian's main archive, whatever the mirror, stands the security archive.
  uri=$(mirrors | awk -v release="$release" '
    $1 == release "-security" { security = $2 }
    $1 == release && sub(/\/debian\/$/, "/debian-security/", $2) { beside = $2 }
    END { print security ? security : beside }')
  [[ $uri ]] || return 1
  mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
  echo "deb [signed-by=$keys] $uri $release-security main" >"$1/sources.list"
  private_options=(-o "Dir::Etc::SourceList=$1/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$1/lists" -o "Dir::Cache=$1/cache" -o Acquire::Languages=none)
  apt "${private_options[@]}" update >/dev/null 2>&1
}

# download APT-OPTION...: fetches the package into the work folder; apt checks its signed hash.
download() {
  local options=("$@")
  ((EUID)) || options+=(-o APT::Sandbox::User=root) # the work folder is not open to user _apt
  (cd "$work" && quietly apt "${options[@]}" download "$package")
}

# unpack PACKAGE-FILE FOLDER: streams the tree inside the package; only the needed files are written.
unpack() {
  mkdir "$2"
  dpkg-deb --fsys-tarfile "$1" |
    tar -xO "./usr/src/$package.tar.xz" |
    xz -dcT0 |
    tar -x --no-same-owner --strip-components=1 -C "$2" \
      "${needed_files[@]/#/$package/}" 2>"$work/complaints" || true
  # tar complains of the files that this kernel lacks; nothing else may have gone wrong.
  ! grep -vE 'Not found in archive|Exiting with failure status' "$work/complaints" >&2 &&
    [[ -s $2/mm/memory.c && -s $2/Makefile ]]
}

main() {
  local keep=false version=
  while (($#)); do
    case $1 in
    --yes) assume_yes=true ;;
    --keep) keep=true ;;
    --help | -h) usage && exit 0 ;;
    [0-9]*) version=$1 ;;
    *) stop "unknown argument $1; see --help" ;;
    esac
    shift
  done
  [[ $version ]] || stop "which version? for example: harness/setup/fetch_kernel.sh 6.12"
  package=linux-source-$version

  local folder again="run: harness/setup/fetch_kernel.sh $version"
  folder=$(kernel_folder "$version")
  if [[ $folder ]]; then
    echo "$folder"
    return
  fi

  need_packages subject
  mkdir -p "$kernel_cache" || stop "cannot create $kernel_cache; set XDG_CACHE_HOME"
  exec 8>"$kernel_cache/.lock"
  flock 8 # another run may be fetching it
  folder=$(kernel_folder "$version")
  if [[ $folder ]]; then
    echo "$folder"
    return
  fi
  work=$(mktemp -d "$kernel_cache/.fetching.XXXXXX")
  trap 'rm -rf "$work"' EXIT

  local options=() file bytes
  read -r file bytes < <(describe) || true
  if [[ ! ${file-} ]]; then
    private_apt "$work/apt" && options=("${private_options[@]}")
    read -r file bytes < <(describe "${options[@]}") ||
      stop "apt does not find $package (no network?); when there is one, $again"
  fi
  say "Debian package to fetch: $file ($((bytes / 1000000)) MB, of which 1 MB is kept in $kernel_cache)"
  confirm "Go on?" || stop "nothing was fetched; to do it later, $again"
  if ! download "${options[@]}" 2>/dev/null; then
    # The system's lists may be older than the mirror.
    { ((${#options[@]} == 0)) && private_apt "$work/apt" && download "${private_options[@]}" 2>/dev/null; } ||
      stop "$package could not be downloaded (no network?); when there is one, $again"
  fi

  local deb
  deb=$(find "$work" -maxdepth 1 -name '*.deb')
  folder=$(basename "${deb%_*.deb}")
  folder=$kernel_cache/${folder/_/-}
  unpack "$deb" "$work/tree" || stop "$deb could not be unpacked (disk full?)"
  if $keep; then
    mv "$deb" "$kernel_cache/"
  fi
  local file
  for file in "${unit_files[@]}"; do
    [[ -s $work/tree/$file ]] || stop "$deb holds no $file"
  done
  # An earlier run may have asked for fewer files of the same package.
  mkdir -p "$folder"
  cp -rn "$work/tree/." "$folder/"
  say "Unpacked $(find "$folder" -type f | wc -l) files into $folder"
  echo "$folder"
}

main "$@"
