// SPDX-License-Identifier: GPL-2.0-only
// Architectures in words for people, from the ids that records have.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace dma_verify {

// Its place in lists, and which of several is shown for all: x86_64 comes first, which most readers
// know, then the order of the table. What is in no table comes last.
std::size_t machine_rank(const std::string &id);

// "x86_64, 4 KiB pages"; "64-bit words without MMU, 4 KiB pages"; an id that is in no table is
// given back.
std::string machine_text(const std::string &id);

// Of the architectures on which something failed, the lowest in words, and how many others; or that
// these are all of which it was judged. Both in the order of machine_rank.
std::string machines_text(std::span<const std::string> failed, std::span<const std::string> judged);

} // namespace dma_verify
