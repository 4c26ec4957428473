// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/records/record_about.h"

namespace dma_verify::cli {

Record record_about(const Subject &subject, std::string_view property,
                    const Architecture &architecture, std::string_view engine) {
  Record record;
  record.property = property;
  record.subject = subject.name;
  record.form = subject.form;
  record.subject_sha256 = subject.sha256;
  record.architecture = architecture_id(architecture);
  record.engine = engine;
  return record;
}

} // namespace dma_verify::cli
