// SPDX-License-Identifier: GPL-2.0-only
// The call, or the calls one after the other, as a function in C.
#include "harness/counterexamples/exports/kernel_c.h"
#include "harness/units/ops_helpers/exports/exports.h"

#include <fmt/format.h>

#include <set>

namespace dma_verify::ops_helpers {
namespace {

using namespace exports;
using world::Action;
using world::Event;

unsigned word_bits(const StoredScenario &scenario) { return scenario.architecture.word_bits; }

std::string vma(const std::string &name, const StoredScenario &scenario) {
  const auto &vma = scenario.vma;
  const unsigned bits = word_bits(scenario);
  const std::uint64_t pages =
      (vma.vm_end.word.value() - vma.vm_start.word.value()) >> scenario.architecture.page_shift;
  std::string text = "\tstruct vm_area_struct " + name + " = {\n";
  text += "\t\t.vm_start = " + word(vma.vm_start.word.value(), bits) + ",\n";
  const std::string end = "\t\t.vm_end = " + word(vma.vm_end.word.value(), bits) + ",";
  const std::string page_comment = fmt::format("\t/* {} page{} */", pages, pages == 1 ? "" : "s");
  text += end + (columns_with_tabs(end + page_comment) > kMailColumns ? "" : page_comment) + "\n";
  text += "\t\t.vm_pgoff = " + word(vma.vm_pgoff.word.value(), bits) + ",\n";
  if (vma.vm_page_prot.value() != 0)
    text += "\t\t.vm_page_prot = __pgprot(" + word(vma.vm_page_prot.value(), bits) + "),\n";
  if (vma.vm_flags.value() != 0)
    text += lines_of_parts({".vm_flags = " + vm_flags(vma.vm_flags.value()) + ","}, "\t\t", "\t\t");
  return text + "\t};\n";
}

std::string single_call(const ExportInput &input) {
  const StoredScenario &scenario = input.counterexample.scenario;
  const unsigned bits = word_bits(scenario);
  const std::string bytes = size(scenario.size.word.value(), bits);
  const std::string handle =
      bus_address(scenario.dma_handle.word.value(), scenario.architecture.dma_bits);
  const std::string dir = direction(scenario.direction);
  const std::string returned = remark(outcome_text(input));
  const std::string buffer =
      declared("void *cpu_addr", pointer(scenario.cpu_addr.word.value(), bits)) +
      declared("dma_addr_t dma_addr", handle) + declared("size_t size", bytes) +
      lines_of_parts({"unsigned long attrs = " + attributes(scenario.attrs.value()) + ";"}, "\t",
                     "\t");
  switch (helper_of(scenario.call)) {
  case Helper::mmap:
    return "int counterexample(struct device *dev)\n{\n" + vma("vma", scenario) + buffer + "\n" +
           returned +
           call("\t", "return dma_common_mmap",
                {"dev", "&vma", "cpu_addr", "dma_addr", "size", "attrs"}) +
           "}\n";
  case Helper::get_sgtable:
    return "int counterexample(struct device *dev, struct sg_table *sgt)\n{\n" + buffer + "\n" +
           returned +
           call("\t", "return dma_common_get_sgtable",
                {"dev", "sgt", "cpu_addr", "dma_addr", "size", "attrs"}) +
           "}\n";
  case Helper::alloc_pages:
    return "struct page *counterexample(struct device *dev)\n{\n" +
           declared("dma_addr_t dma_handle", handle) + "\n" + returned +
           call("\t", "return dma_common_alloc_pages",
                {"dev", bytes, "&dma_handle", dir,
                 gfp(static_cast<std::uint32_t>(scenario.gfp.value()))}) +
           "}\n";
  case Helper::free_pages:
    return "void counterexample(struct device *dev)\n{\n" +
           declared("struct page *page",
                    "pfn_to_page(" + word(scenario.page.word.value(), bits) + ")") +
           "\n" + returned +
           call("\t", "dma_common_free_pages", {"dev", bytes, "page", handle, dir}) + "}\n";
  }
  return "";
}

// ---- A sequence.

std::string numbered(const char *name, unsigned number) { return name + std::to_string(number); }

std::string step_call(const Event &step, std::size_t number) {
  const StoredScenario &scenario = step.scenario;
  const unsigned bits = word_bits(scenario);
  const std::string device = numbered("dev", step.device);
  const std::string page = numbered("page", step.buffer);
  const std::string cpu = numbered("cpu", step.buffer);
  const std::string handle = numbered("handle", step.buffer);
  const std::string bytes = size(scenario.size.word.value(), bits);
  switch (step.action) {
  case Action::acquire:
    return call("\t", page + " = dma_common_alloc_pages",
                {device, bytes, "&" + handle, direction(scenario.direction),
                 gfp(static_cast<std::uint32_t>(scenario.gfp.value()))}) +
           "\tif (" + page + ")\n" + call("\t\t", cpu + " = page_address", {page});
  case Action::release:
    return call("\t", "dma_common_free_pages",
                {device, bytes, page, handle, direction(scenario.direction)});
  case Action::describe:
    return call("\t", "dma_common_get_sgtable",
                {device, "&sgt", cpu, handle, bytes, attributes(scenario.attrs.value())});
  case Action::map_to_user:
    return call("\t", "dma_common_mmap",
                {device, numbered("&vma", static_cast<unsigned>(number)), cpu, handle, bytes,
                 attributes(scenario.attrs.value())});
  case Action::alloc_coherent:
    return call("\t", cpu + " = dma_alloc_coherent",
                {device, size(step.bytes, bits), "&" + handle, "GFP_KERNEL"});
  case Action::munmap:
  case Action::sync_for_cpu:
  case Action::free_coherent:
    return "";
  }
  return "";
}

std::string sequence_of_calls(const ExportInput &input) {
  const auto &steps = input.counterexample.steps;
  std::set<unsigned> devices;
  std::set<unsigned> buffers;
  std::set<unsigned> paged; // buffers with a struct page
  bool scatters = false;
  for (const Event &step : steps) {
    devices.insert(step.device);
    buffers.insert(step.buffer);
    if (step.action == Action::acquire || step.action == Action::release)
      paged.insert(step.buffer);
    scatters = scatters || step.action == Action::describe;
  }
  std::vector<std::string> parameters;
  parameters.reserve(devices.size());
  for (const unsigned device : devices) {
    const bool first = parameters.empty();
    const bool last = parameters.size() + 1 == devices.size();
    parameters.push_back((first ? "void counterexample(" : "") +
                         numbered("struct device *dev", device) + (last ? ")" : ","));
  }
  std::string text = lines_of_parts(parameters, "", "\t\t") + "{\n";
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].action == Action::map_to_user)
      text += vma(numbered("vma", static_cast<unsigned>(i + 1)), steps[i].scenario);
  }
  for (const unsigned buffer : buffers) {
    if (paged.contains(buffer))
      text += numbered("\tstruct page *page", buffer) + " = NULL;\n";
    text += numbered("\tdma_addr_t handle", buffer) + " = 0;\n";
    text += numbered("\tvoid *cpu", buffer) + " = NULL;\n";
  }
  if (scatters)
    text += "\tstruct sg_table sgt;\n";
  for (std::size_t i = 0; i < steps.size(); ++i) {
    text += "\n" + remark(fmt::format("{}. {}", i + 1, step_text(steps[i])));
    text += step_call(steps[i], i + 1);
  }
  for (const unsigned buffer : buffers)
    text += (buffer == *buffers.begin() ? "\n" : "") + numbered("\t(void)cpu", buffer) + ";\n";
  return text + "}\n";
}

} // namespace

std::string c_function(const ExportInput &input) {
  return input.counterexample.steps.empty() ? single_call(input) : sequence_of_calls(input);
}

} // namespace dma_verify::ops_helpers
