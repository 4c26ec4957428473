// SPDX-License-Identifier: GPL-2.0-only
#include "properties/ops_helpers/sweeps/sweeps.h"

#include "model/ops_helpers/ops_helpers.h"
#include "properties/ops_helpers/sweeps/decision_paths.h"
#include "properties/ops_helpers/sweeps/mmap_sweep.h"
#include "properties/ops_helpers/sweeps/sgtable_sweep.h"

#include <array>
#include <stdexcept>

namespace dma_verify::ops_helpers {
namespace {

using namespace exhaustive;

using properties::AcceptedInBounds;
using properties::InBoundsAccepted;
using properties::MappedPages;
using properties::NoWrap;
using properties::ScatterList;

constexpr std::string_view kRequest = "vm_start, vm_end, vm_pgoff and size";
constexpr std::string_view kAnswered =
    "vm_start, vm_end, vm_pgoff and size, with remap_pfn_range succeeding and failing";
constexpr std::string_view kProbed = "vm_start, vm_end, vm_pgoff and size, at each mapped page";
constexpr std::string_view kEdges =
    "all with page shifts 3 and 4; with 2 the first and the last of the linear map and of the "
    "vmalloc area";
constexpr std::array kTexts = {
    SweepText{AcceptedInBounds::kText.id, kAnswered, "one"},
    SweepText{InBoundsAccepted::kText.id, kAnswered, "one"},
    SweepText{NoWrap::kText.id, kRequest, kEdges},
    SweepText{MappedPages::kText.id, kProbed, kEdges},
    SweepText{ScatterList::kText.id,
              "size, at each page, with sg_alloc_table succeeding and failing", "all"},
};

struct ModelMmap {
  template <class K>
  int operator()(K &kernel, Vma<Small> &vma, const Scenario<Small> &scenario) const {
    return ops_helpers::mmap<Small>(kernel, vma, scenario.cpu_addr, scenario.dma_handle,
                                    scenario.size, scenario.attrs);
  }
};

template <class S>
SweepResult sweep_mmap(const Architecture &architecture, MmapSpace space, Part part,
                       const std::function<void()> &on_progress) {
  const ModelMmap helper;
  const auto run = [&]<unsigned kPageShift>() {
    return MmapSweep<S, kPageShift, ModelMmap>(helper).run(architecture, space, part, on_progress);
  };
  switch (architecture.page_shift) {
  case 2:
    return run.template operator()<2>();
  case 3:
    return run.template operator()<3>();
  case 4:
    return run.template operator()<4>();
  default:
    throw std::logic_error("no sweep of architecture " + architecture_id(architecture));
  }
}

struct ModelGetSgtable {
  template <class K>
  int operator()(K &kernel, SgTable<Small> &table, const Scenario<Small> &scenario) const {
    return ops_helpers::get_sgtable<Small>(kernel, table, scenario.cpu_addr, scenario.dma_handle,
                                           scenario.size, scenario.attrs);
  }
};

SweepResult sweep(std::string_view id, const Architecture &architecture, Part part,
                  const std::function<void()> &on_progress) {
  const Buffers edges = architecture.page_shift == 2 ? Buffers::edges : Buffers::all;
  const auto sweep_of = [&]<class S>(MmapSpace space, S) {
    return sweep_mmap<S>(architecture, space, part, on_progress);
  };
  if (id == AcceptedInBounds::kText.id)
    return sweep_of({Buffers::one, true}, Swept<AcceptedInBounds>{});
  if (id == InBoundsAccepted::kText.id)
    return sweep_of({Buffers::one, true}, Swept<InBoundsAccepted>{});
  if (id == NoWrap::kText.id)
    return sweep_of({edges, false}, Swept<NoWrap>{});
  if (id == MappedPages::kText.id)
    return sweep_of({edges, false}, Swept<MappedPages, true>{});
  if (id == ScatterList::kText.id)
    return sweep_scatter_list(ModelGetSgtable{}, architecture, part);
  throw std::logic_error("no sweep of property " + std::string(id));
}

} // namespace

UnitSweeps sweeps() {
  return {UnitId::ops_helpers, kTexts, &sweep,
          [](HelperId call) { return decision_paths(ops_helpers::helper_of(call)); }};
}

} // namespace dma_verify::ops_helpers
