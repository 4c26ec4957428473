// SPDX-License-Identifier: GPL-2.0-only
#include "harness/results/render/machines.h"

#include "model/words/architecture.h"

#include <fmt/format.h>

#include <algorithm>

namespace dma_verify {

std::size_t machine_rank(const std::string &id) {
  const auto rows = architectures();
  return static_cast<std::size_t>(std::ranges::find(rows, id, &architecture_id) - rows.begin());
}

std::string machine_text(const std::string &id) {
  const auto row = find_architecture(id);
  if (!row)
    return id;
  if (row->word_bits < 32)
    return fmt::format("{}-bit words, pages of {} bytes", row->word_bits, 1U << row->page_shift);
  const auto names = architecture_aliases(*row);
  std::string name =
      names.empty() ? fmt::format("{}-bit words", row->word_bits) : std::string(names.front());
  if (names.empty() && row->word_bits == 32 && row->dma_bits == 64)
    name += row->phys_bits == 64 ? ", 64-bit addresses" : ", 64-bit DMA addresses";
  if (!row->mmu)
    name += " without MMU";
  return fmt::format("{}, {} KiB pages", name, (1U << row->page_shift) / 1024);
}

std::string machines_text(std::span<const std::string> failed,
                          std::span<const std::string> judged) {
  if (failed.empty())
    return "all";
  if (failed.size() == 1)
    return machine_text(failed.front());
  const auto has_mmu = [](const std::string &id) { return !id.ends_with("-nommu"); };
  const auto with_mmu = std::ranges::count_if(judged, has_mmu);
  if (with_mmu == std::ranges::count_if(failed, has_mmu) && with_mmu > 1) {
    const bool everywhere = failed.size() == judged.size();
    const bool has_others =
        std::ranges::any_of(judged, [&](const auto &id) { return !has_mmu(id); });
    return everywhere || !has_others ? "all page sizes" : "all page sizes, with MMU";
  }
  return fmt::format("{}, and {} more", machine_text(failed.front()), failed.size() - 1);
}

} // namespace dma_verify
