# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Sourced by the scripts of harness/: installs missing Debian packages and builds. Everything is said
# on standard error in one line each; whatever cannot be done ends the script with status 2.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck disable=SC2034 # used by those who source this file
kernel_cache=${XDG_CACHE_HOME:-$HOME/.cache}/dma-verify
assume_yes=false # --yes
also_fetched=    # what the caller will download after the packages
apt_options=(-q -o Acquire::Retries=1 -o Acquire::http::Timeout=30 -o DPkg::Lock::Timeout=300)

say() { echo "$*" >&2; }

stop() {
  say "${0##*/}: $*"
  exit 2
}

# The files that are verified, one for each unit, as the units' own lists name them.
mapfile -t unit_files < <(sed -n 's|.*"\(kernel/[a-z0-9_/]*\.c\)".*|\1|p' "$root"/model/*/helpers.h)
((${#unit_files[@]})) || stop "model/*/helpers.h: no file of a unit found"

# kernel_folder VERSION: what fetch_kernel.sh unpacked of linux-source-VERSION last; nothing if it has
# not, or if that was before one of the files was asked for.
kernel_folder() {
  local folder file
  [[ -d $kernel_cache ]] || return 0
  folder=$(find "$kernel_cache" -maxdepth 1 -type d -name "linux-source-$1-*" | sort -V | tail -n 1)
  for file in "${unit_files[@]}"; do
    [[ -s $folder/$file ]] || return 0
  done
  echo "$folder"
}

# confirm QUESTION: asks only a person; without a terminal, or with --yes, the answer is yes.
confirm() {
  local answer=
  if $assume_yes || [[ -n ${CI-} || ! -t 0 ]]; then
    return 0
  fi
  read -r -p "$1 [Y/n] " answer || return 1
  [[ ! $answer || $answer == [yY]* ]]
}

# apt COMMAND...: apt-get in one language, as the user who runs the script.
apt() { LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get "${apt_options[@]}" "$@"; }

# mirrors: the suites that apt is set up to read, as lines "suite address", whether it has or not.
mirrors() {
  apt update --print-uris -o Debug::NoLocking=1 2>/dev/null |
    sed -n "s|^'\(.*/\)dists/\([^']*\)/InRelease'.*|\2 \1|p"
}

# missing_packages GROUP...: the packages of these groups that are not installed.
missing_packages() {
  local wanted
  mapfile -t wanted < <(awk -v groups=" $* " '!/^#/ && index(groups, " " $2 " ") { print $1 }' \
    "$root/harness/setup/packages.txt")
  LC_ALL=C dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null |
    awk '$1 == "installed" { print $2 }' | sort -u |
    LC_ALL=C comm -13 - <(printf '%s\n' "${wanted[@]}" | sort -u)
}

# as_root COMMAND...: with the rights to install; the caller has checked can_be_root.
as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}
can_be_root() {
  ((EUID == 0)) && return 0
  command -v sudo >/dev/null || return 1
  if [[ -t 0 ]]; then
    sudo -v -p "[sudo] password for %u, to install Debian packages: "
  else
    sudo -n true 2>/dev/null
  fi
}
apt_as_root() {
  as_root env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get "${apt_options[@]}" "$@"
}

# install_size PACKAGE...: apt's own words for what installing them takes; fails if apt cannot tell.
install_size() {
  local plan
  plan=$(apt --assume-no --no-install-recommends -o Debug::NoLocking=1 install "$@" 2>/dev/null) || true
  awk '/newly installed/ { count = $3 + $1 }
       /^Need to get/ { sub(/^Need to get /, ""); sub(/ of archives.*/, ""); download = $0 }
       /^After this operation/ { sub(/^After this operation, /, ""); sub(/ of additional.*/, ""); disk = $0 }
       END { if (!disk) exit 1
             printf "%d with what they depend on; %s to download, %s on disk", count, download, disk }' \
    <<<"$plan"
}

# need_packages GROUP...: installs what is missing, after saying what and how large. $also_fetched, if
# the caller set it, is named too; one question is asked for both.
need_packages() {
  if ! { command -v dpkg-query && command -v apt-get; } >/dev/null; then
    stop "this needs Debian 12; elsewhere install what harness/setup/packages.txt names and run cmake"
  fi
  local missing size log updated=false
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0

  local command="apt-get update && apt-get install --no-install-recommends ${missing[*]}"
  can_be_root || stop "packages are missing and you may not install them; as root, run: $command"
  log=$(mktemp)
  if ! size=$(install_size "${missing[@]}"); then
    apt_as_root update >"$log" 2>&1 || true
    updated=true
    size=$(install_size "${missing[@]}") ||
      stop "packages are missing and apt does not find them (no network?); run: $command"
  fi
  say "Debian packages to install ($size): ${missing[*]}${also_fetched:+; then $also_fetched}"
  confirm "Go on?" || stop "nothing was installed; to do it yourself, run: $command"
  assume_yes=true

  if ! install_packages "$log" "${missing[@]}" && ! $updated; then
    apt_as_root update >>"$log" 2>&1 || true # the lists may be older than the mirror
    install_packages "$log" "${missing[@]}" || true
  fi
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]})); then
    stop "apt could not install packages (no network? its words are in $log); run: $command"
  fi
  rm -f "$log"
}

# install_packages LOG PACKAGE...: a person sees apt's progress; otherwise its words go to LOG.
install_packages() {
  local log=$1
  shift
  if [[ -t 2 ]]; then
    apt_as_root install -y --no-install-recommends "$@" >&2
  else
    apt_as_root install -y --no-install-recommends -o Dpkg::Use-Pty=0 "$@" </dev/null >>"$log" 2>&1
  fi
}

# build PRESET [TARGET...]: configures once, then builds what changed; says nothing if nothing did.
build() {
  local preset=$1 folder=$root/build/$1
  shift
  if ! mkdir -p "$root/build" 2>/dev/null || [[ ! -w $root/build ]]; then
    stop "cannot write to $root/build: copy the project to a folder of yours"
  fi
  {
    flock 9 # one build at a time in this tree
    if ! grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
      rm -rf "$folder" # a first build, or a tree that was copied with its build
    fi
    if [[ ! -f $folder/build.ninja ]]; then
      (cd "$root" && quietly cmake --preset "$preset") || stop "cmake --preset $preset failed"
    fi
    if [[ $(ninja -C "$folder" -n "$@" 2>&1) != *"no work to do"* ]]; then
      local with=
      grep -qs '^CCACHE:FILEPATH=/' "$folder/CMakeCache.txt" && with=" with ccache"
      say "Building ${folder#"$root/"}$with"
      if [[ -t 2 ]]; then
        ninja -C "$folder" "$@" >&2 || stop "the build failed"
      else
        quietly ninja -C "$folder" --quiet "$@" || stop "the build failed"
      fi
    fi
  } 9>"$root/build/.lock"
}

# quietly COMMAND...: its output is shown only if it fails.
quietly() {
  local output status=0
  output=$("$@" 2>&1 </dev/null 9>&-) || status=$?
  ((status == 0)) || say "$output"
  return "$status"
}
