// SPDX-License-Identifier: GPL-2.0-only
// What of a compiled file a run of one function can depend on, as text: equal texts, equal runs.
#pragma once

#include "smt/ir/decode/module.h"

#include <string>
#include <string_view>

namespace dma_verify::ir {

// The function of this name with all functions and globals that can be reached from it, and all
// functions that know one of its writable globals; they have numbers in the order in which they are
// met; the layouts of structs; the target's pointers and
// order of bytes. Without lines, files and names of local values: a comment, or an edit of a
// function that is not reached, changes nothing. If the module has no such function, the text says
// so.
std::string content_of(const Module &module, std::string_view function);

} // namespace dma_verify::ir
