// SPDX-License-Identifier: GPL-2.0-only
// The helpers as steps of proved sequences.
#pragma once

#include "model/kernel/convert.h"
#include "model/ops_helpers/helpers.h"
#include "properties/sequences/step_contract.h"

#include <array>

namespace dma_verify::ops_helpers {

using ChangeAnswers = void (*)(StoredScenario &);

inline constexpr std::array kAllocPagesAssumed = assumptions(
    Assumed::size_page_aligned, Assumed::gfp_without_zone_or_comp, Assumed::map_failure_reported,
    Assumed::blocks_in_low_memory, Assumed::whole_pages_do_not_bounce);
inline constexpr std::array<ChangeAnswers, 3> kAllocPagesAnswers = {
    [](StoredScenario &s) { s.contiguous_page = Page<WidestMachine>::of({}); },
    [](StoredScenario &s) { s.buddy_page = Page<WidestMachine>::of({}); },
    [](StoredScenario &s) { s.contiguous_page = s.buddy_page = Page<WidestMachine>::of({}); }};

inline constexpr std::array kMmapAssumed =
    assumptions(Assumed::cpu_addr_is_address, Assumed::vma_page_aligned);
inline constexpr std::array kMmapFollowing = assumptions(
    Assumed::buffer_as_allocated, Assumed::buffer_contiguous, Assumed::buffer_has_pages_or_pool,
    Assumed::buffer_zeroed, Assumed::size_does_not_wrap);
inline constexpr std::array<ChangeAnswers, 2> kMmapAnswers = {
    [](StoredScenario &s) { s.remap_status = -kEnomem; },
    [](StoredScenario &s) { s.pool_claims = true; }};

inline constexpr std::array kSgtableAssumed =
    assumptions(Assumed::cpu_addr_is_address, Assumed::size_does_not_wrap);
inline constexpr std::array kSgtableFollowing = assumptions(
    Assumed::buffer_as_allocated, Assumed::buffer_contiguous, Assumed::buffer_has_pages_or_pool);
inline constexpr std::array<ChangeAnswers, 1> kSgtableAnswers = {
    [](StoredScenario &s) { s.sg_alloc_status = -kEnomem; }};

inline constexpr std::array kFreePagesFollowing = assumptions(
    Assumed::size_page_aligned, Assumed::free_matches_allocation, Assumed::blocks_in_low_memory);

inline constexpr std::array kStepContracts = {
    sequences::StepContract{.helper = Helper::alloc_pages,
                            .assumed = kAllocPagesAssumed,
                            .other_answers = kAllocPagesAnswers},
    sequences::StepContract{.helper = Helper::mmap,
                            .assumed = kMmapAssumed,
                            .following = kMmapFollowing,
                            .other_answers = kMmapAnswers},
    sequences::StepContract{.helper = Helper::get_sgtable,
                            .assumed = kSgtableAssumed,
                            .following = kSgtableFollowing,
                            .other_answers = kSgtableAnswers},
    sequences::StepContract{.helper = Helper::free_pages, .following = kFreePagesFollowing},
};

} // namespace dma_verify::ops_helpers
