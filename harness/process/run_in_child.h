// SPDX-License-Identifier: GPL-2.0-only
// One job in a child of its own, and its report.
#pragma once

#include "harness/process/tasks.h"

namespace dma_verify::process {

// A child that ended without a report: how, in words.
struct ChildFailure {
  std::string what;
};

// Does `job` in a child, which may call make_progress() of what it is given, and gets what it
// returns.
template <class Report>
std::variant<Report, ChildFailure>
run_in_child(const PoolOptions &options,
             const std::function<Report(const Reporter<Report> &)> &job) {
  std::variant<Report, ChildFailure> result = ChildFailure{"it gave no report"};
  Tasks<Report> tasks;
  tasks.work = [&](std::size_t, const Reporter<Report> &reporter) { reporter.send(job(reporter)); };
  tasks.received = [&](std::size_t, Report report) { result = std::move(report); };
  tasks.ended = [&](std::size_t, const TaskEnd &end, const std::optional<NoNote> &) {
    if (end.kind != TaskEnd::Kind::finished)
      result = ChildFailure{end.what};
    return false;
  };
  run_tasks(1, options, tasks);
  return result;
}

} // namespace dma_verify::process
