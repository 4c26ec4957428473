// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/ops_helpers/session/page_memory.h"

#include <algorithm>
#include <cstring>

namespace dma_verify {
namespace {

using M = WidestMachine;

// C files run on rows that have the same linear map.
const Architecture kRow = make_architecture(64, 64, 64, 12);

// Only one session runs at a time, and it closes what it opens.
std::shared_ptr<LinearMap> map_of_process() {
  static std::weak_ptr<LinearMap> known;
  auto map = known.lock();
  if (map == nullptr) {
    map = std::make_shared<LinearMap>(kRow.linear_size);
    known = map;
  }
  return map;
}

// Of a block that cannot be open as a whole, not much is opened: who goes through it comes to the
// limit anyway. In pieces.
constexpr std::size_t kMostPiecesOfLongBlock = 64;

bool are_alike(const std::byte *bytes, std::size_t count) {
  return count == 1 || std::memcmp(bytes, bytes + 1, count - 1) == 0;
}

} // namespace

PageMemory::PageMemory() : map_(map_of_process()) {}

void PageMemory::begin(const StoredScenario &scenario, const StoredObservation &observation) {
  close();
  scenario_ = &scenario;
  observation_ = &observation;
  const std::uint64_t before = scenario.cpu_addr.word.value() - kRow.linear_base;
  buffer_is_mapped_ =
      before < map_->bytes() && scenario.size.word.value() <= map_->bytes() - before;
}

unsigned long PageMemory::shown(M::VirtualAddress address) const {
  const std::uint64_t offset = address.word.value() - kRow.linear_base;
  return offset < map_->bytes() ? map_->begin() + offset : address.word.value();
}

unsigned long PageMemory::buffer() const {
  return buffer_is_mapped_ ? shown(scenario_->cpu_addr) : scenario_->cpu_addr.word.value();
}

M::VirtualAddress PageMemory::seen(unsigned long address) const {
  // A buffer longer than the linear map may reach around the end of all addresses.
  const std::uint64_t in_buffer = address - scenario_->cpu_addr.word.value();
  const bool as_it_is = !buffer_is_mapped_ && in_buffer < scenario_->size.word.value();
  const bool in_map = map_->contains(address) && !as_it_is;
  return M::VirtualAddress(Bits<64>(in_map ? address - map_->begin() + kRow.linear_base : address));
}

PageMemory::Owned PageMemory::pages(M::FrameNumber first, M::PageCount count) const {
  const unsigned shift = scenario_->architecture.page_shift;
  const std::uint64_t most = map_->bytes() >> shift;
  const std::uint64_t begin = std::min(first.word.value(), most);
  const std::uint64_t end = begin + std::min(count.word.value(), most - begin);
  return {begin << shift, end << shift};
}

std::optional<PageMemory::Owned> PageMemory::owner_of(std::uint64_t offset) const {
  const unsigned shift = scenario_->architecture.page_shift;
  std::optional<Owned> owner;
  const auto consider = [&](const Owned &owned) {
    if (offset >= owned.from && offset < owned.to)
      owner = owned;
  };
  const auto page_count_of_size = page_count<M>(scenario_->size, shift);
  switch (ops_helpers::helper_of(scenario_->call)) {
  case ops_helpers::Helper::get_sgtable:
  case ops_helpers::Helper::mmap:
    if (scenario_->buffer_kind == BufferKind::contiguous)
      consider(pages(buffer_frame<M>(*scenario_), page_count_of_size));
    return owner;
  case ops_helpers::Helper::free_pages:
    consider(pages(scenario_->page, scenario_->block_owner == Allocator::buddy
                                        ? pages_of_order<M>(get_order<M>(scenario_->size, shift))
                                        : page_count_of_size));
    break;
  case ops_helpers::Helper::alloc_pages:
    break;
  }
  for (std::size_t i = 0; i < observation_->trace.size(); ++i) {
    const Effect<M> &effect = observation_->trace[i];
    if (const auto acquired = ledger::acquisition_of<M>(effect, i, shift)) {
      Owned owned = pages(acquired->pages.first, acquired->pages.count);
      owned.since = i;
      owned.zeroed = static_cast<bool>(acquired->zeroed_by_allocator);
      consider(owned);
    } else if (owner && ledger::is_release(effect.kind) && !effect.page.is_null &&
               effect.page.frame.word.value() == owner->from >> shift) {
      owner.reset();
    }
  }
  return owner;
}

PageMemory::Touched PageMemory::touch(std::uintptr_t address) {
  if (!map_->contains(address))
    return Touched::nothing_there;
  const std::uint64_t offset = address - map_->begin();
  const auto owner = owner_of(offset);
  if (!owner)
    return Touched::nothing_there;
  const bool is_long = owner->to - owner->from > LinearMap::kMostBytes;
  if (is_long && pieces_.size() == kMostPiecesOfLongBlock)
    return Touched::too_much;
  const auto opened = map_->open(offset, owner->from, owner->to);
  if (!opened)
    return Touched::too_much;
  Piece piece{*opened, owner->since, owner->zeroed ? std::byte{0} : LinearMap::kStale};
  if (owner->zeroed)
    std::memset(map_->at(piece.offset), 0, piece.bytes);
  for (const Written &told : told_of(piece))
    std::memset(map_->at(told.from), static_cast<int>(told.value), told.to - told.from);
  pieces_.push_back(piece);
  return Touched::opened;
}

void PageMemory::write(M::VirtualAddress address, std::uint8_t value, std::uint64_t bytes) {
  const std::uint64_t from = address.word.value() - kRow.linear_base;
  for (const Piece &piece : pieces_) {
    const std::uint64_t begin = std::max(from, piece.offset);
    const std::uint64_t end = std::min(from + bytes, piece.offset + piece.bytes);
    if (from + bytes >= from && begin < end)
      std::memset(map_->at(begin), value, end - begin);
  }
}

std::vector<PageMemory::Written> PageMemory::told_of(const Piece &piece) const {
  std::vector<Written> told;
  for (std::size_t i = piece.since; i < observation_->trace.size(); ++i) {
    const Effect<M> &effect = observation_->trace[i];
    if (effect.kind != DmaEffect::memset)
      continue;
    const std::uint64_t from = effect.address.word.value() - kRow.linear_base;
    const std::uint64_t to = from + effect.bytes.word.value();
    const Written part{std::max(from, piece.offset), std::min(to, piece.offset + piece.bytes),
                       std::byte{effect.value}};
    if (from <= to && part.from < part.to)
      told.push_back(part);
  }
  return told;
}

void PageMemory::find_stores(const Piece &piece, std::vector<Written> &stores) const {
  const auto add = [&](std::uint64_t from, std::uint64_t to, std::byte value) {
    const bool continues = !stores.empty() && stores.back().to == from &&
                           (stores.back().value == std::byte{0}) == (value == std::byte{0});
    if (continues)
      stores.back().to = to;
    else
      stores.push_back({from, to, value});
  };
  const auto compare = [&](const auto &self, std::uint64_t from, std::uint64_t to,
                           std::byte expected) -> void {
    const std::byte *bytes = map_->at(from);
    if (are_alike(bytes, to - from)) {
      if (*bytes != expected)
        add(from, to, *bytes);
      return;
    }
    const std::uint64_t middle = from + (to - from) / 2;
    self(self, from, middle, expected);
    self(self, middle, to, expected);
  };
  // Between two of these, the same was told of each byte.
  const std::vector<Written> told = told_of(piece);
  std::vector<std::uint64_t> edges = {piece.offset, piece.offset + piece.bytes};
  for (const Written &part : told)
    edges.insert(edges.end(), {part.from, part.to});
  std::ranges::sort(edges);
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    if (edges[i] == edges[i + 1])
      continue;
    std::byte expected = piece.content;
    for (const Written &part : told) {
      if (part.from <= edges[i] && edges[i] < part.to)
        expected = part.value;
    }
    compare(compare, edges[i], edges[i + 1], expected);
  }
}

void PageMemory::tell_stores(SimulatedKernel<M> &kernel) {
  if (pieces_.empty())
    return;
  std::ranges::sort(pieces_, {}, &Piece::offset);
  std::vector<Written> stores;
  for (const Piece &piece : pieces_)
    find_stores(piece, stores);
  for (const Written &store : stores) {
    kernel.memset(M::VirtualAddress(Bits<64>(store.from + kRow.linear_base)),
                  static_cast<std::uint8_t>(store.value),
                  M::Bytes(Bits<64>(store.to - store.from)));
  }
  close();
}

void PageMemory::close() {
  map_->close();
  pieces_.clear();
}

} // namespace dma_verify
