// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/xml.h"

#include "harness/results/render/text.h"

#include <sstream>
#include <string_view>

namespace dma_verify {

std::string xml_text(const std::string &text) {
  std::string allowed = valid_utf8(text);
  for (char &c : allowed) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n')
      c = '?';
  }
  for (const std::string_view none : {"\xef\xbf\xbe", "\xef\xbf\xbf"}) { // U+FFFE, U+FFFF
    for (std::size_t at = allowed.find(none); at != std::string::npos; at = allowed.find(none, at))
      allowed.replace(at, none.size(), "?");
  }
  return allowed;
}

void set_attribute(pugi::xml_node element, const char *name, const std::string &value) {
  element.append_attribute(name) = xml_text(value).c_str();
}

std::string to_string(const pugi::xml_document &document, const char *indent) {
  std::ostringstream text;
  document.save(text, indent, pugi::format_default | pugi::format_no_declaration,
                pugi::encoding_utf8);
  return text.str();
}

} // namespace dma_verify
