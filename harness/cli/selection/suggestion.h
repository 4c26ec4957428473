// SPDX-License-Identifier: GPL-2.0-only
// What somebody may have meant by a word that there is not.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace dma_verify::cli {

// The one of these that is most like the word, if few letters differ; otherwise an empty text.
std::string most_alike(std::string_view word, std::span<const std::string> among);

// "; did you mean 'verify'?", or an empty text.
std::string suggestion(std::string_view word, std::span<const std::string> among);

} // namespace dma_verify::cli
