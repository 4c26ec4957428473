// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/list/function_text.h"

#include "harness/units/ops_helpers/function_text.h"
#include "harness/units/remap/function_text.h"

namespace dma_verify::cli {

std::vector<FunctionText> function_texts() {
  std::vector<FunctionText> all;
  const auto add = [&](std::vector<FunctionText> texts) {
    all.insert(all.end(), texts.begin(), texts.end());
  };
  add(ops_helpers::function_texts());
  add(remap::function_texts());
  return all;
}

} // namespace dma_verify::cli
