// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/session/session.h"

#include "harness/subjects/session/unit_calls.h"

#include <dlfcn.h>
#include <unistd.h>

#include <stdexcept>
#include <vector>

namespace dma_verify {
namespace {

struct LoadedRow {
  const CompiledRow *row = nullptr;
  void *object = nullptr; // null until the row is used
};

// Loads a copy of the shared object. For the loader it is another object, so its static variables
// have their initial values.
void load(LoadedRow &loaded, UnitCalls &calls) {
  static unsigned copies = 0;
  namespace fs = std::filesystem;
  fs::path copy = loaded.row->object;
  copy += "." + std::to_string(getpid()) + "." + std::to_string(++copies);
  fs::copy_file(loaded.row->object, copy);
  loaded.object = dlopen(copy.c_str(), RTLD_NOW | RTLD_LOCAL);
  fs::remove(copy);
  if (loaded.object == nullptr)
    throw std::runtime_error(dlerror());
  calls.connect(loaded.object);
}

} // namespace

class CSession::Impl {
public:
  explicit Impl(const CSubject &subject) : subject_(subject), calls_(make_calls(subject.unit)) {
    for (const CompiledRow &row : subject_.rows)
      rows_.push_back({&row, nullptr});
  }
  ~Impl() {
    for (const LoadedRow &row : rows_) {
      if (row.object != nullptr)
        dlclose(row.object);
    }
  }
  Impl(const Impl &) = delete;
  Impl &operator=(const Impl &) = delete;

  void run(const StoredScenario &scenario, StoredObservation &observation) {
    calls_->run(row_of(scenario.architecture).object, scenario, observation);
  }

private:
  const LoadedRow &row_of(const Architecture &architecture) {
    for (LoadedRow &row : rows_) {
      if (row.row->architecture != architecture)
        continue;
      if (row.object == nullptr)
        load(row, *calls_);
      return row;
    }
    throw std::logic_error("the C file was not compiled for " + architecture_id(architecture));
  }

  CSubject subject_; // keeps the compiled rows alive
  std::unique_ptr<UnitCalls> calls_;
  std::vector<LoadedRow> rows_;
};

CSession::CSession(const CSubject &subject) : impl_(std::make_unique<Impl>(subject)) {}
CSession::~CSession() = default;
CSession::CSession(CSession &&) noexcept = default;

void CSession::run(const StoredScenario &scenario, StoredObservation &observation) {
  impl_->run(scenario, observation);
}

} // namespace dma_verify
