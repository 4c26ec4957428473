// SPDX-License-Identifier: GPL-2.0-only
#include "harness/runner/subject.h"

#include "properties/model_subject.h"

namespace dma_verify {

Subject model_subject() {
  Subject subject;
  subject.name = "model";
  subject.form = "seed";
  subject.is_model = true;
  subject.origin = "model";
  subject.supports = [](const Architecture &) { return true; };
  subject.open = [] { return Observe(&observe_model); };
  return subject;
}

} // namespace dma_verify
