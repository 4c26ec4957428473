// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/remap/words.h"

#include "harness/units/remap/exports/exports.h"
#include "harness/units/remap/prose/consequence.h"
#include "harness/units/remap/prose/sentence.h"

namespace dma_verify::remap {

UnitWords words() {
  return {&request_of,      &circumstances_of, &happened_of, consequences(), &c_function,
          &kunit_parameter, &kunit_header,     {},           "remap_param"};
}

} // namespace dma_verify::remap
