// SPDX-License-Identifier: GPL-2.0-only
#include "harness/counterexamples/exports/examples.h"

#include "harness/counterexamples/arbitrary.h"
#include "properties/catalogue.h"
#include "properties/model_subject.h"
#include "properties/sequences/player.h"

#include <filesystem>
#include <stdexcept>

namespace dma_verify::export_examples {
namespace {

namespace fs = std::filesystem;

StoredObservation model_of(const StoredScenario &scenario) {
  StoredObservation observed;
  observe_model(scenario, observed);
  return observed;
}

void run_on_model(Example &example) {
  const Counterexample &counterexample = example.counterexample;
  if (counterexample.steps.empty()) {
    example.observed = {model_of(counterexample.scenario)};
  } else {
    for (const world::Event &step : counterexample.steps)
      example.observed.push_back(world::call_of(step.action) ? model_of(step.scenario)
                                                             : StoredObservation{});
  }
  example.expected = example.observed;
}

Example example_of(const std::string &property, const std::string &clause,
                   const StoredScenario &scenario) {
  Example example;
  example.counterexample.property = property;
  example.counterexample.clause = clause;
  example.counterexample.subject = {"c", "6.12", std::string(64, 'a')};
  example.counterexample.scenario = scenario;
  example.counterexample.provenance.found_on = "file";
  example.file = "out/counterexamples/" + file_name_of(example.counterexample);
  run_on_model(example);
  return example;
}

StoredScenario scenario_of(HelperId call) {
  StoredScenario scenario;
  scenario.architecture = find_architecture("x86_64").value();
  scenario.call = call;
  scenario.cpu_addr.word = Bits<64>(scenario.architecture.linear_base);
  return scenario;
}

} // namespace

std::vector<Example> stored(const std::string &folder) {
  std::vector<Example> examples;
  for (const auto &entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".toml")
      continue;
    auto read = read_counterexample(entry.path());
    if (const auto *unusable = std::get_if<UnusableFile>(&read))
      throw std::runtime_error(unusable->message);
    Example &example = examples.emplace_back();
    example.counterexample = std::get<Counterexample>(std::move(read));
    example.subject = "model";
    example.file = entry.path().filename().string();
    example.fails = example.counterexample.expected == "falsified";
    run_on_model(example);
  }
  return examples;
}

Example wrapping_mmap() {
  StoredScenario scenario = scenario_of(ops_helpers::Helper::mmap);
  scenario.vma.vm_end.word = Bits<64>(0x1000);
  scenario.vma.vm_pgoff.word = Bits<64>(~std::uint64_t{0});
  Example example = example_of("offset-bounds.accepted-in-bounds", "in-bounds", scenario);
  StoredObservation &observed = example.observed.front();
  observed.status = 0;
  Effect<WidestMachine> &remap = observed.trace.emplace_back();
  remap.kind = DmaEffect::remap_pfn_range;
  remap.frame.word = scenario.vma.vm_pgoff.word;
  remap.bytes.word = Bits<64>(0x1000);
  return example;
}

Example unzeroed_byte() {
  StoredScenario scenario = scenario_of(ops_helpers::Helper::alloc_pages);
  scenario.size.word = Bits<64>(0x1000);
  scenario.gfp = Bits<32>(kGfpKernel | kGfpNowarn);
  scenario.buddy_page = Page<WidestMachine>::of({});
  scenario.probe = Bits<64>(0xfff);
  Example example = example_of("initialisation.alloc_pages", "zeroed", scenario);
  for (Effect<WidestMachine> &effect : example.observed.front().trace) {
    if (effect.kind == DmaEffect::memset)
      effect.bytes.word = Bits<64>(0xfff);
  }
  return example;
}

Example leaking_sequence() {
  world::Event take;
  take.scenario = scenario_of(ops_helpers::Helper::alloc_pages);
  take.scenario.size.word = Bits<64>(0x1000);
  take.scenario.buddy_page = Page<WidestMachine>::of({});
  take.scenario.map_handle.word = Bits<64>(0x1000);
  world::Event map;
  map.action = world::Action::map_to_user;
  map.scenario = scenario_of(ops_helpers::Helper::mmap);
  map.scenario.size = take.scenario.size;
  map.scenario.vma.vm_end.word = Bits<64>(0x1000);
  world::Event unmap;
  unmap.action = world::Action::munmap;
  world::Event give;
  give.action = world::Action::release;
  give.scenario = scenario_of(ops_helpers::Helper::free_pages);
  give.scenario.size = take.scenario.size;
  give.scenario.dma_handle = take.scenario.map_handle;
  Example example;
  example.counterexample.property = "sequence.leak-freedom";
  example.counterexample.clause = "block";
  example.counterexample.scenario = give.scenario;
  example.counterexample.steps = {take, map, unmap, give};
  example.file = file_name_of(example.counterexample);
  run_on_model(example);
  example.observed.back().trace.pop_back();
  return example;
}

std::vector<Example> arbitrary_calls(unsigned times) {
  std::vector<Example> examples;
  arbitrary::Source source(11);
  for (const PropertyText &property : catalogue()) {
    if (property.family() != "execution")
      continue; // one for each call
    for (unsigned i = 0; i < times; ++i) {
      const auto rows = architectures();
      const Architecture &architecture = rows[i * 7 % rows.size()];
      Example example =
          example_of(std::string(property.id), std::string(property.clauses.front().id),
                     arbitrary::scenario(source, property.call, architecture));
      const StoredScenario other = arbitrary::scenario(source, property.call, architecture);
      if (i % 2 != 0)
        example.observed = {model_of(other)};
      examples.push_back(std::move(example));
    }
  }
  return examples;
}

} // namespace dma_verify::export_examples
