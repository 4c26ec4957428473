// SPDX-License-Identifier: GPL-2.0-only
// Runs RapidCheck on a property, so that the run can be repeated from its parameters alone.
#pragma once

#include <rapidcheck/Check.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <string>
#include <unordered_map>

namespace dma_verify::random {

// Prints nothing, and does not read RC_PARAMS, whose replay can pass after no test at all.
inline rc::detail::TestResult check_property(const rc::detail::Property &property,
                                             const rc::detail::TestMetadata &metadata,
                                             const rc::detail::TestParams &params) {
  rc::detail::TestListenerAdapter listener;
  const std::unordered_map<std::string, rc::detail::Reproduce> nothing_to_reproduce;
  return rc::detail::checkProperty(property, metadata, params, listener, nothing_to_reproduce);
}

} // namespace dma_verify::random
