// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/exports/exports.h"
#include "harness/counterexamples/files/certification_file.h"
#include "harness/counterexamples/files/field_text.h"
#include "harness/counterexamples/prose/explain_sequence.h"
#include "harness/counterexamples/prose/property_statement.h"
#include "harness/counterexamples/prose/story.h"
#include "harness/counterexamples/prose/trace_text.h"
#include "harness/report/alignment.h"
#include "harness/report/data/data.h"
#include "harness/report/picture/drawing.h"
#include "harness/results/render/text.h"
#include "properties/reachability.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

namespace dma_verify::report {
namespace {

using Type = Data::type;

constexpr std::size_t kNameColumns = 24; // of a subject in a picture

Data pair_data(const std::string &key, const std::string &value) {
  Data data;
  data.set("key", text_data(key));
  data.set("value", text_data(value));
  return data;
}

std::string short_name(const std::string &subject) {
  const std::string last = std::filesystem::path(subject).filename().string();
  return elided(printable(last.empty() ? subject : last), kNameColumns);
}

// The lines of an observation: effects, and the state at the end.
struct Lines {
  std::vector<std::string> effects;
  std::vector<std::string> end;
};

Lines lines_of(HelperId call, const StoredObservation &observed) {
  const auto all = observation_lines(call, observed);
  const auto effects = static_cast<std::ptrdiff_t>(std::min(observed.trace.size(), all.size()));
  return {{all.begin(), all.begin() + effects}, {all.begin() + effects, all.end()}};
}

// Both traces, line beside line; the first that differs is marked.
Data trace_data(const std::string &caption, const std::string &subject, HelperId call,
                const StoredObservation &observed, const StoredObservation &expected,
                const SourceLines &source, bool &differs) {
  Data rows(Type::list);
  std::size_t number = 0;
  const auto places = place_texts(observed, source);
  std::size_t told = 0; // lines of ours
  const auto add = [&](const std::vector<std::string> &ours,
                       const std::vector<std::string> &theirs) {
    for (const AlignedLine &line : aligned(ours, theirs)) {
      const std::string left = line.left.empty() ? "(nothing)" : line.left;
      const std::string right = line.right.empty() ? "(nothing)" : line.right;
      Data row;
      row.set("number", std::to_string(++number));
      const bool has_place = !line.left.empty() && told < places.size();
      row.set("left", text_data(has_place ? places[told] + left : left));
      told += line.left.empty() ? 0U : 1U;
      row.set("right", text_data(right));
      row.set("left_who", text_data(short_name(subject)));
      row.set("right_who", "model");
      row.set("first", !differs && left != right);
      row.set("differs", left != right);
      differs = differs || left != right;
      rows.push_back(row);
    }
  };
  const Lines ours = lines_of(call, observed);
  const Lines theirs = lines_of(call, expected);
  add(ours.effects, theirs.effects);
  add(ours.end, theirs.end);
  Data data;
  data.set("caption", text_data(caption));
  data.set("left", text_data(short_name(subject) + " did"));
  data.set("right", "the model does");
  data.set("rows", rows);
  return data;
}

Data traces_data(const ShownCounterexample &shown) {
  const Counterexample &counterexample = shown.counterexample;
  Data traces(Type::list);
  bool differs = false;
  if (counterexample.steps.empty()) {
    Data trace = trace_data("", shown.subject, counterexample.scenario.call,
                            shown.examination.observed.front(), shown.examination.expected.front(),
                            lines_of_call(shown.examination.lines, 0), differs);
    std::string caption =
        std::string("What the file did beside what the model does, this project's ") +
        "version of it for which the clauses hold. ";
    caption += differs                   ? "The first difference is marked."
               : shown.examination.fails ? "They are the same here: both are wrong."
                                         : "They are the same here.";
    trace.set("caption", caption);
    traces.push_back(trace);
    return traces;
  }
  for (std::size_t i = 0;
       i < shown.examination.observed.size() && i < shown.examination.expected.size(); ++i) {
    const world::Event &step = counterexample.steps[i];
    const std::string caption = fmt::format("Step {}: {}", i + 1, step_text(step));
    Data trace;
    if (const auto call = world::call_of(step.action)) {
      trace = trace_data(caption, shown.subject, *call, shown.examination.observed[i],
                         shown.examination.expected[i], lines_of_call(shown.examination.lines, i),
                         differs);
    } else {
      trace.set("caption", text_data(caption));
      trace.set("left", "no call of the file");
      trace.set("right", "no call of the model");
      trace.set("rows", Data(Type::list));
    }
    traces.push_back(trace);
  }
  return traces;
}

// A list of facts, of which the empty are left out.
class Facts {
public:
  void add(const std::string &key, const std::string &value) {
    if (!value.empty())
      list_.push_back(pair_data(key, value));
  }
  [[nodiscard]] const Data &list() const { return list_; }

private:
  Data list_{Type::list};
};

std::string joined(const std::vector<std::string> &texts, const char *between) {
  std::string all;
  for (const std::string &text : texts)
    all += (all.empty() ? "" : between) + text;
  return all;
}

std::string answers_of(const SettledQuery &query) {
  std::vector<std::string> answers;
  for (const SettledQuery::Answer &answer : query.answers)
    answers.push_back(
        fmt::format("{}: {} in {:.2f} s", answer.solver, answer.verdict, answer.seconds));
  return joined(answers, ", ");
}

std::string minimum_text(const ProvedMinimum &minimum) {
  if (!minimum.proved)
    return "not proved: " + minimum.reason;
  std::string text = "proved: nothing smaller fails";
  if (!minimum.space.empty())
    text += " among " + minimum.space;
  if (!minimum.query.answers.empty())
    text += " (" + answers_of(minimum.query) + ")";
  return text + (minimum.gap == 0 ? ". The minimizer found it by itself"
                                  : fmt::format(". The minimizer's own result differs in {}: {}",
                                                minimum.gap, minimum.gap_text));
}

std::string region_text(const ProvedRegion &region) {
  if (!region.proved)
    return region.reason.empty() ? "" : "not proved: " + region.reason;
  std::string text = "exactly if " + joined(region.conditions, " and ");
  if (!region.space.empty())
    text += ", among " + region.space;
  if (!region.query.answers.empty())
    text += " (" + answers_of(region.query) + ")";
  return text;
}

Data facts_data(const ShownCounterexample &shown) {
  const Counterexample &counterexample = shown.counterexample;
  const PropertyStatement statement = property_statement_of(counterexample);
  Facts facts;
  facts.add("Must hold", statement.statement);
  facts.add("Clause", fmt::format("{}: {}", counterexample.clause, statement.clause));
  const Reachability reach = reachability_of(counterexample.scenario);
  facts.add("Reachable", fmt::format("{}: {}", to_string(reach.from), reach.rule));
  if (shown.counterexample.proved) {
    facts.add("Fails", region_text(shown.counterexample.proved->region));
    facts.add("Minimum", minimum_text(shown.counterexample.proved->minimum));
    facts.add("Shorter ones", shorter_run_text(shown.counterexample.proved->shorter_run));
  }
  if (shown.same_as != 0)
    facts.add("Same call", fmt::format("as number {}: one bug, several clauses", shown.same_as));
  facts.add("Fails also on", joined(shown.elsewhere, ", "));
  std::vector<std::string> ids;
  for (const Assumption assumption : statement.contract)
    ids.emplace_back(text_of(assumption).id);
  facts.add("Stands on", joined(ids, ", ") + ": see what was assumed, below");
  return facts.list();
}

Data provenance_data(const ShownCounterexample &shown) {
  const Counterexample &counterexample = shown.counterexample;
  Facts facts;
  facts.add("Run again on", shown.subject);
  facts.add("Found on", counterexample.provenance.found_on);
  facts.add("Form", counterexample.subject.form);
  facts.add("SHA-256 of that", counterexample.subject.sha256);
  facts.add("Architecture", architecture_id(counterexample.scenario.architecture));
  facts.add("Engine", counterexample.provenance.engine);
  facts.add("Seed", counterexample.provenance.seed);
  facts.add("Version", counterexample.provenance.version);
  facts.add("File", shown.file);
  return facts.list();
}

// The exports, which can be pasted elsewhere.
Data exports_data(const ShownCounterexample &shown) {
  const ExportInput input = export_input(shown);
  Data list(Type::list);
  const auto add = [&](const std::string &caption, const std::string &text) {
    if (text.empty())
      return;
    Data data;
    data.set("caption", caption);
    data.set("text", Data(text));
    list.push_back(data);
  };
  add("As a mail of 72 columns", mail_text(input));
  add("As C", c_snippet(input));
  add("As a KUnit parameter (" + kunit_struct(input) + ")", kunit_line(input));
  return list;
}

// A remark about how the counterexample was run for this page; empty if there is none.
std::string problem_of(const ShownCounterexample &shown) {
  const Examination &examination = shown.examination;
  if (!examination.problem.empty())
    return "When it was run again for this page, its process ended: " + examination.problem + ".";
  if (!examination.fails)
    return "Run again for this page, on a fresh copy, the clause held: the failure depends on what "
           "was called before, or the file is another one by now.";
  return "";
}

// With the step that shows the failure best.
Picture sequence_picture(const ShownCounterexample &shown) {
  const auto &[observed, expected] =
      std::tie(shown.examination.observed, shown.examination.expected);
  std::optional<ShownStep> step_shown;
  if (const auto step = step_to_show(shown.counterexample, observed, expected))
    step_shown.emplace(ShownStep{step->number, observed[step->number], expected[step->number]});
  return picture_of(shown.counterexample.steps, short_name(shown.subject), step_shown);
}

Picture shown_picture(const ShownCounterexample &shown) {
  if (!shown.counterexample.steps.empty())
    return sequence_picture(shown);
  if (shown.examination.observed.empty() || shown.examination.expected.empty())
    return {};
  return picture_of(shown.counterexample.scenario, short_name(shown.subject),
                    shown.examination.observed.front(), shown.examination.expected.front());
}

} // namespace

Data text_data(const std::string &text) { return Data(printable(text)); }

Data counterexample_data(const ShownCounterexample &shown, std::size_t number) {
  const Counterexample &counterexample = shown.counterexample;
  const std::string id = fmt::format("counterexample-{}", number);
  Data data;
  data.set("id", id);
  data.set("name",
           text_data(fmt::format("{}. {}, clause {}, on {}", number, counterexample.property,
                                 counterexample.clause, short_name(shown.subject))));
  data.set("sentence", text_data(story_of(counterexample, shown.examination.observed,
                                          shown.examination.expected)));
  data.set("facts", facts_data(shown));
  const Picture picture = shown_picture(shown);
  data.set("has_picture", !picture.panels.empty());
  if (!picture.panels.empty()) {
    data.set("picture_title", text_data(picture.title));
    data.set("svg", svg_of(drawing_of(picture), picture, id));
  }
  const bool has_traces =
      !shown.examination.observed.empty() && !shown.examination.expected.empty();
  data.set("has_traces", has_traces);
  if (has_traces)
    data.set("traces", traces_data(shown));
  const std::string problem = problem_of(shown);
  data.set("has_problem", !problem.empty());
  data.set("problem", text_data(problem));
  data.set("scenarios", scenarios_data(shown));
  data.set("exports", exports_data(shown));
  data.set("command", text_data(fmt::format("dma-verify replay --subject {} {}",
                                            shell_word(shown.subject), shell_word(shown.file))));
  data.set("provenance", provenance_data(shown));
  return data;
}

} // namespace dma_verify::report
