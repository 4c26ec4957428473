// SPDX-License-Identifier: GPL-2.0-only
// The properties in the kernel's own style of documentation: for each helper a kernel-doc comment,
// rendered from the catalogue, with what is expected of it and what callers must keep to.
#pragma once

#include <string>

namespace dma_verify::cli {

// One comment for each helper, to be put directly above it, and one of sequences of calls.
std::string kernel_doc();

} // namespace dma_verify::cli
