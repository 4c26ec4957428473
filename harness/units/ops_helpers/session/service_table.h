// SPDX-License-Identifier: GPL-2.0-only
// The table of services that a compiled C file calls: converts its plain numbers to the simulated
// kernel's types, and refuses objects that are not the caller's.
#pragma once

#include "harness/units/ops_helpers/session/call_frame.h"

namespace dma_verify {

// `services` comes first: a service finds the frame from the table that it is called with.
struct ServiceTable {
  dma_verify_ops_helpers_services services{};
  CallFrame *frame = nullptr;
};

ServiceTable make_service_table(CallFrame &frame);

} // namespace dma_verify
