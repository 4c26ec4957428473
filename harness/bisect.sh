#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# For `git bisect run` in a kernel tree: 0 if its files are right, 1 if one is falsified, 125
# (skip this commit) if there is no verdict.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [[ ${1-} == --help || ${1-} == -h ]]; then
  cat <<END
usage, in the kernel tree: git bisect run bash $here/bisect.sh [OPTIONS OF dma-verify verify]

Verifies the files of the tree that it is run in which dma-verify knows, each time with the same
seed unless you give one. The results of each commit are kept beside the kernel sources in the cache folder.
END
  exit 0
fi

options=(--subject "$PWD")
if [[ " $* " != *" --seed"[\ =]* ]]; then
  options+=(--seed 1)
fi
if [[ " $* " != *" --out"[\ =]* ]]; then
  # Not in the kernel's tree, which git is about to change.
  commit=$(git rev-parse --short HEAD 2>/dev/null || echo no-commit)
  options+=(--out "${XDG_CACHE_HOME:-$HOME/.cache}/dma-verify/bisect/$commit")
fi

status=0
bash "$here/verify.sh" --yes "${options[@]}" "$@" || status=$?
# Statuses from 128 on are signals: they end the bisection.
if ((status > 1 && status < 128)); then
  status=125
fi
exit "$status"
