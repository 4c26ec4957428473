// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/exports/kunit_parameter.h"

#include "harness/counterexamples/exports/exports.h"
#include "harness/counterexamples/exports/kernel_c.h"
#include "harness/results/render/text.h"
#include "harness/units/unit_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify {
namespace exports {

void Initialisers::add(const char *name, const std::string &value) {
  if (value != "0" && value != "false")
    add_always(name, value);
}
void Initialisers::add_always(const char *name, const std::string &value) {
  parts_.push_back(fmt::format(".{} = {},", name, value));
}
void Initialisers::add_flag(const char *name, bool value) {
  if (value)
    add_always(name, "true");
}

} // namespace exports

namespace {

constexpr std::size_t kDescriptionColumns = 44;
constexpr std::size_t kClauseColumns = 48;

// A string of C; what would have to be escaped in it is replaced.
std::string string_of(const std::string &text, std::size_t columns) {
  std::string plain = elided(exports::ascii(text), columns);
  std::ranges::replace(plain, '"', '\'');
  std::ranges::replace(plain, '\\', '/');
  return "\"" + plain + "\"";
}

} // namespace

std::string kunit_line(const ExportInput &input) {
  const Counterexample &counterexample = input.counterexample;
  if (!counterexample.steps.empty())
    return "";
  const StoredScenario &scenario = counterexample.scenario;
  const exports::KunitParameter parameter = words_of(scenario.call.unit).kunit_parameter(input);
  exports::Initialisers common;
  common.add_always("desc", string_of(parameter.description, kDescriptionColumns));
  common.add_always(
      "clause", string_of(counterexample.property + ":" + counterexample.clause, kClauseColumns));
  common.add_always("page_shift", std::to_string(scenario.architecture.page_shift));
  std::vector<std::string> parts = common.parts();
  const auto &others = parameter.initialisers.parts();
  parts.insert(parts.end(), others.begin(), others.end());
  parts.front() = "{ " + parts.front();
  parts.back().pop_back(); // the last comma
  parts.back() += " },";
  return exports::lines_of_parts(parts, "\t", "\t  ");
}

std::string kunit_file(const ExportInput &input) {
  const std::string name = kunit_struct(input);
  return "/* SPDX-License-Identifier: GPL-2.0-only */\n" +
         exports::comment({cause_text(input), "",
                           fmt::format("An element of an array of {}, see {}.", name,
                                       kunit_header(input).name)}) +
         kunit_line(input);
}

std::string kunit_struct(const ExportInput &input) {
  return "struct " + std::string(words_of(input.counterexample.scenario.call.unit).kunit_struct);
}

ExportedFile kunit_header(const ExportInput &input) {
  const UnitWords &words = words_of(input.counterexample.scenario.call.unit);
  return {std::string(words.kunit_struct) + ".h", words.kunit_header()};
}

} // namespace dma_verify
