// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/kernel_tree/kernel_headers.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;

// Headers of Linux 6.1 to 7.3 that files like the units' include, in the order of their names.
constexpr std::array<std::string_view, 127> kKnown = {
    "asm/barrier.h",
    "asm/byteorder.h",
    "asm/cacheflush.h",
    "asm/dma.h",
    "asm/io.h",
    "asm/page.h",
    "asm/pgtable.h",
    "asm/sections.h",
    "asm/tlbflush.h",
    "linux/acpi.h",
    "linux/align.h",
    "linux/array_size.h",
    "linux/atomic.h",
    "linux/bitfield.h",
    "linux/bitmap.h",
    "linux/bitops.h",
    "linux/bits.h",
    "linux/bug.h",
    "linux/build_bug.h",
    "linux/cache.h",
    "linux/cc_platform.h",
    "linux/cleanup.h",
    "linux/cma.h",
    "linux/compiler.h",
    "linux/compiler_types.h",
    "linux/completion.h",
    "linux/const.h",
    "linux/cpumask.h",
    "linux/debugfs.h",
    "linux/delay.h",
    "linux/dev_printk.h",
    "linux/device.h",
    "linux/dma-buf.h",
    "linux/dma-debug.h",
    "linux/dma-direct.h",
    "linux/dma-direction.h",
    "linux/dma-fence.h",
    "linux/dma-map-ops.h",
    "linux/dma-mapping.h",
    "linux/dmapool.h",
    "linux/err.h",
    "linux/errno.h",
    "linux/export.h",
    "linux/fs.h",
    "linux/gfp.h",
    "linux/gfp_types.h",
    "linux/hardirq.h",
    "linux/highmem.h",
    "linux/huge_mm.h",
    "linux/init.h",
    "linux/interrupt.h",
    "linux/io.h",
    "linux/iommu-dma.h",
    "linux/iommu.h",
    "linux/irqflags.h",
    "linux/jiffies.h",
    "linux/kasan.h",
    "linux/kconfig.h",
    "linux/kernel.h",
    "linux/kmemleak.h",
    "linux/kmsan.h",
    "linux/kref.h",
    "linux/limits.h",
    "linux/list.h",
    "linux/llist.h",
    "linux/lockdep.h",
    "linux/log2.h",
    "linux/math.h",
    "linux/math64.h",
    "linux/mem_encrypt.h",
    "linux/memblock.h",
    "linux/memory.h",
    "linux/memremap.h",
    "linux/minmax.h",
    "linux/mm.h",
    "linux/mm_types.h",
    "linux/mman.h",
    "linux/mmzone.h",
    "linux/module.h",
    "linux/moduleparam.h",
    "linux/mutex.h",
    "linux/nodemask.h",
    "linux/numa.h",
    "linux/of.h",
    "linux/of_device.h",
    "linux/overflow.h",
    "linux/page-flags.h",
    "linux/page_ref.h",
    "linux/pagemap.h",
    "linux/pci.h",
    "linux/percpu.h",
    "linux/pfn.h",
    "linux/pfn_t.h",
    "linux/pgtable.h",
    "linux/platform_device.h",
    "linux/preempt.h",
    "linux/printk.h",
    "linux/property.h",
    "linux/random.h",
    "linux/ratelimit.h",
    "linux/rcupdate.h",
    "linux/scatterlist.h",
    "linux/sched.h",
    "linux/sched/mm.h",
    "linux/seq_file.h",
    "linux/set_memory.h",
    "linux/sizes.h",
    "linux/slab.h",
    "linux/smp.h",
    "linux/spinlock.h",
    "linux/stddef.h",
    "linux/string.h",
    "linux/swap.h",
    "linux/swiotlb.h",
    "linux/sysfs.h",
    "linux/topology.h",
    "linux/types.h",
    "linux/uaccess.h",
    "linux/vmalloc.h",
    "linux/vmstat.h",
    "linux/wait.h",
    "linux/workqueue.h",
    "linux/xarray.h",
    "trace/events/dma.h",
    "uapi/linux/types.h",
    "vdso/const.h",
    "vdso/limits.h",
};

bool is_there(const fs::path &path) {
  std::error_code error;
  return fs::exists(path, error);
}

// Each architecture has some of its own; a build makes the others from those of asm-generic.
bool has_asm_header(const fs::path &tree, const std::string &name) {
  if (is_there(tree / "include/asm-generic" / fs::path(name).filename()))
    return true;
  std::error_code error;
  for (fs::directory_iterator at(tree / "arch", error), end; !error && at != end;
       at.increment(error)) {
    if (is_there(at->path() / "include" / name) || is_there(at->path() / "include/uapi" / name))
      return true;
  }
  return false;
}

bool has_header(const fs::path &tree, const std::string &name) {
  if (name.starts_with("generated/"))
    return true;
  if (name.starts_with("asm/"))
    return has_asm_header(tree, name);
  return is_there(tree / "include" / name) || is_there(tree / "include/uapi" / name);
}

} // namespace

bool is_whole_tree(const fs::path &tree) {
  return is_there(tree / "include/linux/kernel.h") && is_there(tree / "include/linux/module.h");
}

std::optional<std::string> header_not_in(const fs::path &tree,
                                         const std::vector<std::string> &names) {
  const auto missing = std::ranges::find_if_not(
      names, [&](const std::string &name) { return has_header(tree, name); });
  return missing == names.end() ? std::nullopt : std::optional(*missing);
}

std::vector<std::string> unknown_headers(const std::vector<std::string> &names) {
  std::vector<std::string> unknown;
  std::ranges::copy_if(names, std::back_inserter(unknown), [](const std::string &name) {
    return !std::ranges::binary_search(kKnown, name);
  });
  return unknown;
}

} // namespace dma_verify
