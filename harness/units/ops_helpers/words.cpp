// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/words.h"

#include "harness/units/ops_helpers/exports/exports.h"
#include "harness/units/ops_helpers/prose/consequence.h"
#include "harness/units/ops_helpers/prose/sentence.h"

namespace dma_verify::ops_helpers {

UnitWords words() {
  return {&request_of, &circumstances_of, &happened_of,  consequences(),
          &c_function, &kunit_parameter,  &kunit_header, "ops_helpers_param"};
}

} // namespace dma_verify::ops_helpers
