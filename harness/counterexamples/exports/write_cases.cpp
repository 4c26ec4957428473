// SPDX-License-Identifier: GPL-2.0-only
// Writes the doctest cases of all stored counterexamples, and of some more, as one C++ file: that
// it compiles and passes is the test of their export.
#include "harness/counterexamples/exports/examples.h"

#include <fmt/format.h>

#include <stdexcept>

namespace dma_verify {
namespace {

// Exported values are those of the scenario, whatever they are.
std::string values_case(const export_examples::Example &example, std::size_t number) {
  Counterexample plain;
  plain.scenario = example.counterexample.scenario;
  return fmt::format("TEST_CASE(\"exported values are those of the scenario, {}\") {{\n"
                     "  StoredScenario scenario;\n{}  Counterexample plain;\n"
                     "  plain.scenario = scenario;\n  CHECK(to_toml(plain) == R\"toml({})toml\");\n"
                     "}}\n",
                     number, scenario_code(plain.scenario, "  "), to_toml(plain));
}

// A case that claims the contrary must fail.
std::string failing_case() {
  std::string text = doctest_case(export_examples::wrapping_mmap().export_input());
  const auto replace = [&](const std::string &place, const std::string &by) {
    const std::size_t at = text.find(place);
    if (at == std::string::npos)
      throw std::logic_error("an exported case has no " + place);
    text.replace(at, place.size(), by);
  };
  replace("(assessment.violated_clause == \"in-bounds\") == false",
          "(assessment.violated_clause == \"in-bounds\") == true");
  replace("\") {", ", and claims the contrary\" * doctest::should_fail()) {");
  return text;
}

void write(const std::string &folder) {
  fmt::print("#include \"harness/counterexamples/files/counterexample.h\"\n");
  for (const auto &example : export_examples::stored(folder))
    fmt::print("{}\n", doctest_case(example.export_input()));
  fmt::print("{}\n", doctest_case(export_examples::leaking_sequence().export_input()));
  fmt::print("{}\nnamespace dma_verify {{\nnamespace {{\n", failing_case());
  std::size_t number = 0;
  for (const auto &example : export_examples::arbitrary_calls(12))
    fmt::print("{}\n", values_case(example, ++number));
  fmt::print("}} // namespace\n}} // namespace dma_verify\n");
}

} // namespace
} // namespace dma_verify

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  dma_verify::write(argv[1]);
}
