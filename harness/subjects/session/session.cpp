// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/session/session.h"

#include "harness/units/ops_helpers/session/call_frame.h"
#include "harness/units/ops_helpers/session/service_table.h"

#include <dlfcn.h>
#include <unistd.h>

#include <stdexcept>
#include <vector>

namespace dma_verify {
namespace {

// The helpers of one row, with the kernel's signatures in plain types.
struct Helpers {
  int (*get_sgtable)(void *, void *, unsigned long, unsigned long long, unsigned long,
                     unsigned long);
  int (*mmap)(void *, void *, unsigned long, unsigned long long, unsigned long, unsigned long);
  unsigned long (*alloc_pages)(void *, unsigned long, void *, int, unsigned int);
  void (*free_pages)(void *, unsigned long, unsigned long, unsigned long long, int);
};

struct LoadedRow {
  const CompiledRow *row = nullptr;
  void *handle = nullptr; // null until the row is used
  Helpers helpers{};
};

template <class Function> void find_symbol(void *handle, const char *name, Function &function) {
  function = reinterpret_cast<Function>(dlsym(handle, name)); // NOLINT: what dlsym is for
  if (function == nullptr)
    throw std::runtime_error(std::string("cannot load ") + name);
}

// Loads a copy of the shared object. For the loader it is another object, so its static variables
// have their initial values.
void load(LoadedRow &loaded, const dma_verify_services *services) {
  static unsigned copies = 0;
  namespace fs = std::filesystem;
  fs::path copy = loaded.row->object;
  copy += "." + std::to_string(getpid()) + "." + std::to_string(++copies);
  fs::copy_file(loaded.row->object, copy);
  loaded.handle = dlopen(copy.c_str(), RTLD_NOW | RTLD_LOCAL);
  fs::remove(copy);
  if (loaded.handle == nullptr)
    throw std::runtime_error(dlerror());
  const dma_verify_services **table = nullptr;
  find_symbol(loaded.handle, "dma_verify_services", table);
  *table = services;
  find_symbol(loaded.handle, "dma_common_get_sgtable", loaded.helpers.get_sgtable);
  find_symbol(loaded.handle, "dma_common_mmap", loaded.helpers.mmap);
  find_symbol(loaded.handle, "dma_common_alloc_pages", loaded.helpers.alloc_pages);
  find_symbol(loaded.handle, "dma_common_free_pages", loaded.helpers.free_pages);
}

} // namespace

class CSession::Impl {
public:
  explicit Impl(const CSubject &subject) : subject_(subject), table_(make_service_table(frame_)) {
    for (const CompiledRow &row : subject_.rows)
      rows_.push_back({&row, nullptr, {}});
  }
  ~Impl() {
    for (const LoadedRow &row : rows_) {
      if (row.handle != nullptr)
        dlclose(row.handle);
    }
  }
  Impl(const Impl &) = delete;
  Impl &operator=(const Impl &) = delete;

  void run(const StoredScenario &scenario, StoredObservation &observation) {
    const Helpers &helpers = row_of(scenario.architecture).helpers;
    frame_.begin(scenario, observation);
    if (sigsetjmp(frame_.escape(), 0) == 0) {
      frame_.arm();
      call(helpers, scenario);
    }
    frame_.end();
  }

private:
  const LoadedRow &row_of(const Architecture &architecture) {
    for (LoadedRow &row : rows_) {
      if (row.row->architecture != architecture)
        continue;
      if (row.handle == nullptr)
        load(row, &table_.services);
      return row;
    }
    throw std::logic_error("the C file was not compiled for " + architecture_id(architecture));
  }

  void call(const Helpers &helpers, const StoredScenario &scenario) {
    const unsigned long size = scenario.size.word.value();
    const unsigned long cpu_addr = scenario.cpu_addr.word.value();
    const unsigned long long handle = scenario.dma_handle.word.value();
    const unsigned long attrs = scenario.attrs.value();
    const int direction = static_cast<int>(scenario.direction);
    switch (ops_helpers::helper_of(scenario.call)) {
    case ops_helpers::Helper::get_sgtable:
      frame_.returned_status(
          helpers.get_sgtable(frame_.device(), frame_.sg_table(), cpu_addr, handle, size, attrs));
      break;
    case ops_helpers::Helper::mmap:
      frame_.returned_status(
          helpers.mmap(frame_.device(), frame_.vma(), cpu_addr, handle, size, attrs));
      break;
    case ops_helpers::Helper::alloc_pages:
      frame_.returned_page(helpers.alloc_pages(frame_.device(), size, frame_.dma_handle(),
                                               direction, scenario.gfp.value()));
      break;
    case ops_helpers::Helper::free_pages:
      helpers.free_pages(frame_.device(), size, page_pointer(scenario.page.word.value()), handle,
                         direction);
      break;
    }
  }

  CSubject subject_; // keeps the compiled rows alive
  CallFrame frame_;
  ServiceTable table_;
  std::vector<LoadedRow> rows_;
};

CSession::CSession(const CSubject &subject) : impl_(std::make_unique<Impl>(subject)) {}
CSession::~CSession() = default;
CSession::CSession(CSession &&) noexcept = default;

void CSession::run(const StoredScenario &scenario, StoredObservation &observation) {
  impl_->run(scenario, observation);
}

} // namespace dma_verify
