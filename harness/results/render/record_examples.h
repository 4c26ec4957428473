// SPDX-License-Identifier: GPL-2.0-only
// Records for the tests of reports, and texts that a report must not be broken by.
#pragma once

#include "harness/results/record.h"

#include <string>
#include <vector>

namespace dma_verify {

inline Record record_of(Verdict verdict, const std::string &subject = "model",
                        const std::string &engine = "random") {
  Record record;
  record.property = "pool.mmap";
  record.subject = subject;
  record.architecture = "64-64-64-12";
  record.engine = engine;
  record.verdict = verdict;
  record.seconds = 0.25;
  return record;
}

inline const std::vector<std::string> &hostile_texts() {
  static const std::vector<std::string> kTexts = {
      "a & b < c > d \" e ' f",
      "]]> <!-- -- --> <![CDATA[ &amp; &#0; &bogus;",
      std::string("null \0 byte", 11),
      "\x01\x1b[31m\x7f tab\t line\n return\r",
      "\xff\xfe latin caf\xe9",
      "\xef\xbf\xbe\xef\xbf\xbf no characters",
      "caf\xc3\xa9 \xf0\x9f\x98\x80",
      "ok 1 # SKIP # TODO",
      "a | b | \\| `c` * d",
      std::string(300, 'x'),
      "",
  };
  return kTexts;
}

} // namespace dma_verify
