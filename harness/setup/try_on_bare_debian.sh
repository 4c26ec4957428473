#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Tries verify.sh and test.sh as a new user would, on a bare Debian 12 made with debootstrap. Takes
# about half an hour, several gigabytes and a network, so it is not among the tests.
set -euo pipefail
# shellcheck source=setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

usage() {
  cat <<END
usage: harness/setup/try_on_bare_debian.sh [--keep] [--only-verify]     as root, with debootstrap

Makes a Debian 12 (variant minbase) in a temporary folder from the mirrors that apt uses here, clones
the committed state of this repository into it, and tries there: no rights, no network, the answer no,
verify.sh twice, test.sh twice, and verify.sh without a network once all is installed.

  --keep         keep the folder, and the logs in its folder root/
  --only-verify  leave test.sh out
END
}

# mirror_of SUITE: the address from which apt gets this suite here.
mirror_of() { mirrors | awk -v suite="$1" '$1 == suite { print $2; exit }'; }

make_debian() {
  local suite
  say "Making a bare Debian 12 in $debian"
  quietly debootstrap --variant=minbase bookworm "$debian" "$(mirror_of bookworm)" ||
    stop "debootstrap failed"
  for suite in bookworm bookworm-updates bookworm-security; do
    echo "deb $(mirror_of "$suite") $suite main"
  done >"$debian/etc/apt/sources.list"
  rm -rf "$debian/var/lib/apt/lists"/* # as in Debian's container images
  cp /etc/resolv.conf /etc/hosts "$debian/etc/"
  chroot "$debian" useradd --create-home somebody
  git -c safe.directory='*' clone -q --no-local "$root" "$debian/root/dma-verify"
  cp -a "$debian/root/dma-verify" "$debian/home/somebody/"
  chroot "$debian" chown -R somebody: /home/somebody
}

# inside ACCOUNT NETWORK COMMAND: runs a shell command in the new Debian, in name spaces of its own, so
# that its mounts and processes end with it. ACCOUNT is root or somebody, NETWORK is on or off.
inside() {
  local account=$1 options=(--mount --pid --fork --kill-child) home
  [[ $2 == on ]] || options+=(--net)
  home=$(chroot "$debian" getent passwd "$account" | cut -d: -f6)
  # shellcheck disable=SC2016 # expanded by the inner shell
  unshare "${options[@]}" bash -c '
    set -eu
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME="$3" \
      chroot --userspec="$2:" "$1" bash -c "cd ~/dma-verify && $4"' - \
    "$debian" "$account" "$home" "$3"
}

# try NAME STATUS SECONDS LINES ACCOUNT NETWORK COMMAND: COMMAND must end with STATUS within SECONDS and
# print at most LINES lines; standard input is empty.
try() {
  local name=$1 want=$2 limit=$3 lines=$4 status=0 start seconds verdict=ok
  local log=$debian/root/$name.log
  shift 4
  start=$EPOCHREALTIME
  inside "$@" >"$log" 2>&1 </dev/null || status=$?
  seconds=$(awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }')
  if [[ $status != "$want" ]] || (($(wc -l <"$log") > lines)) ||
    awk -v s="$seconds" -v l="$limit" 'BEGIN { exit !(s > l) }'; then
    verdict=FAILED
    failures=$((failures + 1))
  fi
  printf '%-6s %-28s %8s s (at most %s), status %s (%s expected), %s lines\n' \
    "$verdict" "$name" "$seconds" "$limit" "$status" "$want" "$(wc -l <"$log")"
  tail -n "$([[ $verdict == ok ]] && echo 2 || echo 15)" "$log" | sed 's/^/         | /'
}

keep=false
with_tests=true
for argument; do
  case $argument in
  --keep) keep=true ;;
  --only-verify) with_tests=false ;;
  --help | -h) usage && exit 0 ;;
  *) stop "unknown argument $argument; see --help" ;;
  esac
done
((EUID == 0)) || stop "making a Debian needs root"
command -v debootstrap >/dev/null || stop "debootstrap is missing; run: apt-get install debootstrap"

debian=$(mktemp -d)
if $keep; then
  trap 'say "kept: $debian"' EXIT
else
  trap 'rm -rf --one-file-system "$debian"' EXIT
fi
chmod 755 "$debian"
failures=0
make_debian

verify='bash harness/verify.sh'
nothing='--subject model --property no-such-property' # ends at once, with status 2
many=100000

try no-rights 2 5 1 somebody on "$verify --yes"
try no-network 2 60 1 root off "$verify --yes"
try answer-no 2 60 3 root on "echo n | script -qec '$verify' /dev/null"
try verify-first 0 1200 60 root on "$verify --yes"
try verify-second 0 60 40 root on "$verify"
try verify-second-starts 2 1 3 root on "$verify $nothing"
try verify-without-network 0 60 40 root off "$verify"
if $with_tests; then
  try test-no-rights 2 5 1 somebody on "CI=true bash harness/test.sh"
  try test-first 0 1800 $many root on "bash harness/test.sh --yes"
  try test-second-starts 0 1 1 root on "read -r line < <(bash harness/test.sh 2>&1) && echo \"\$line\""
  try test-second 0 1200 $many root off "CI=true .ci/run"
fi
((failures == 0)) || stop "$failures of the trials failed"
