// SPDX-License-Identifier: GPL-2.0-only
// The hash of the sources that a certificate is about.
#pragma once

#include <string_view>

namespace dma_verify::smt {

// SHA-256 over the sources from which the statements are made, as they were when this program was
// built. The same as, in the root of the sources,
//   find model properties smt -name '*.h' -o -name '*.cpp' | LC_ALL=C sort | xargs sha256sum |
//   sha256sum
std::string_view statement_sources_sha256();

// The same over the checker, smt/certificates/check.
std::string_view checker_sources_sha256();

} // namespace dma_verify::smt
