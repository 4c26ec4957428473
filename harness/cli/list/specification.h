// SPDX-License-Identifier: GPL-2.0-only
// The properties as `list properties` shows them, rendered from the catalogue.
#pragma once

#include <string>

namespace dma_verify::cli {

// `format` is text, json or markdown.
std::string properties_text(const std::string &format);

} // namespace dma_verify::cli
