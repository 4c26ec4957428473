// SPDX-License-Identifier: GPL-2.0-only
// The list of this unit's properties. Adding one: write it beside its family, add its type here.
#pragma once

#include "properties/property_list.h"
#include "properties/remap/areas.h"
#include "properties/remap/attributes.h"
#include "properties/remap/completeness.h"
#include "properties/remap/count_bounds.h"
#include "properties/remap/error_unwind.h"
#include "properties/remap/execution.h"
#include "properties/remap/ownership.h"
#include "properties/remap/page_range.h"

namespace dma_verify::remap {

using Properties =
    PropertyList<ContiguousPageRange, ArrayPageRange, FoundPageRange,
                 CountBounds<Helper::contiguous_remap>, CountBounds<Helper::pages_remap>,
                 ContiguousUnwind, ArrayUnwind, ContiguousOwnership, ArrayOwnership, FoundArray,
                 FreedArea, ContiguousAttributes, ArrayAttributes, ContiguousCompleteness,
                 ArrayCompleteness, FreeCompleteness, Execution<Helper::find_pages>,
                 Execution<Helper::pages_remap>, Execution<Helper::contiguous_remap>,
                 Execution<Helper::free_remap>>;

} // namespace dma_verify::remap
