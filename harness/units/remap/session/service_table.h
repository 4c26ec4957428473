// SPDX-License-Identifier: GPL-2.0-only
// The table of services that a compiled C file calls: converts its numbers and pointers to the
// simulated kernel's types.
#pragma once

#include "harness/units/remap/session/call_frame.h"

namespace dma_verify::remap {

// `services` comes first: a service finds the frame from the table that it is called with.
struct ServiceTable {
  dma_verify_remap_services services{};
  CallFrame *frame = nullptr;
};

ServiceTable make_service_table(CallFrame &frame);

} // namespace dma_verify::remap
