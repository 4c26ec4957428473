// SPDX-License-Identifier: GPL-2.0-only
#include "smt/obligations/path_classes/class_search.h"

#include "properties/path_classes/path_classes.h"

namespace dma_verify::smt {

ClassSearch::ClassSearch(ClassQuestion question, std::span<const PlainCall> calls)
    : question_(std::move(question)) {
  const auto classes = path_classes_of(question_.call);
  std::vector<bool> reached(classes.size() + 1, false);
  for (const PlainCall &call : calls) {
    if (!reached[call.path_class])
      reached[call.path_class] = question_.keeps(call.scenario);
  }
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (!is_reachable(classes[i], question_.architecture))
      continue;
    ++declared_;
    if (!reached[i])
      left_.push_back(i);
  }
}

const Obligation &ClassSearch::obligation_of(std::size_t path_class) {
  if (obligations_.empty())
    obligations_ = question_.explore();
  return obligations_[path_class];
}

std::string ClassSearch::text() {
  std::string text = "; ways by plain calls: " + std::to_string(declared_ - left_.size()) + "\n";
  for (const std::size_t path_class : left_)
    text += to_smtlib(query_of(obligation_of(path_class), Question::violation));
  return text;
}

void ClassSearch::set_path_classes(ProofResult &result, const ProofOptions &options) {
  PathClassCount count{declared_, declared_};
  const auto deadline = std::chrono::steady_clock::now() + options.limits.time;
  std::string shut_out;
  for (const std::size_t path_class : left_) {
    ProofOptions left = options;
    left.certificate.reset();
    left.solver_names = result.solvers;
    left.limits.time = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    const ProofResult found = settle_reachability(
        obligation_of(path_class), true,
        [&](const StoredScenario &scenario) {
          return Replayed{question_.keeps(scenario), path_class_of_run(scenario) == path_class};
        },
        left);
    if (found.verdict == ProofResult::Verdict::proved)
      continue;
    --count.reached;
    const std::string id(path_classes_of(question_.call)[path_class].id);
    if (found.verdict == ProofResult::Verdict::falsified) {
      shut_out += (shut_out.empty() ? "" : ", ") + id;
    } else if (result.verdict == ProofResult::Verdict::proved) {
      result.verdict = found.verdict;
      result.cause = found.cause;
      result.reason = "way " + id + ": " + found.reason;
    }
  }
  result.path_classes = count;
  if (!shut_out.empty()) {
    result.verdict = ProofResult::Verdict::error;
    result.cause = "vacuous";
    result.reason = "vacuous: the assumptions leave no call of the class " + shut_out;
  }
}

} // namespace dma_verify::smt
