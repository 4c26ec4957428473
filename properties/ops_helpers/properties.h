// SPDX-License-Identifier: GPL-2.0-only
// The list of this unit's properties. Adding one: write it beside its family, add its type here.
#pragma once

#include "properties/ops_helpers/attributes.h"
#include "properties/ops_helpers/completeness.h"
#include "properties/ops_helpers/dispatch.h"
#include "properties/ops_helpers/error_unwind.h"
#include "properties/ops_helpers/execution.h"
#include "properties/ops_helpers/initialisation.h"
#include "properties/ops_helpers/offset_bounds.h"
#include "properties/ops_helpers/page_range.h"
#include "properties/ops_helpers/pool.h"
#include "properties/ops_helpers/refinement.h"
#include "properties/ops_helpers/round_trip.h"
#include "properties/property_list.h"

namespace dma_verify::ops_helpers {

using Properties = PropertyList<
    properties::AcceptedInBounds, properties::InBoundsAccepted, properties::NoWrap,
    properties::MappedPages, properties::ScatterList, properties::MmapWithoutMmu,
    properties::AllocPagesUnwind, properties::SgtableUnwind, properties::MmapUnwind,
    properties::ZeroedPages, properties::MappedBytes, properties::AllocPagesDispatch,
    properties::FreePagesDispatch, properties::MmapAttributes, properties::SgtableAttributes,
    properties::AllocPagesAttributes, properties::FreePagesAttributes, properties::MmapPool,
    properties::PoolBounds, properties::AllocPagesRoundTrip, properties::FreePagesRoundTrip,
    properties::AllocPagesCompleteness, properties::SgtableCompleteness,
    properties::Execution<Helper::get_sgtable>, properties::Execution<Helper::mmap>,
    properties::Execution<Helper::alloc_pages>, properties::Execution<Helper::free_pages>,
    properties::BoundsCheck, properties::BoundsCheckOfAnyVma, properties::Forms<Helper::mmap>,
    properties::Forms<Helper::alloc_pages>, properties::Forms<Helper::free_pages>,
    properties::PoolSafety, properties::PoolWrap>;

} // namespace dma_verify::ops_helpers
