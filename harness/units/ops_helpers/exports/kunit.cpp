// SPDX-License-Identifier: GPL-2.0-only
// A call as the parameter of a KUnit case. Addresses and frame numbers are left out, since a suite
// in a booted kernel cannot choose them.
#include "harness/counterexamples/exports/kernel_c.h"
#include "harness/units/ops_helpers/exports/exports.h"
#include "model/kernel/convert.h"
#include "model/ops_helpers/kernel/buffer.h"

#include <fmt/format.h>

namespace dma_verify::ops_helpers {
namespace {

using namespace exports;

bool is_in_vmalloc_area(const StoredScenario &stored) {
  return with_machine(stored.architecture, [&]<class M>() {
    const Scenario<M> scenario = convert_scenario<M>(stored);
    return is_vmalloc_address<M>(scenario.architecture, scenario.cpu_addr);
  });
}

const char *buffer_of(const StoredScenario &scenario) {
  switch (scenario.buffer_kind) {
  case BufferKind::contiguous:
    return is_in_vmalloc_area(scenario) ? "OPS_HELPERS_VMALLOC" : "OPS_HELPERS_LINEAR";
  case BufferKind::scattered:
    return "OPS_HELPERS_SCATTERED";
  case BufferKind::device_pool:
    return "OPS_HELPERS_POOL";
  case BufferKind::cookie:
    return "OPS_HELPERS_COOKIE";
  }
  return "OPS_HELPERS_LINEAR";
}

const char *call_of(HelperId call) {
  switch (helper_of(call)) {
  case Helper::get_sgtable:
    return "OPS_HELPERS_GET_SGTABLE";
  case Helper::mmap:
    return "OPS_HELPERS_MMAP";
  case Helper::alloc_pages:
    return "OPS_HELPERS_ALLOC_PAGES";
  case Helper::free_pages:
    return "OPS_HELPERS_FREE_PAGES";
  }
  return "";
}

std::string description_of(const StoredScenario &scenario) {
  const unsigned bits = scenario.architecture.word_bits;
  const std::string bytes = size(scenario.size.word.value(), bits);
  std::string text(to_string(scenario.call));
  if (scenario.call == Helper::mmap) {
    const std::uint64_t pages =
        (scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value()) >>
        scenario.architecture.page_shift;
    return fmt::format("{}: {} page{} at {} of {} bytes", text, word(pages, bits),
                       pages == 1 ? "" : "s", word(scenario.vma.vm_pgoff.word.value(), bits),
                       bytes);
  }
  return text + ": " + bytes + " bytes";
}

void add_buffer(const StoredScenario &scenario, Initialisers &to) {
  const unsigned bits = scenario.architecture.word_bits;
  const std::uint64_t page = std::uint64_t{1} << scenario.architecture.page_shift;
  to.add_always("buffer", buffer_of(scenario));
  to.add_always("size", size(scenario.size.word.value(), bits));
  to.add("excess", size(scenario.excess.word.value(), bits));
  to.add("further_bytes", size(scenario.further_bytes.word.value(), bits));
  to.add("offset", word(scenario.cpu_addr.word.value() & (page - 1), bits));
  to.add("attrs", attributes(scenario.attrs.value()));
}

void add_mmap(const StoredScenario &scenario, const StoredObservation &expected, Initialisers &to) {
  const unsigned bits = scenario.architecture.word_bits;
  to.add_always("vm_pgoff", word(scenario.vma.vm_pgoff.word.value(), bits));
  to.add_always("vma_pages",
                word((scenario.vma.vm_end.word.value() - scenario.vma.vm_start.word.value()) >>
                         scenario.architecture.page_shift,
                     bits));
  to.add("vm_flags", vm_flags(scenario.vma.vm_flags.value()));
  for (const Effect<WidestMachine> &effect : expected.trace) {
    if (effect.kind == DmaEffect::dma_mmap_from_dev_coherent && effect.status != 0) {
      to.add_flag("pool_claims", true);
      to.add("pool_ret", status(effect.pool_status));
    }
  }
  to.add("remap_ret", status(scenario.remap_status));
}

void add_device(const StoredScenario &scenario, Initialisers &to) {
  to.add_always("size", size(scenario.size.word.value(), scenario.architecture.word_bits));
  if (scenario.direction != Direction::bidirectional)
    to.add_always("dir", direction(scenario.direction));
  if (scenario.call == Helper::alloc_pages)
    to.add_always("gfp", gfp(static_cast<std::uint32_t>(scenario.gfp.value())));
  to.add_flag("iommu", scenario.use_dma_iommu);
  to.add_flag("no_unmap", !scenario.use_dma_iommu && !scenario.ops_has_unmap);
}

void add_alloc(const StoredScenario &scenario, const StoredObservation &expected,
               Initialisers &to) {
  to.add_flag("contiguous", !scenario.contiguous_page.is_null);
  to.add_flag("highmem", !scenario.contiguous_page.is_null && scenario.contiguous_highmem);
  to.add_flag("no_pages", scenario.contiguous_page.is_null && scenario.buddy_page.is_null);
  to.add_flag("map_fails", scenario.map_handle.word.value() ==
                               ~std::uint64_t{0} >> (64 - scenario.architecture.dma_bits));
  to.add_flag("map_bounces", scenario.map_bounces);
  to.add("ret", expected.page.is_null ? "-ENOMEM" : "0");
}

} // namespace

KunitParameter kunit_parameter(const ExportInput &input) {
  const StoredScenario &scenario = input.counterexample.scenario;
  // The model's run, which has the results of a right file.
  const StoredObservation nothing;
  const StoredObservation &expected = input.expected.empty() ? nothing : input.expected.front();
  KunitParameter parameter{description_of(scenario), {}};
  Initialisers &to = parameter.initialisers;
  to.add_always("call", call_of(scenario.call));
  switch (helper_of(scenario.call)) {
  case Helper::mmap:
    add_buffer(scenario, to);
    add_mmap(scenario, expected, to);
    to.add_always("ret", status(expected.status));
    break;
  case Helper::get_sgtable:
    add_buffer(scenario, to);
    to.add("sg_alloc_ret", status(scenario.sg_alloc_status));
    to.add_always("ret", status(expected.status));
    if (expected.status == 0)
      to.add("length", word(expected.sg_table.length.value(), 32));
    break;
  case Helper::alloc_pages:
    add_device(scenario, to);
    add_alloc(scenario, expected, to);
    break;
  case Helper::free_pages:
    add_device(scenario, to);
    to.add_flag("contiguous", scenario.block_owner == Allocator::contiguous);
    break;
  }
  return parameter;
}

std::string kunit_header() {
  return R"(/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parameters of a KUnit suite for kernel/dma/ops_helpers.c, written by
 * dma-verify. In the suite:
 *
 *	static const struct ops_helpers_param params[] = {
 *		... the lines ...
 *	};
 *
 *	static void describe(const struct ops_helpers_param *p, char *s)
 *	{
 *		strscpy(s, p->desc, KUNIT_PARAM_DESC_SIZE);
 *	}
 *	KUNIT_ARRAY_PARAM(ops_helpers, params, describe);
 */
#ifndef OPS_HELPERS_PARAM_H
#define OPS_HELPERS_PARAM_H

enum ops_helpers_call {
	OPS_HELPERS_MMAP,
	OPS_HELPERS_GET_SGTABLE,
	OPS_HELPERS_ALLOC_PAGES,
	OPS_HELPERS_FREE_PAGES,
};

enum ops_helpers_buffer {
	OPS_HELPERS_LINEAR,	/* in the linear map */
	OPS_HELPERS_VMALLOC,	/* vmap() of contiguous pages */
	OPS_HELPERS_SCATTERED,	/* vmalloc() */
	OPS_HELPERS_POOL,	/* the device's coherent memory */
	OPS_HELPERS_COOKIE,	/* DMA_ATTR_NO_KERNEL_MAPPING */
};

/**
 * struct ops_helpers_param - one call of a DMA helper and its result
 * @desc: the call in words, the name of the case
 * @clause: what must hold of it: PROPERTY:CLAUSE of dma-verify
 * @page_shift: PAGE_SHIFT for which sizes are meant; skip on others
 * @call: the helper
 * @buffer: mmap, get_sgtable: what cpu_addr points to
 * @size: in bytes, as it is handed to the helper
 * @excess: bytes by which @size exceeds what was allocated
 * @further_bytes: bytes that were allocated behind @size
 * @offset: of cpu_addr inside its page, in bytes
 * @attrs: DMA_ATTR_* flags
 * @vm_pgoff: mmap: in pages; set in the VMA by the driver's mmap method
 * @vma_pages: mmap: length of the VMA
 * @vm_flags: mmap: further flags of the VMA
 * @pool_claims: dma_mmap_from_dev_coherent() returns 1
 * @pool_ret: and gives this result
 * @remap_ret: what remap_pfn_range() returns
 * @sg_alloc_ret: what sg_alloc_table() returns
 * @dir: alloc_pages, free_pages
 * @gfp: alloc_pages
 * @iommu: the device is behind dma-iommu
 * @no_unmap: the device's ops have no unmap operation
 * @contiguous: the pages come from the contiguous memory area
 * @highmem: and are high memory
 * @no_pages: no allocator has pages
 * @map_fails: mapping returns DMA_MAPPING_ERROR
 * @map_bounces: mapping takes a bounce buffer
 * @ret: what a right file returns; alloc_pages: -ENOMEM for NULL
 * @length: get_sgtable: the length of the entry, if @ret is 0
 */
struct ops_helpers_param {
	const char *desc;
	const char *clause;
	unsigned int page_shift;
	enum ops_helpers_call call;
	enum ops_helpers_buffer buffer;
	size_t size;
	size_t excess;
	size_t further_bytes;
	unsigned long offset;
	unsigned long attrs;
	unsigned long vm_pgoff;
	unsigned long vma_pages;
	unsigned long vm_flags;
	bool pool_claims;
	int pool_ret;
	int remap_ret;
	int sg_alloc_ret;
	enum dma_data_direction dir;
	gfp_t gfp;
	bool iommu;
	bool no_unmap;
	bool contiguous;
	bool highmem;
	bool no_pages;
	bool map_fails;
	bool map_bounces;
	int ret;
	unsigned int length;
};

#endif
)";
}

} // namespace dma_verify::ops_helpers
