// SPDX-License-Identifier: GPL-2.0-only
// For tests of XML documents, and of pages that are written as such.
#pragma once

#include <pugixml.hpp>

#include <string>

namespace dma_verify::testing {

// The document; throws std::runtime_error if it is not well-formed. Beside what pugixml checks: it
// is UTF-8 and has only characters of XML 1.0, known references, and each attribute once.
pugi::xml_document read_xml(const std::string &text);

} // namespace dma_verify::testing
