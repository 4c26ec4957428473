// SPDX-License-Identifier: GPL-2.0-only
#include "properties/random/stream.h"

#include "properties/random/draw.h"
#include "properties/random/rapidcheck.h"

#include <rapidcheck/shrinkable/Create.h>

#include <algorithm>
#include <cmath>
#include <list>
#include <utility>
#include <vector>

namespace dma_verify::random {
namespace {

using rc::detail::CaseDescription;
using rc::detail::CaseResult;

// FNV-1a; mixes the names into the seed, so that each stream has a seed of its own.
std::uint64_t mix(std::uint64_t hash, std::string_view text) {
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return hash;
}

// Numbers of schedules, each as often as its share, to draw from.
std::vector<std::size_t> lots_of(const std::vector<FaultSchedule> &schedules, bool faultless) {
  std::vector<std::size_t> lots;
  for (std::size_t i = 0; i < schedules.size(); ++i) {
    if (!faultless || schedules[i].is_faultless)
      lots.insert(lots.end(), schedules[i].share, i);
  }
  return lots;
}

// The state of one stream while RapidCheck calls back for each case.
class Stream {
public:
  Stream(const PropertyText &property, const Architecture &architecture, const JudgeScenario &judge,
         const StreamOptions &options, const std::function<void(unsigned)> &on_round)
      : property_(property), architecture_(architecture), judge_(judge), options_(options),
        on_round_(on_round), schedules_(fault_schedules(property.call, options.environment)),
        lots_(lots_of(schedules_, false)), faultless_lots_(lots_of(schedules_, true)),
        tried_(schedules_.size()), start_(std::chrono::steady_clock::now()) {
    result_.schedules = static_cast<unsigned>(schedules_.size());
  }

  StreamResult run() {
    unsigned round = options_.first_round;
    drawn_ = std::uint64_t{round} * kRoundCases;
    while (result_.end == StreamResult::End::budget && !done())
      run_round(round++);
    result_.schedules_run = static_cast<unsigned>(std::count(tried_.begin(), tried_.end(), true));
    return std::move(result_);
  }

private:
  // The budget includes cases of earlier rounds, also of rounds that were lost.
  std::uint64_t used() const {
    return std::uint64_t{options_.first_round} * kRoundCases + result_.cases + result_.unjudged +
           result_.unmodelled + result_.too_long;
  }

  bool out_of_time() const {
    return options_.time_limit && std::chrono::steady_clock::now() - start_ >= *options_.time_limit;
  }
  bool done() const { return options_.time_limit ? out_of_time() : used() >= options_.cases; }

  // How many cases a round has, if so many are used before it.
  int cases_of_round(std::uint64_t used) const {
    const std::uint64_t left = options_.time_limit ? kRoundCases : options_.cases - used;
    return static_cast<int>(std::min<std::uint64_t>(left, kRoundCases));
  }

  rc::detail::TestMetadata metadata() const {
    rc::detail::TestMetadata metadata;
    metadata.id = std::string(property_.id);
    metadata.description = std::string(property_.statement);
    return metadata;
  }

  rc::detail::TestParams params_of(unsigned round, int cases) const {
    rc::detail::TestParams params;
    params.seed = stream_seed(options_.seed, property_.id, architecture_, round);
    params.maxSuccess = cases;
    params.maxDiscardRatio = static_cast<int>(options_.max_discards);
    params.disableShrinking = true;
    return params;
  }

  void run_round(unsigned round) {
    if (on_round_)
      on_round_(round);
    const int cases = cases_of_round(used());
    if (options_.drawn_ahead)
      draw_rounds(round, cases);
    const rc::detail::Property property = [this](const rc::Random &random, int size) {
      return rc::shrinkable::just(run_case(random, size));
    };
    const std::uint64_t before = used();
    const rc::detail::TestResult result =
        check_property(property, metadata(), params_of(round, cases));

    rc::detail::GaveUpResult gave_up;
    rc::detail::Error error;
    if (result.match(gave_up)) {
      give_up(std::to_string(result_.discards) + " of " +
              std::to_string(result_.discards + result_.cases) +
              " cases lie outside the assumptions");
    } else if (result.match(error)) {
      give_up("RapidCheck: " + error.description);
    } else if (result_.end == StreamResult::End::budget && used() == before && !out_of_time()) {
      give_up("RapidCheck ran no case");
    }
  }

  void give_up(std::string reason) {
    result_.end = StreamResult::End::gave_up;
    result_.reason = std::move(reason);
  }

  // One case as it is drawn.
  struct DrawnCase {
    std::uint64_t number = 0; // of those drawn before, on which it depends
    std::size_t schedule = 0;
    bool occurs = false;
    StoredScenario scenario{};
  };

  DrawnCase draw_case(const rc::Random &random, int size) {
    DrawnCase drawn;
    drawn.number = drawn_;
    rc::Random stream(random);
    drawn.schedule = next_schedule(stream);
    // Of some kernels most of what is drawn cannot occur.
    constexpr unsigned kMostDraws = 32;
    for (unsigned draw = 0; draw < kMostDraws && !drawn.occurs; ++draw) {
      drawn.scenario = generate(stream.split(), size, architecture_, property_.call,
                                schedules_[drawn.schedule], aim());
      drawn.occurs = !options_.can_occur || options_.can_occur(drawn.scenario);
    }
    return drawn;
  }

  // A round that is drawn before it is judged, as RapidCheck will draw it then, if the judge
  // discards nothing.
  struct DrawnRound {
    struct Case {
      std::uint64_t number;
      std::size_t schedule;
      bool occurs;
    };
    unsigned round = 0;
    int size = 0;
    std::uint64_t end = 0; // drawn_ behind it
    std::vector<Case> cases{};
    std::vector<StoredScenario> scenarios{}; // of those that occur
    std::size_t next_case = 0;
    std::size_t next_scenario = 0;

    void begin(unsigned of_round, int of_size) {
      round = of_round;
      size = of_size;
      cases.clear();
      scenarios.clear();
      scenarios.reserve(static_cast<std::size_t>(size)); // there they stay
      next_case = next_scenario = 0;
    }
  };

  // Draws this round, unless it is drawn, and the next one, so that whoever runs them is not kept
  // waiting.
  void draw_rounds(unsigned round, int cases) {
    while (!drawn_rounds_.empty() && drawn_rounds_.front().round != round)
      spare_rounds_.splice(spare_rounds_.end(), drawn_rounds_, drawn_rounds_.begin());
    if (drawn_rounds_.empty() || drawn_rounds_.front().size != cases) {
      spare_rounds_.splice(spare_rounds_.end(), drawn_rounds_);
      draw_ahead(round, cases, drawn_);
    }
    const std::uint64_t used_then = used() + static_cast<std::uint64_t>(cases);
    if (options_.time_limit || used_then < options_.cases)
      draw_ahead(round + 1, cases_of_round(used_then), drawn_rounds_.front().end);
  }

  void draw_ahead(unsigned round, int cases, std::uint64_t drawn_before) {
    if (spare_rounds_.empty())
      spare_rounds_.emplace_back();
    drawn_rounds_.splice(drawn_rounds_.end(), spare_rounds_, spare_rounds_.begin());
    DrawnRound &drawn = drawn_rounds_.back();
    drawn.begin(round, cases);
    const std::uint64_t now = std::exchange(drawn_, drawn_before);
    const rc::detail::Property property = [&](const rc::Random &random, int size) {
      CaseDescription description;
      description.result.type = CaseResult::Type::Success;
      const DrawnCase next = draw_case(random, size);
      ++drawn_;
      if (next.occurs)
        drawn.scenarios.push_back(next.scenario);
      else
        description.result.type = CaseResult::Type::Discard;
      drawn.cases.push_back({next.number, next.schedule, next.occurs});
      return rc::shrinkable::just(std::move(description));
    };
    check_property(property, metadata(), params_of(round, cases));
    drawn.end = std::exchange(drawn_, now);
    options_.drawn_ahead(drawn.scenarios);
  }

  CaseDescription run_case(const rc::Random &random, int size) {
    CaseDescription description;
    description.result.type = CaseResult::Type::Success;
    if (out_of_time())
      return description; // RapidCheck decides alone when a round ends
    DrawnRound *const round = drawn_rounds_.empty() ? nullptr : &drawn_rounds_.front();
    const bool is_known = round != nullptr && round->next_case < round->cases.size() &&
                          round->cases[round->next_case].number == drawn_;
    DrawnCase own;
    if (!is_known) {
      drawn_rounds_.clear(); // the judge has discarded a case: from here on others are drawn
      own = draw_case(random, size);
    }
    const bool occurs = is_known ? round->cases[round->next_case].occurs : own.occurs;
    const std::size_t schedule =
        is_known ? round->cases[round->next_case++].schedule : own.schedule;
    if (!occurs) {
      ++result_.discards;
      ++drawn_; // no case of this schedule may be possible
      description.result.type = CaseResult::Type::Discard;
      return description;
    }
    const StoredScenario &scenario =
        is_known ? round->scenarios[round->next_scenario++] : own.scenario;
    const CaseOutcome outcome = judge_(scenario);
    if (outcome.kind == CaseOutcome::Kind::discarded) {
      ++result_.discards;
      description.result.type = CaseResult::Type::Discard;
      return description;
    }
    tried_[schedule] = true;
    ++drawn_;
    if (count(outcome, scenario)) {
      description.result.type = CaseResult::Type::Failure;
      description.example = [] { return rc::detail::Example(); }; // RapidCheck asks for one
    }
    return description;
  }

  // The first cases are plain and small: they find at once a bug that every input shows.
  Aim aim() const {
    return options_.aim == Aim::mixed && drawn_ < kPlainStart ? Aim::plain : options_.aim;
  }

  // Every third case steps through the schedules until all have been tried; the others draw one,
  // three quarters of them one without a fault.
  std::size_t next_schedule(rc::Random &stream) {
    const std::uint64_t step = drawn_ / 3;
    if (drawn_ % 3 == 2 && step < schedules_.size())
      return step;
    Draw draw(stream.split(), 100);
    const auto &lots = draw.one_in(4) ? lots_ : faultless_lots_;
    return lots[draw.below(lots.size())];
  }

  // Counts the outcome; true if it ends the stream.
  bool count(const CaseOutcome &outcome, const StoredScenario &scenario) {
    switch (outcome.kind) {
    case CaseOutcome::Kind::unmodelled:
      ++result_.unmodelled;
      result_.unmodelled_service = outcome.detail;
      return false;
    case CaseOutcome::Kind::too_long:
      ++result_.too_long;
      result_.why_too_long = outcome.detail;
      return false;
    case CaseOutcome::Kind::stop:
      ++result_.unjudged;
      give_up(outcome.detail);
      return true;
    case CaseOutcome::Kind::unjudged:
      ++result_.unjudged;
      return false;
    case CaseOutcome::Kind::differs:
      if (++result_.differing == 1)
        result_.difference = scenario;
      break;
    default:
      break;
    }
    ++result_.cases;
    for (std::size_t i = 0; i < property_.labels.size(); ++i) {
      result_.label_hits[i] += (outcome.labels >> i) & 1U;
    }
    if (outcome.kind != CaseOutcome::Kind::violated)
      return false;
    result_.end = StreamResult::End::violated;
    result_.scenario = scenario;
    result_.clause = std::string(outcome.clause);
    return true;
  }

  static constexpr std::uint64_t kPlainStart = 10;

  const PropertyText &property_;
  const Architecture &architecture_;
  const JudgeScenario &judge_;
  const StreamOptions &options_;
  const std::function<void(unsigned)> &on_round_;
  std::vector<FaultSchedule> schedules_;
  std::vector<std::size_t> lots_;
  std::vector<std::size_t> faultless_lots_;
  std::vector<bool> tried_;
  std::uint64_t drawn_ = 0;
  std::list<DrawnRound> drawn_rounds_; // this one and the next, at places that stay
  std::list<DrawnRound> spare_rounds_; // whose memory is used again
  std::chrono::steady_clock::time_point start_;
  StreamResult result_;
};

} // namespace

std::uint64_t stream_seed(std::uint64_t seed, std::string_view id, const Architecture &architecture,
                          unsigned round) {
  std::uint64_t hash = mix(0xcbf29ce484222325 ^ seed, id);
  hash = mix(hash, architecture_id(architecture));
  return mix(hash, std::to_string(round)) ^ seed;
}

StreamResult run_stream(const PropertyText &property, const Architecture &architecture,
                        const JudgeScenario &judge, const StreamOptions &options,
                        const std::function<void(unsigned round)> &on_round) {
  return Stream(property, architecture, judge, options, on_round).run();
}

namespace {

// Whether `hits` of `cases` are too few for a class that has at least this share. For a class with
// exactly this share the answer is wrong in less than one of 10^9 runs: by Chernoff's bound the
// probability of so few hits is at most exp(-cases * divergence).
bool too_rare(double hits, double cases, double share) {
  constexpr double kMaxProbability = 1e-9;
  if (hits >= cases * share)
    return false;
  const double seen = hits / cases;
  const double divergence = (seen == 0 ? 0 : seen * std::log(seen / share)) +
                            (1 - seen) * std::log((1 - seen) / (1 - share));
  return std::exp(-cases * divergence) < kMaxProbability;
}

} // namespace

std::optional<StoredScenario>
first_failing(const PropertyText &property, const Architecture &architecture, std::uint64_t seed,
              const std::function<bool(const StoredScenario &)> &fails) {
  StreamOptions options;
  options.seed = seed;
  options.cases = kUsualCases;
  const auto judge = [&](const StoredScenario &scenario) {
    CaseOutcome outcome;
    if (fails(scenario))
      outcome.kind = CaseOutcome::Kind::violated;
    return outcome;
  };
  return run_stream(property, architecture, judge, options).scenario;
}

std::string missing_label(const PropertyText &property, const Architecture &architecture,
                          Environment environment, const StreamResult &result) {
  const auto cases = static_cast<double>(result.cases);
  for (std::size_t i = 0; i < property.labels.size(); ++i) {
    const LabelText &label = property.labels[i];
    if (!is_reachable(label, architecture))
      continue;
    if (label.needs == LabelNeeds::iommu_devices && !environment.iommu_devices)
      continue;
    const double share = label.required_percent / 100.0;
    const bool never = result.label_hits[i] == 0 && result.cases >= kUsualCases;
    if (never || too_rare(static_cast<double>(result.label_hits[i]), cases, share))
      return std::string(label.id);
  }
  return {};
}

} // namespace dma_verify::random
