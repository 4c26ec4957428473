// SPDX-License-Identifier: GPL-2.0-only
#include "smt/jobs/proof_jobs.h"

#include "model/kernel/convert.h"
#include "properties/agreement.h"
#include "properties/broken_assumptions.h"
#include "properties/model_subject.h"
#include "properties/path_classes/path_classes.h"
#include "smt/obligations/claims/reachability_claim.h"
#include "smt/obligations/claims/sequence_claim.h"
#include "smt/obligations/path_classes/class_search.h"
#include "smt/obligations/settle.h"
#include "smt/obligations/used_assumptions.h"
#include "smt/subjects/symbolic_subject.h"
#include "smt/terms/integer_query.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <span>

namespace dma_verify {
namespace {

using smt::Obligation;
using smt::Replayed;

// Empty if the call was followed to its end.
std::string why_unfollowed(const StoredObservation &seen) {
  return smt::is_unfollowed(seen.completion) ? seen.detail : "";
}

// What a run of the concrete subject shows of the job's claim.
Replayed replay(const smt::SymbolicSubject &subject, const ProofJob &job,
                const StoredScenario &scenario) {
  switch (job.kind) {
  case ProofKind::clause: {
    StoredObservation seen;
    subject.open()(scenario, seen);
    return {assess(job.property, scenario, seen).in_contract,
            violates(job.property, job.clause, scenario, seen), why_unfollowed(seen)};
  }
  case ProofKind::path_class:
    return {keeps_contract(scenario), smt::path_class_of_run(scenario) == path_class_of(job)};
  case ProofKind::label: {
    const Assessment assessment = assess_model(job.property, scenario);
    return {assessment.in_contract,
            assessment.judged && ((assessment.labels >> label_of(job)) & 1U) != 0};
  }
  case ProofKind::agreement: {
    StoredObservation seen;
    StoredObservation expected;
    subject.open()(scenario, seen);
    observe_model(scenario, expected);
    return {keeps_contract(scenario),
            !smt::is_unfollowed(seen.completion) && !agrees(job.call, seen, expected),
            why_unfollowed(seen)};
  }
  case ProofKind::sequence:
    break; // is replayed from more than one scenario
  }
  return {};
}

// What the concrete subject does in a sequence, judged by the job's clause.
smt::ReplayCase sequence_replay(const smt::SymbolicSubject &subject, const ProofJob &job) {
  auto choices = smt::choices_of(proved_property_of(job), job.architecture);
  const sequences::RuleSet rules = proved_property_of(job).rules[sequence_clause_of(job)].proved;
  return [choices = std::move(choices), rules, open = subject.open](std::size_t of_case,
                                                                    const smt::Assignment &words) {
    const smt::SequenceChoice &choice = choices[of_case];
    return with_machine(choice.answers.front().architecture, [&]<class M>() {
      const auto played = smt::play_concretely<M>(choice, words, smt::run_of<M>(open()));
      return Replayed{smt::all_kept(played), !played.rules.keeps(rules)};
    });
  };
}

// Whether the result also says which path classes its assumptions leave possible. Not for a claim
// that there is a call: the call itself shows that.
bool counts_path_classes(const ProofJob &job) {
  return job.kind != ProofKind::sequence && !claims_reachable(job);
}

// Whether to find out which assumptions the proof uses. For sequences that costs as much as the
// proof, and depends little on the page size: so it is done for one row of each width of words.
bool finds_used_assumptions(const ProofJob &job) {
  constexpr unsigned kPageShift = 12;
  return job.kind != ProofKind::sequence ||
         (job.architecture.page_shift == kPageShift && job.architecture.mmu);
}

// SHA-256 of the questions and of `further`, on which the answer also depends.
std::string hash_of(const Obligation &obligation, std::span<const smt::Question> questions,
                    const std::string &further) {
  std::string texts = further;
  for (const smt::Question question : questions) {
    const smt::Query query = smt::query_of(obligation, question);
    texts += smt::to_smtlib(query) + smt::to_integer_smtlib(query).value_or("");
  }
  return smt::sha256(texts);
}

} // namespace

// The claims of one property on one architecture as terms: made when they are asked for.
struct Prover::Explored {
  ProofKind kind = ProofKind::clause;
  std::string property_id;
  Architecture architecture{};
  std::string build;
  HelperId call{};
  std::vector<Obligation> obligations;
  std::optional<smt::ClassSearch> path_classes{};
  bool is_limited = false;         // in time
  smt::KnownCases known_cases{};   // of a file
  smt::ProvedSteps proved_steps{}; // of its pool, if that records them
  smt::SymbolicSubject subject{};

  // What is kept, if it is of the job; else made anew.
  static Explored &keep(std::unique_ptr<Explored> &kept, const smt::SymbolicSubject &subject,
                        const ProofJob &job) {
    if (!kept || !kept->is_of(job) || kept->subject.folding != subject.folding) {
      kept = std::make_unique<Explored>();
      kept->subject = subject.of_build ? subject.of_build(job.build) : subject;
      kept->subject.folding = subject.folding;
      kept->build = job.build;
      kept->call = job.call;
      kept->kind = job.kind;
      kept->property_id = job.property_id;
      kept->architecture = job.architecture;
    }
    return *kept;
  }

  [[nodiscard]] bool is_of(const ProofJob &job) const {
    if (!build.empty()) // all claims about a helper of a file are explored together
      return build == job.build && call == job.call && architecture == job.architecture;
    return kind == job.kind && property_id == job.property_id && architecture == job.architecture &&
           job.build.empty();
  }
  const Obligation &obligation_of(const ProofJob &job) {
    if (obligations.empty())
      obligations = smt::explore(subject, job);
    return *std::ranges::find(obligations, claim_of(job), &Obligation::id);
  }
  smt::ClassSearch &path_classes_of(const ProofJob &job) {
    if (!path_classes) {
      path_classes.emplace(
          smt::ClassQuestion{
              job.call, job.architecture,
              [assumptions = smt::assumptions_of_classes(job)](const StoredScenario &scenario) {
                return keeps(assumptions, scenario);
              },
              [this, job] { return smt::explore_path_classes(subject, job); }},
          smt::plain_calls(job.call, job.architecture));
    }
    return *path_classes;
  }
  std::string hash_of(const ProofJob &job) {
    // Of the model it is known of each call how it ends.
    constexpr std::array kQuestions = {smt::Question::violation, smt::Question::reachability,
                                       smt::Question::unfollowed};
    return dma_verify::hash_of(obligation_of(job),
                               std::span(kQuestions).first(job.build.empty() ? 2 : 3),
                               has_ways(job) ? path_classes_of(job).text() : "");
  }
  [[nodiscard]] bool has_ways(const ProofJob &job) const {
    return subject.has_path_classes && counts_path_classes(job);
  }
};

Prover::Prover() : Prover(smt::symbolic_model()) {}
Prover::Prover(smt::SymbolicSubject subject) : subject_(std::move(subject)) {}
Prover::~Prover() = default;
Prover::Prover(Prover &&) noexcept = default;
Prover &Prover::operator=(Prover &&) noexcept = default;

Prover::Explored &Prover::explored_for(const ProofJob &job) {
  return Explored::keep(explored_, subject_, job);
}

namespace {

template <class... M>
void limit_time(std::tuple<smt::Run<M>...> &runs, std::chrono::steady_clock::time_point deadline) {
  const auto limited = [&](auto &run) {
    run = [run, deadline](const auto &scenario, auto &seen) {
      if (std::chrono::steady_clock::now() > deadline)
        throw smt::ExplorationError("no time is left for all paths");
      run(scenario, seen);
    };
  };
  std::apply([&](auto &...run) { (limited(run), ...); }, runs);
}

} // namespace

std::vector<Prover::TriedHistory> &Prover::histories_for(const ProofJob &job) {
  const std::string of =
      architecture_id(job.architecture) + job.build + std::string(to_string(job.call));
  if (histories_of_ != of) {
    histories_.clear();
    histories_of_ = of;
    for (smt::History &history : subject_.histories.of_job(job))
      histories_.push_back({std::move(history)});
  }
  return histories_;
}

// How far the forms are right: up to the first number of rounds after which one more leaves
// something else.
bool Prover::settle_forms(const ProofJob &job, const ProofOptions &options,
                          TriedHistory &tried) const {
  constexpr unsigned kMostTries = 64;
  const smt::RoundStep step = subject_.histories.round_step(job, tried.history);
  const auto deadline = std::chrono::steady_clock::now() + options.limits.time;
  for (unsigned tries = 0; tries < kMostTries; ++tries) {
    const smt::Term most = step.pool->constant(64, tried.history.most_rounds);
    const smt::Query query{
        "rounds", {}, {{"fewer", step.pool->less(step.rounds, most)}, {"differs", step.differs}}};
    const smt::Result answer = smt::ask(query, options, deadline);
    if (std::holds_alternative<smt::Unsat>(answer))
      return true;
    const auto *sat = std::get_if<smt::Sat>(&answer);
    if (sat == nullptr)
      return false;
    const auto place = sat->model.find(smt::kRounds);
    tried.history.most_rounds =
        place == sat->model.end() ? 0 : static_cast<std::uint64_t>(place->second);
  }
  return false;
}

bool Prover::is_violated_after(const ProofJob &job, const ProofOptions &options,
                               TriedHistory &tried, ProofResult &result) const {
  smt::History &history = tried.history;
  if (tried.has_no_forms)
    return false;
  if (!tried.explored && !history.forms.empty() && !settle_forms(job, options, tried)) {
    tried.has_no_forms = true;
    return false;
  }
  const smt::SymbolicSubject after = subject_.histories.after(job, history);
  Explored &explored = Explored::keep(tried.explored, after, job);
  if (!explored.is_limited) {
    explored.is_limited = true;
    // So that time is left for other histories.
    limit_time(explored.subject.run, std::chrono::steady_clock::now() + options.limits.time / 2);
  }
  const Obligation &obligation = explored.obligation_of(job);
  smt::TermPool &pool = *obligation.pool;
  const auto deadline = std::chrono::steady_clock::now() + options.limits.time;
  const auto with_at_most = [&](std::uint64_t rounds) -> std::optional<smt::Assignment> {
    smt::Query query = smt::query_of(obligation, smt::Question::violation_in_contract);
    if (!history.forms.empty()) {
      query.assertions.push_back(
          {"rounds", pool.negation(pool.less(pool.constant(64, rounds),
                                             pool.variable(std::string(smt::kRounds), 64)))});
    }
    const smt::Result answer = smt::ask(query, options, deadline);
    const auto *sat = std::get_if<smt::Sat>(&answer);
    return sat == nullptr ? std::nullopt : std::optional(sat->model);
  };
  auto model = with_at_most(history.most_rounds);
  if (!model)
    return false;
  const auto rounds_in = [](const smt::Assignment &words) {
    const auto place = words.find(smt::kRounds);
    return place == words.end() ? 0 : static_cast<std::uint64_t>(place->second);
  };
  for (std::uint64_t least = 0, most = rounds_in(*model); least < most;) {
    const std::uint64_t middle = least + (most - least) / 2;
    if (auto fewer = with_at_most(middle)) {
      most = rounds_in(*fewer);
      model = std::move(fewer);
    } else {
      least = middle + 1;
    }
  }
  const std::vector<bool> all(obligation.assumption_ids.size(), true);
  const auto found =
      smt::case_of_model(obligation, smt::Question::violation_in_contract, *model, all);
  if (!found)
    return false;
  const StoredScenario scenario = smt::scenario_of(obligation.cases[*found].answers, *model);
  // The same on machine words; a few rounds are really made.
  constexpr std::uint64_t kMadeRounds = 2000;
  smt::History known = history;
  known.known = smt::known_from(history, *model);
  const smt::SymbolicSubject same = subject_.histories.after(job, known);
  known.plays_rounds = known.known->rounds <= kMadeRounds;
  const Replayed replayed = replay(subject_.histories.after(job, known), job, scenario);
  if (!replayed.in_assumptions || !replayed.violates)
    return false;
  known.plays_rounds = false;
  result.earlier = subject_.histories.told(job, known);
  result.observe_after = same.open();
  result.verdict = ProofResult::Verdict::falsified;
  result.cause.clear();
  result.reason = result.earlier.text;
  result.counterexample = scenario;
  result.in_contract = true;
  return true;
}

void Prover::look_at_statics(const ProofJob &job, const std::vector<std::string> &statics,
                             const ProofOptions &options, ProofResult &result) {
  const auto deadline = std::chrono::steady_clock::now() + options.limits.time;
  for (TriedHistory &tried : histories_for(job)) {
    ProofOptions left = options;
    left.limits.time = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    try {
      if (left.limits.time.count() > 0 && is_violated_after(job, left, tried, result))
        return;
    } catch (const smt::ExplorationError &) { // too many ways
      tried.has_no_forms = true;
    }
  }
  // What else stands in the way is told before them.
  const bool is_of_statics = result.verdict == ProofResult::Verdict::falsified ||
                             result.cause == "replay" || result.cause == "unsupported";
  if (!is_of_statics || result.reason.starts_with("unsupported: "))
    return;
  std::string names;
  for (const std::string &name : statics)
    names += (names.empty() ? "static " : ", static ") + name;
  result.verdict = ProofResult::Verdict::unknown;
  result.cause = "unsupported";
  result.reason = "unsupported: " + names +
                  ": it does not hold for each value, and it is not known to which ones calls come";
  result.counterexample.reset();
}

ProofResult Prover::prove(const ProofJob &job, const ProofOptions &options) {
  const auto start = std::chrono::steady_clock::now();
  ProofResult result;
  try {
    if (options.solver == ProofSolver::all && subject_.folding == smt::Folding::on)
      subject_.folding = smt::Folding::recorded;
    Explored &explored = explored_for(job);
    const Obligation &obligation = explored.obligation_of(job);
    const smt::Replay on_the_model = [&](const StoredScenario &scenario) {
      return replay(explored.subject, job, scenario);
    };
    const bool is_claim = job.kind == ProofKind::clause || job.kind == ProofKind::sequence ||
                          job.kind == ProofKind::agreement || job.clause == kCoveredClause;
    const smt::ReplayCase of_case = job.kind == ProofKind::sequence
                                        ? sequence_replay(subject_, job)
                                        : smt::replay_of_scenario(obligation, on_the_model);
    ProofOptions left = options;
    const auto deadline = start + options.limits.time;
    const auto keep_time = [&] {
      left.limits.time = std::chrono::duration_cast<std::chrono::milliseconds>(
          deadline - std::chrono::steady_clock::now());
    };
    keep_time();
    result = is_claim
                 ? smt::settle_case(obligation, of_case, left,
                                    job.build.empty() ? nullptr : &explored.known_cases)
                 : smt::settle_reachability(obligation, claims_reachable(job), on_the_model, left);
    if (result.verdict != ProofResult::Verdict::proved && subject_.statics) {
      const std::vector<std::string> statics = subject_.statics(job);
      keep_time();
      if (!statics.empty())
        look_at_statics(job, statics, left, result);
    }
    result.query_sha256 = explored.hash_of(job);
    if (smt::FoldingSteps *steps = obligation.pool->steps();
        steps != nullptr && result.witnesses == std::vector{smt::Witness::folding}) {
      keep_time();
      smt::add_witnesses(result, *steps, explored.proved_steps, left);
    }
    if (explored.has_ways(job) && result.verdict == ProofResult::Verdict::proved) {
      keep_time();
      explored.path_classes_of(job).set_path_classes(result, left);
    }
    if (options.find_used_assumptions && finds_used_assumptions(job) &&
        result.verdict == ProofResult::Verdict::proved && !claims_reachable(job)) {
      keep_time();
      smt::find_used_assumptions(result, obligation, of_case, left);
    }
  } catch (const smt::ExplorationError &error) {
    result.verdict = ProofResult::Verdict::error;
    result.cause = "exploration";
    result.reason = error.what();
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  result.seconds = elapsed.count();
  return result;
}

ProofText Prover::export_smtlib(const ProofJob &job) {
  const Obligation &obligation = explored_for(job).obligation_of(job);
  const smt::Query violation = smt::query_of(obligation, smt::Question::violation);
  const smt::Query reachability = smt::query_of(obligation, smt::Question::reachability);
  ProofText text = {smt::to_smtlib(violation), smt::to_smtlib(reachability),
                    smt::to_integer_smtlib(violation).value_or(""),
                    smt::to_integer_smtlib(reachability).value_or("")};
  if (!job.build.empty()) {
    const smt::Query unfollowed = smt::query_of(obligation, smt::Question::unfollowed);
    text.unfollowed = smt::to_smtlib(unfollowed);
    text.unfollowed_in_integers = smt::to_integer_smtlib(unfollowed).value_or("");
  }
  return text;
}

std::string Prover::query_sha256(const ProofJob &job) { return explored_for(job).hash_of(job); }

ProofResult prove(const ProofJob &job, const ProofOptions &options) {
  return Prover().prove(job, options);
}
ProofText export_smtlib(const ProofJob &job) { return Prover().export_smtlib(job); }
std::string query_sha256(const ProofJob &job) { return Prover().query_sha256(job); }

} // namespace dma_verify
