// SPDX-License-Identifier: GPL-2.0-only
// Makes the first fields of every record of a subject.
#pragma once

#include "harness/results/record.h"
#include "harness/subjects/subject.h"

#include <string_view>

namespace dma_verify {

// Sets what is judged, on which architecture and by which engine; the caller sets the verdict and
// its reason.
inline Record record_about(const Subject &subject, std::string_view property,
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

} // namespace dma_verify
