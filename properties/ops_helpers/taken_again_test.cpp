// SPDX-License-Identifier: GPL-2.0-only
// Who releases a block and takes one again is judged by each of the two: the same pages may come
// back, and must be cleared and released again.
#include "model/ops_helpers/kernel/simulated_kernel.h"
#include "properties/catalogue.h"
#include "properties/model_subject.h"

#include <doctest/doctest.h>

#include <string>

namespace dma_verify {
namespace {

using M = WidestMachine;

constexpr std::uint64_t kFrame = 0x10;

// A call of alloc_pages for one page, made by hand, in which the first mapping fails and the second
// does not. The buddy allocator gives the same page each time, if it is free.
class Call {
public:
  explicit Call(bool second_map_fails = false) {
    scenario_.architecture = make_architecture(64, 64, 64, 12);
    scenario_.call = ops_helpers::Helper::alloc_pages;
    scenario_.size.word = Bits<64>(0x1000);
    scenario_.gfp = Bits<32>(kGfpKernel);
    scenario_.buddy_page = page_;
    scenario_.map_handle = dma_mapping_error<M>();
    repeat_answers(scenario_);
    if (!second_map_fails)
      scenario_.later[0].map_handle.word = Bits<64>(0x5000);
    kernel_.dma_alloc_contiguous(scenario_.size, scenario_.gfp);
  }

  Call &take() {
    const Page<M> taken = kernel_.alloc_pages_node(-1, scenario_.gfp, Bits<32>(0));
    REQUIRE_FALSE(taken.is_null);
    return *this;
  }
  Call &map() {
    observation_.dma_handle =
        kernel_.ops_map_page({false, true}, page_, {}, scenario_.size, Direction::bidirectional,
                             Bits<64>(kDmaAttrSkipCpuSync));
    return *this;
  }
  Call &clear() {
    kernel_.memset(kernel_.page_address(page_), 0, scenario_.size);
    return *this;
  }
  Call &release() {
    kernel_.dma_free_contiguous(page_, scenario_.size);
    return *this;
  }
  Call &hand_out() {
    observation_.page = page_;
    return *this;
  }

  // The first clause of the property that does not hold; empty if all do.
  [[nodiscard]] std::string violated(const char *property) const {
    return std::string(
        assess(find_property(property).value(), scenario_, observation_).violated_clause);
  }
  [[nodiscard]] std::string unwind() const { return violated("error-unwind.alloc_pages"); }
  [[nodiscard]] std::string zeroed() const { return violated("initialisation.alloc_pages"); }

private:
  const Page<M> page_ = Page<M>::of(M::FrameNumber(Bits<64>(kFrame)));
  StoredScenario scenario_{};
  StoredObservation observation_{};
  SimulatedKernel<M> kernel_{scenario_, observation_};
};

TEST_CASE("a block that is handed back, taken again, mapped and cleared is right") {
  Call call;
  call.take().map().release().take().map().clear().hand_out();
  CHECK(call.unwind().empty());
  CHECK(call.zeroed().empty());
  CHECK(call.violated("round-trip.alloc_pages").empty());
  CHECK(call.violated("completeness.alloc_pages").empty());
}

TEST_CASE("a block that is taken again is released again") {
  CHECK(Call(true).take().map().release().take().map().release().unwind().empty());
  CHECK(Call(true).take().map().release().take().map().unwind() == "no-page-leaked");
  CHECK(Call(true).take().map().release().take().map().release().release().unwind() ==
        "released-once");
}

TEST_CASE("a block that is taken again has the content that others left in it") {
  CHECK(Call().take().clear().map().release().take().map().hand_out().zeroed() == "zeroed");
}

TEST_CASE("a block is not touched between its release and the next time it is taken") {
  CHECK(Call().take().map().release().clear().take().map().clear().hand_out().unwind() ==
        "no-touch-after-release");
  CHECK(Call().take().release().map().take().map().clear().hand_out().unwind() ==
        "no-touch-after-release");
}

TEST_CASE("a block that was released and not taken again is not handed out") {
  CHECK(Call().take().map().map().clear().release().hand_out().unwind() == "released-once");
}

} // namespace
} // namespace dma_verify
