// SPDX-License-Identifier: GPL-2.0-only
#include "properties/random/sequences/sequences.h"

#include "properties/model_subject.h"
#include "properties/random/rapidcheck.h"
#include "properties/random/sequences/steps.h"
#include "properties/random/stream.h"

#include <rapidcheck/shrinkable/Create.h>
#include <rapidcheck/state.h>

#include <algorithm>
#include <memory>

namespace dma_verify::random {
namespace {

using rc::detail::CaseDescription;
using rc::detail::CaseResult;
using world::Event;
using world::Platform;
using world::Step;
using world::World;

// What a sequence runs on: the subject, and the world that results from its traces. RapidCheck has
// a second world, from the model's traces, to know which steps are possible.
struct Run {
  const Platform &platform;
  Player player;

  void take(const Step &step) {
    if (player.ended())
      return;
    if (const auto event = plan(platform, player.world(), step))
      player.take(*event);
  }
  // Frees all buffers. If some cannot be freed, the player has reported that.
  void end() {
    for (std::size_t left = 2 * player.events().size() + 1; left != 0 && !player.ended(); --left) {
      const auto event = plan_end(platform, player.world());
      if (!event)
        break;
      player.take(*event);
    }
    player.finish();
  }
};

void apply_by_model(const Platform &platform, World &world, const Step &step) {
  const auto event = plan(platform, world, step);
  if (!event)
    return;
  if (!world::call_of(event->action)) {
    world::apply(world, *event);
    return;
  }
  StoredObservation observation;
  observe_model(event->scenario, observation);
  world::apply(world, *event, observation);
}

class StepCommand : public rc::state::Command<World, Run> {
public:
  StepCommand(const Platform &platform, const Step &step) : platform_(platform), step_(step) {}

  void checkPreconditions(const World &world) const override {
    RC_PRE(plan(platform_, world, step_).has_value());
  }
  void apply(World &world) const override { apply_by_model(platform_, world, step_); }
  void run(const World &, Run &run) const override { run.take(step_); }

private:
  const Platform &platform_;
  Step step_;
};

using CommandPointer = std::shared_ptr<const rc::state::Command<World, Run>>;
using CommandList = std::vector<CommandPointer>;

rc::Shrinkable<CommandPointer> shrinkable_command(const Platform &platform, const Step &step) {
  const unsigned shift = platform.architecture.page_shift;
  auto steps = rc::shrinkable::shrinkRecur(step, [shift](const Step &failing) {
    return rc::seq::fromContainer(simpler_steps(failing, shift));
  });
  return rc::shrinkable::map(std::move(steps), [&platform](const Step &simpler) {
    return CommandPointer(std::make_shared<const StepCommand>(platform, simpler));
  });
}

// The sequences of one platform while RapidCheck calls back for each case.
class Sequences {
public:
  Sequences(const Architecture &architecture, const OpenSubject &open,
            const SequenceOptions &options)
      : platform_(world::make_platform(architecture, options.platform)), open_(open),
        options_(options), start_(std::chrono::steady_clock::now()) {}

  SequenceResult run() {
    for (unsigned round = 0; result_.end == End::budget && !done(); ++round)
      run_round(round);
    return std::move(result_);
  }

private:
  using End = SequenceResult::End;

  std::uint64_t used() const { return result_.sequences + result_.unmodelled; }
  bool out_of_time() const {
    return options_.time_limit && std::chrono::steady_clock::now() - start_ >= *options_.time_limit;
  }
  bool done() const { return options_.time_limit ? out_of_time() : used() >= options_.sequences; }

  bool platform_keeps_contract() const {
    const world::PlatformOptions &platform = options_.platform;
    return !platform.bouncing && !platform.high_memory && !platform.partial_pages;
  }

  World initial() const {
    World world;
    world.architecture = platform_.architecture;
    return world;
  }

  void run_round(unsigned round) {
    rc::detail::TestMetadata metadata;
    metadata.id = "sequence";
    metadata.description = "sequences of calls";
    rc::detail::TestParams params;
    params.seed = stream_seed(options_.seed, "sequence", platform_.architecture, round);
    const std::uint64_t left = options_.time_limit ? kRoundSequences : options_.sequences - used();
    params.maxSuccess = static_cast<int>(std::min<std::uint64_t>(left, kRoundSequences));

    const auto commands = rc::state::gen::commands(
        [this] { return initial(); },
        [this](const World &world) -> rc::Gen<CommandPointer> {
          return [this, world](const rc::Random &random, int) {
            Draw draw(random, 100);
            return shrinkable_command(platform_, draw_step(draw, platform_, world));
          };
        });
    const rc::detail::Property property = [&](const rc::Random &random, int) {
      return rc::shrinkable::map(commands(random, static_cast<int>(kMaxSteps) - 1),
                                 [this](const CommandList &list) { return run_case(list); });
    };
    const std::uint64_t before = used();
    const rc::detail::TestResult result = check_property(property, metadata, params);

    rc::detail::GaveUpResult gave_up;
    rc::detail::Error error;
    if (result.match(gave_up)) {
      give_up("RapidCheck: " + gave_up.description);
    } else if (result.match(error)) {
      give_up("RapidCheck: " + error.description);
    } else if (result_.end == End::budget && used() == before && !out_of_time()) {
      give_up("RapidCheck ran no sequence");
    }
  }

  void give_up(std::string reason) {
    result_.end = End::gave_up;
    result_.reason = std::move(reason);
  }

  // A call that hangs costs over half a second each time.
  bool shrunk_enough() {
    return ++result_.shrinking_runs > kMaxShrinkingRuns || hung_ > kMaxHungRuns;
  }

  // The first time a case is a drawn sequence; after a failure it is a candidate for the shortest.
  CaseDescription run_case(const CommandList &list) {
    CaseDescription description;
    description.result.type = CaseResult::Type::Success;
    description.example = [] {
      return rc::detail::Example();
    }; // RapidCheck asks the last one for it
    const bool shrinking = result_.shortest.has_value();
    if (shrinking ? shrunk_enough() : out_of_time())
      return description;
    bool fails = false;
    try {
      fails = play(list, shrinking);
    } catch (const std::exception &exception) {
      if (!shrinking)
        give_up(exception.what());
      fails = !shrinking;
    }
    if (fails)
      description.result.type = CaseResult::Type::Failure;
    return description;
  }

  bool play(const CommandList &list, bool shrinking) {
    Run run{platform_, Player(platform_.architecture, open_())};
    rc::state::runAll(
        list, [this] { return initial(); }, run);
    run.end();
    const Player &player = run.player;
    if (player.observation().completion == Completion::hung)
      ++hung_;
    if (shrinking) {
      // Another clause may be another bug.
      if (player.violation() != result_.shortest->violation || !is_judged(player))
        return false;
      result_.shortest->events = player.events();
      return true;
    }
    if (!player.unknown_service().empty()) {
      ++result_.unmodelled;
      result_.unmodelled_service = player.unknown_service();
      return false;
    }
    if (!is_judged(player)) {
      give_up("a call of a sequence lies outside its callers' contract");
      return true;
    }
    ++result_.sequences;
    result_.steps += player.events().size();
    for (const Event &event : player.events())
      ++result_.actions[static_cast<std::size_t>(event.action)];
    if (!player.violation())
      return false;
    result_.end = End::violated;
    result_.original = FailedSequence{*player.violation(), player.events()};
    result_.shortest = result_.original;
    return true;
  }

  bool is_judged(const Player &player) const {
    return player.in_contract() || !platform_keeps_contract();
  }

  static constexpr unsigned kRoundSequences = 50; // cases of one call of RapidCheck
  static constexpr unsigned kMaxShrinkingRuns = 5000;
  static constexpr unsigned kMaxHungRuns = 6;

  Platform platform_;
  const OpenSubject &open_;
  const SequenceOptions &options_;
  std::chrono::steady_clock::time_point start_;
  unsigned hung_ = 0;
  SequenceResult result_;
};

} // namespace

SequenceResult run_sequences(const Architecture &architecture, const OpenSubject &open,
                             const SequenceOptions &options) {
  return Sequences(architecture, open, options).run();
}

} // namespace dma_verify::random
