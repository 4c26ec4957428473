// SPDX-License-Identifier: GPL-2.0-only
// XML documents as text: JUnit reports and pictures. pugixml escapes what means something in XML;
// this makes sure that there is nothing else in them than characters of XML.
#pragma once

#include <pugixml.hpp>

#include <string>

namespace dma_verify {

// Text of any bytes as characters of XML 1.0: valid UTF-8; each other control character than tab
// and line break, U+FFFE and U+FFFF are '?'.
std::string xml_text(const std::string &text);

// Sets an attribute to such a text.
void set_attribute(pugi::xml_node element, const char *name, const std::string &value);

// In UTF-8, one line for each element, nested ones after so many times `indent`. Without a
// declaration, unless the document has one.
std::string to_string(const pugi::xml_document &document, const char *indent);

} // namespace dma_verify
