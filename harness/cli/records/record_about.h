// SPDX-License-Identifier: GPL-2.0-only
// What every record of a subject begins with.
#pragma once

#include "harness/results/record.h"
#include "harness/subjects/subject.h"

#include <string_view>

namespace dma_verify::cli {

// Says what is judged, where and by which engine; the verdict and its grounds are the caller's.
Record record_about(const Subject &subject, std::string_view property,
                    const Architecture &architecture, std::string_view engine);

} // namespace dma_verify::cli
