// SPDX-License-Identifier: GPL-2.0-only
#include "smt/ir/decode/module.h"

#include <set>

namespace dma_verify::ir {
namespace {

using Blocks = std::vector<std::vector<std::uint32_t>>; // of each block: some others

const std::vector<std::uint32_t> &targets_of(const Block &block) {
  static const std::vector<std::uint32_t> kNone;
  return block.instructions.empty() ? kNone : block.instructions.back().blocks;
}

// The ends of ways from the function's beginning that lead back to a block on the way.
void find_ways_back(const Function &function, std::uint32_t block, std::vector<int> &state,
                    std::vector<std::pair<std::uint32_t, std::uint32_t>> &back) {
  constexpr int kOnTheWay = 1;
  constexpr int kDone = 2;
  state[block] = kOnTheWay;
  for (const std::uint32_t target : targets_of(function.blocks[block])) {
    if (state[target] == kOnTheWay)
      back.emplace_back(block, target);
    else if (state[target] == 0)
      find_ways_back(function, target, state, back);
  }
  state[block] = kDone;
}

// All blocks from which these are reached without passing the header.
std::set<std::uint32_t> body_of(std::uint32_t header, std::vector<std::uint32_t> ends,
                                const Blocks &sources) {
  std::set<std::uint32_t> body = {header};
  while (!ends.empty()) {
    const std::uint32_t block = ends.back();
    ends.pop_back();
    if (!body.insert(block).second)
      continue;
    ends.insert(ends.end(), sources[block].begin(), sources[block].end());
  }
  return body;
}

} // namespace

void find_loops(Function &function) {
  const std::size_t count = function.blocks.size();
  if (count == 0)
    return;
  Blocks sources(count);
  for (std::uint32_t block = 0; block < count; ++block) {
    for (const std::uint32_t target : targets_of(function.blocks[block]))
      sources[target].push_back(block);
  }
  std::vector<int> state(count);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> back;
  find_ways_back(function, 0, state, back);
  std::map<std::uint32_t, std::vector<std::uint32_t>> ends; // by the header
  for (const auto &[from, header] : back)
    ends[header].push_back(from);
  for (const auto &[header, from] : ends) {
    const std::set<std::uint32_t> body = body_of(header, from, sources);
    Loop loop;
    loop.header = header;
    loop.blocks.assign(body.begin(), body.end());
    bool has_one_entry = true;
    std::set<std::uint32_t> exits;
    for (const std::uint32_t block : loop.blocks) {
      for (const std::uint32_t source : sources[block])
        has_one_entry = has_one_entry && (block == header || body.contains(source));
      for (const std::uint32_t target : targets_of(function.blocks[block])) {
        if (!body.contains(target))
          exits.insert(block);
      }
      loop.is_innermost = loop.is_innermost && (block == header || !ends.contains(block));
    }
    if (!has_one_entry)
      continue;
    if (exits.size() == 1)
      loop.exit = *exits.begin();
    function.loops.push_back(std::move(loop));
  }
}

} // namespace dma_verify::ir
