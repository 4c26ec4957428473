// SPDX-License-Identifier: GPL-2.0-only
// Documents are well-formed whatever is written into them, and texts come back as they were.
#include "harness/results/render/xml.h"

#include "harness/develop/testing/xml.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace dma_verify {
namespace {

using testing::read_xml;

// Each byte alone, and what means something in XML.
std::vector<std::string> texts() {
  std::vector<std::string> all = {
      "",
      "a & b < c > d \" e ' f",
      "]]> <!-- -- --> <![CDATA[ <?x?> &amp; &#0; &bogus;",
      "latin caf\xe9, UTF-8 caf\xc3\xa9 \xf0\x9f\x98\x80, cut \xf0\x9f",
      "\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd",
      "  blanks \t and \n lines \n ",
  };
  for (int byte = 0; byte < 256; ++byte)
    all.push_back("<" + std::string(1, static_cast<char>(byte)) + ">");
  return all;
}

TEST_CASE("any text can be an attribute or the text of an element, and is read as it was") {
  for (const std::string &text : texts()) {
    pugi::xml_document document;
    pugi::xml_node root = document.append_child("root");
    set_attribute(root, "value", text);
    root.text() = xml_text(text).c_str();
    const std::string written = to_string(document, "");
    CAPTURE(written);
    const pugi::xml_document read = read_xml(written);
    CHECK(read.child("root").attribute("value").value() == xml_text(text));
    CHECK(read.child("root").text().get() == xml_text(text));
  }
}

TEST_CASE("what is no character of XML is replaced, and nothing else") {
  CHECK(xml_text(std::string("\0\x01\x1b\x1f", 4)) == "????");
  CHECK(xml_text("\xef\xbf\xbe-\xef\xbf\xbf") == "?-?");
  CHECK(xml_text("\xff") == "\xef\xbf\xbd");
  CHECK(xml_text("a\tb\nc <&>\" caf\xc3\xa9 \x7f") == "a\tb\nc <&>\" caf\xc3\xa9 \x7f");
}

TEST_CASE("an element stands on a line of its own, and has no declaration that it was not given") {
  pugi::xml_document document;
  document.append_child("a").append_child("b");
  CHECK(to_string(document, "  ") == "<a>\n  <b />\n</a>\n");
}

TEST_CASE("the tests' reader refuses what is not well-formed") {
  CHECK_NOTHROW(read_xml("<a b=\"&lt;&#10;\">&amp;</a>"));
  for (const char *text : {"", "<a>", "<a></b>", "<a b=\"1\" b=\"2\"/>", "<a>&bogus;</a>",
                           "<a>&</a>", "<a>&#0;</a>", "<a>&#27;</a>", "<a>\x1b</a>", "<a>\xff</a>",
                           "<a>\xef\xbf\xbf</a>", "<a b=\"c/>", "<a/><b"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(read_xml(text), std::runtime_error);
  }
}

} // namespace
} // namespace dma_verify
