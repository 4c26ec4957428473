// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/testing/xml.h"

#include "harness/results/render/text.h"
#include "harness/results/render/xml.h"

#include <regex>
#include <set>
#include <stdexcept>

namespace dma_verify::testing {
namespace {

[[noreturn]] void fail(const std::string &what) { throw std::runtime_error(what); }

// pugixml takes a reference that it does not know for text.
void check_references(const std::string &text) {
  static const std::regex kReference(
      "&(amp|lt|gt|quot|apos|#(0?9|10|3[2-9]|[4-9][0-9]|[1-9][0-9]{2,6}));");
  for (std::size_t at = text.find('&'); at != std::string::npos; at = text.find('&', at + 1)) {
    const std::string reference = text.substr(at, text.find(';', at) + 1 - at);
    if (!std::regex_match(reference, kReference))
      fail("no such reference: " + reference.substr(0, 20));
  }
}

void check_attributes(const pugi::xml_node &element) {
  std::set<std::string> names;
  for (const pugi::xml_attribute &attribute : element.attributes()) {
    if (!names.insert(attribute.name()).second)
      fail("an attribute is there twice: " + std::string(attribute.name()));
  }
  for (const pugi::xml_node &child : element.children())
    check_attributes(child);
}

} // namespace

pugi::xml_document read_xml(const std::string &text) {
  if (xml_text(text) != text)
    fail("there are bytes that are no characters of XML in UTF-8");
  check_references(text);
  pugi::xml_document document;
  const auto result =
      document.load_buffer(text.data(), text.size(),
                           pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
  if (!result)
    fail(std::string(result.description()) + " at byte " + std::to_string(result.offset));
  check_attributes(document);
  return document;
}

} // namespace dma_verify::testing
