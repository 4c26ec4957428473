// SPDX-License-Identifier: GPL-2.0-only
#include "properties/ops_helpers/sweeps/decision_paths.h"

#include "model/ops_helpers/ops_helpers.h"
#include "properties/ops_helpers/sweeps/space.h"

#include <array>
#include <initializer_list>
#include <stdexcept>
#include <vector>

namespace dma_verify::ops_helpers {
namespace {

using namespace exhaustive;

using Word = Small::Word;
using Bytes = Small::Bytes;
using UnsignedInt = Small::UnsignedInt;
using VirtualAddress = Small::VirtualAddress;
using PhysicalAddress = Small::PhysicalAddress;
using BusAddress = Small::BusAddress;
using FrameNumber = Small::FrameNumber;
using SmallPage = Page<Small>;

// Walks through a tree of choices: each run reaches another leaf, until all were reached.
class Choices {
public:
  std::size_t choose(std::size_t answers) {
    if (depth_ == taken_.size()) {
      taken_.push_back(0);
      answers_.push_back(answers);
    }
    return taken_[depth_++];
  }

  // To the next leaf; false if there is none.
  bool next() {
    depth_ = 0;
    while (!taken_.empty() && taken_.back() + 1 == answers_.back()) {
      taken_.pop_back();
      answers_.pop_back();
    }
    if (taken_.empty())
      return false;
    ++taken_.back();
    return true;
  }

private:
  std::vector<std::size_t> taken_;
  std::vector<std::size_t> answers_; // to the same questions
  std::size_t depth_ = 0;
};

// Answers with each choice, and writes down what it answered. Look-ups have one answer.
class ChoosingKernel {
public:
  ChoosingKernel(Choices &choices, const Form &form)
      : choices_(choices), form_(form), architecture_(make_architecture(8, 8, 8, 4)) {}

  [[nodiscard]] const std::string &path() const { return path_; }

  const Architecture &architecture() const { return architecture_; }
  bool is_vmalloc_addr(VirtualAddress) const { return false; }
  SmallPage vmalloc_to_page(VirtualAddress) const { return some_page(); }
  SmallPage virt_to_page(VirtualAddress) const { return some_page(); }
  FrameNumber page_to_pfn(SmallPage page) const { return page.frame; }
  PhysicalAddress page_to_phys(SmallPage) const { return {}; }
  VirtualAddress page_address(SmallPage) const { return {}; }
  Small::PageCount vma_start_pgoff(const Vma<Small> &vma) const { return vma.vm_pgoff; }
  int dev_to_node() const { return -1; }
  Word dma_pgprot(Word prot, Word) const { return prot; }
  void sg_set_page(SgTable<Small> &, SmallPage, UnsignedInt, UnsignedInt) const {}
  void memset(VirtualAddress, std::uint8_t, Bytes) const {}

  int sg_alloc_table(SgTable<Small> &, UnsignedInt, UnsignedInt) {
    return status("sg_alloc_table", {0, -kEnomem});
  }
  int dma_mmap_from_dev_coherent(Vma<Small> &, VirtualAddress, Bytes, int &ret) {
    if (answer("dma_mmap_from_dev_coherent", {"0", "1"}) == 0)
      return 0;
    ret = status("*ret", {0, -kEnxio, -kEinval, -kEnomem, -kEacces});
    return 1;
  }
  int remap_pfn_range(Vma<Small> &, VirtualAddress, FrameNumber, Bytes, Word) {
    return status("remap_pfn_range", {0, -kEinval, -kEnomem, -kEacces});
  }
  SmallPage dma_alloc_contiguous(Bytes, UnsignedInt) {
    const auto area = answer("dma_alloc_contiguous", {"device", "node", "standard", "NULL"});
    allocated_ = true;
    return area == 3 ? SmallPage::null() : some_page();
  }
  SmallPage alloc_pages_node(int, UnsignedInt, UnsignedInt) {
    return answer("alloc_pages_node", {"page", "NULL"}) == 0 ? some_page() : SmallPage::null();
  }
  // Whose a block is was decided where it was allocated, if that was in this call.
  void dma_free_contiguous(SmallPage, Bytes) {
    if (!allocated_)
      answer("dma_free_contiguous", {"contiguous", "buddy"});
  }
  // The device's kind, which the first question about it decides.
  OpsTable get_dma_ops() {
    const bool iommu = device() == 2;
    return {iommu, device() == 0};
  }
  bool use_dma_iommu() { return device() == 2; }
  BusAddress iommu_dma_map_phys(PhysicalAddress, Bytes, Direction, Word) { return map(); }
  BusAddress iommu_dma_map_page(SmallPage, Bytes, Bytes, Direction, Word) { return map(); }
  BusAddress ops_map_phys(OpsTable, PhysicalAddress, Bytes, Direction, Word) { return map(); }
  BusAddress ops_map_page(OpsTable, SmallPage, Bytes, Bytes, Direction, Word) { return map(); }
  void iommu_dma_unmap_phys(BusAddress, Bytes, Direction, Word) const {}
  void ops_unmap_phys(OpsTable, BusAddress, Bytes, Direction, Word) const {}

private:
  static SmallPage some_page() { return SmallPage::of(FrameNumber(Word(1))); }

  std::size_t answer(std::string_view service, std::initializer_list<std::string_view> answers) {
    const std::size_t choice = choices_.choose(answers.size());
    path_ += (path_.empty() ? "" : " ") + decision(service, *(answers.begin() + choice));
    return choice;
  }
  int status(std::string_view service, std::initializer_list<int> answers) {
    const std::size_t choice = choices_.choose(answers.size());
    const int value = *(answers.begin() + choice);
    path_ += (path_.empty() ? "" : " ") + decision(service, status_name(value));
    return value;
  }
  BusAddress map() {
    return answer("map", {"handle", "DMA_MAPPING_ERROR"}) == 0 ? BusAddress{}
                                                               : dma_mapping_error<Small>();
  }
  std::size_t device() {
    if (!device_known_) {
      device_ = form_.dma_iommu ? answer("device", {"ops", "ops without unmap", "dma-iommu"})
                                : answer("device", {"ops", "ops without unmap"});
      device_known_ = true;
    }
    return device_;
  }

  Choices &choices_;
  const Form &form_;
  Architecture architecture_;
  std::string path_;
  bool allocated_ = false;
  bool device_known_ = false;
  std::size_t device_ = 0;
};
static_assert(KernelServices<ChoosingKernel, Small>);

// Runs the helper once on arguments for which each of its questions matters.
void run(ChoosingKernel &kernel, Helper helper, bool in_bounds, const Form &form) {
  const Bytes page = page_size<Small>(kernel.architecture().page_shift);
  switch (helper) {
  case Helper::get_sgtable: {
    SgTable<Small> table;
    get_sgtable<Small>(kernel, table, {}, {}, page, Word(0));
    break;
  }
  case Helper::mmap: {
    Vma<Small> vma;
    vma.vm_end = VirtualAddress(page.word);
    vma.vm_pgoff = Small::PageCount(Word(in_bounds ? 0 : 1));
    mmap<Small>(kernel, vma, {}, {}, page, Word(0), form);
    break;
  }
  case Helper::alloc_pages: {
    BusAddress handle;
    alloc_pages<Small>(kernel, page, handle, Direction::bidirectional, UnsignedInt(0), form);
    break;
  }
  case Helper::free_pages:
    free_pages<Small>(kernel, page, SmallPage::of({}), {}, Direction::bidirectional, form);
    break;
  }
}

} // namespace

std::set<std::string> decision_paths(Helper helper, const Form &form) {
  std::set<std::string> paths;
  for (const bool in_bounds : {true, false}) {
    Choices choices;
    do {
      ChoosingKernel kernel(choices, form);
      run(kernel, helper, in_bounds, form);
      paths.insert(kernel.path());
    } while (choices.next());
  }
  return paths;
}

std::string decision(std::string_view service, std::string_view answer) {
  return std::string(service) + "=" + std::string(answer);
}

std::string_view status_name(int status) {
  switch (status) {
  case 0:
    return "0";
  case -kEnxio:
    return "-ENXIO";
  case -kEnomem:
    return "-ENOMEM";
  case -kEacces:
    return "-EACCES";
  case -kEinval:
    return "-EINVAL";
  default:
    throw std::logic_error("no name for status " + std::to_string(status));
  }
}

} // namespace dma_verify::ops_helpers
