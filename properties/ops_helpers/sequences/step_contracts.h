// SPDX-License-Identifier: GPL-2.0-only
// The helpers as steps of proved sequences.
#pragma once

#include "model/kernel/convert.h"
#include "model/ops_helpers/helpers.h"
#include "properties/sequences/step_contract.h"

#include <array>

namespace dma_verify::ops_helpers {

using ChangeAnswers = void (*)(StoredScenario &);

inline constexpr std::array kAllocPagesAssumed = {
    Assumption::size_page_aligned, Assumption::gfp_without_zone_or_comp,
    Assumption::map_failure_reported, Assumption::blocks_in_low_memory,
    Assumption::whole_pages_do_not_bounce};
inline constexpr std::array<ChangeAnswers, 3> kAllocPagesAnswers = {
    [](StoredScenario &s) { s.contiguous_page = Page<WidestMachine>::of({}); },
    [](StoredScenario &s) { s.buddy_page = Page<WidestMachine>::of({}); },
    [](StoredScenario &s) { s.contiguous_page = s.buddy_page = Page<WidestMachine>::of({}); }};

inline constexpr std::array kMmapAssumed = {Assumption::cpu_addr_is_address,
                                            Assumption::vma_page_aligned,
                                            Assumption::vma_not_copy_on_write};
inline constexpr std::array kMmapFollowing = {
    Assumption::buffer_as_allocated, Assumption::buffer_contiguous,
    Assumption::buffer_has_pages_or_pool, Assumption::buffer_zeroed,
    Assumption::size_does_not_wrap};
inline constexpr std::array<ChangeAnswers, 2> kMmapAnswers = {
    [](StoredScenario &s) { s.remap_status = -kEnomem; },
    [](StoredScenario &s) { s.pool_claims = true; }};

inline constexpr std::array kSgtableAssumed = {Assumption::cpu_addr_is_address,
                                               Assumption::size_does_not_wrap};
inline constexpr std::array kSgtableFollowing = {Assumption::buffer_as_allocated,
                                                 Assumption::buffer_contiguous,
                                                 Assumption::buffer_has_pages_or_pool};
inline constexpr std::array<ChangeAnswers, 1> kSgtableAnswers = {
    [](StoredScenario &s) { s.sg_alloc_status = -kEnomem; }};

inline constexpr std::array kFreePagesFollowing = {Assumption::size_page_aligned,
                                                   Assumption::free_matches_allocation,
                                                   Assumption::blocks_in_low_memory};

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
