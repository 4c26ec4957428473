#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks the exclusion markers of gcovr, for report.sh.

usage: check_exclusions.py COUNTS FILE...

COUNTS is what `gcovr --no-markers --json` counted, in the current folder; each FILE is a source.
Prints what is wrong with the markers in them, and ends with 1 if anything is: a marker gives no reason,
what it excludes was reached, or there is nothing to exclude.

    // GCOVR_EXCL_LINE: reason       this line is never reached
    // GCOVR_EXCL_START: reason      no line from here on is reached ...
    // GCOVR_EXCL_STOP               ... to here
    // GCOVR_EXCL_BR_LINE: reason    a branch of this line is never taken
    // GCOVR_EXCL_BR_START: reason   a branch from here on is never taken ...
    // GCOVR_EXCL_BR_STOP            ... to here
"""
import json
import re
import sys

MARKER = re.compile(r"// GCOVR_EXCL_(BR_)?(LINE|START|STOP)\b(: \S)?")


def unneeded(excluded, of_branches):
    """Why these lines need no exclusion, as (line, reason); they are as gcovr has counted them."""
    if of_branches:
        branches = [branch for line in excluded for branch in line["branches"]]
        if not branches:
            yield None, "excluded, but there is no branch"
        elif all(branch["count"] for branch in branches):
            yield None, "excluded, but each branch is taken"
        return
    if not excluded:
        yield None, "excluded, but there is no code"
    for line in excluded:
        if line["count"]:
            yield line["line_number"], "excluded, but reached"


def faults(path, lines):
    """What is wrong with the markers of a file, as (line, words); `lines` is what was counted of it."""
    starts = {}  # of the regions that have not ended: of lines, of branches
    with open(path, encoding="utf-8") as file:
        texts = list(enumerate(file, 1))
    for number, text in texts:
        if "_EXCL_" not in text:
            continue
        match = MARKER.search(text)
        if not match:
            yield number, "this is no marker that check_exclusions.py knows"
            continue
        of_branches, word, reason = bool(match[1]), match[2], match[3]
        if not reason and word != "STOP":
            yield number, "excluded without a reason"
        if word == "START":
            if of_branches in starts:
                yield number, "a region begins in another"
            starts[of_branches] = number
            continue
        first = starts.pop(of_branches, None) if word == "STOP" else number
        if first is None:
            yield number, "a region ends that has not begun"
            continue
        excluded = [lines[at] for at in range(first, number + 1) if at in lines]
        for line, what in unneeded(excluded, of_branches):
            yield line or first, what
    for number in starts.values():
        yield number, "a region begins that does not end"


def main(counts, paths):
    counted = {}
    with open(counts, encoding="utf-8") as file:
        for entry in json.load(file)["files"]:
            counted[entry["file"]] = {
                line["line_number"]: line for line in entry["lines"] if not line["gcovr/noncode"]
            }
    status = 0
    for path in paths:
        for number, what in faults(path, counted.get(path, {})):
            print(f"{path}:{number}: {what}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
