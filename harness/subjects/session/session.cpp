// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/session/session.h"

#include "harness/subjects/session/loaded_object.h"
#include "harness/subjects/session/running_call.h"
#include "harness/subjects/session/unit_calls.h"
#include "model/units.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify {
class CSession::Impl {
public:
  explicit Impl(const CSubject &subject) : subject_(subject), calls_(make_calls(subject.unit)) {
    for (const CompiledRow &row : subject_.rows)
      rows_.push_back({&row});
  }
  ~Impl() {
    for (Row &row : rows_) {
      if (row.object)
        subject_.loaded->give_back(row.compiled->object, std::move(row.object));
    }
  }
  Impl(const Impl &) = delete;
  Impl &operator=(const Impl &) = delete;

  void run(const StoredScenario &scenario, StoredObservation &observation) {
    const LoadedObject &object = object_of(scenario.architecture);
    calls_->run(object.handle(), scenario, observation);
    note_large_frames(scenario.call, observation);
    const RunningCall::Places &places = calls_->places();
    places_.effects.clear();
    for (const char *place : places.effects)
      places_.effects.push_back(object.address_in_file(place));
    places_.effects.resize(observation.trace.size());
    places_.last = object.address_in_file(places.last);
  }
  [[nodiscard]] const CodePlaces &places() const { return places_; }

  bool load(const Architecture &row) { return object_of(row).is_restorable(); }

private:
  struct Row {
    const CompiledRow *compiled = nullptr;
    std::unique_ptr<LoadedObject> object{}; // null until the row is used
  };

  // A function that is no helper is one that some helper calls: it counts for all of them.
  void note_large_frames(HelperId call, StoredObservation &observation) const {
    const std::string_view helper = symbol_name_of(call);
    for (const LargeFrame &frame : subject_.large_frames) {
      const bool is_of_other = frame.function != helper && is_helper(frame.function);
      if (!is_of_other) {
        note_breach(observation, ContextBreach::large_frame,
                    frame.function + " has a frame of " + std::to_string(frame.bytes) + " bytes");
      }
    }
  }
  [[nodiscard]] bool is_helper(std::string_view function) const {
    const auto &helpers = text_of(subject_.unit).helpers;
    return std::ranges::find(helpers, function, &HelperText::symbol) != helpers.end();
  }
  [[nodiscard]] std::string_view symbol_name_of(HelperId call) const {
    const auto &helpers = text_of(subject_.unit).helpers;
    return std::ranges::find(helpers, call, &HelperText::id)->symbol;
  }

  const LoadedObject &object_of(const Architecture &architecture) {
    for (Row &row : rows_) {
      if (row.compiled->architecture != architecture)
        continue;
      if (!row.object) {
        row.object = subject_.loaded->take(row.compiled->object);
        calls_->connect(row.object->handle());
      }
      return *row.object;
    }
    throw std::logic_error("the C file was not compiled for " + architecture_id(architecture));
  }

  CSubject subject_; // keeps the compiled rows alive
  std::unique_ptr<UnitCalls> calls_;
  std::vector<Row> rows_;
  CodePlaces places_; // of the last call
};

CSession::CSession(const CSubject &subject) : impl_(std::make_unique<Impl>(subject)) {}
CSession::~CSession() = default;
CSession::CSession(CSession &&) noexcept = default;

bool CSession::load(const Architecture &row) { return impl_->load(row); }

const CodePlaces &CSession::places() const { return impl_->places(); }

void CSession::run(const StoredScenario &scenario, StoredObservation &observation) {
  impl_->run(scenario, observation);
}

} // namespace dma_verify
