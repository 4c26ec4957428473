/* SPDX-License-Identifier: GPL-2.0-only */
/* Facts that repeat the kernel's: types, constants and macros. Checked against the headers of a
 * kernel tree when one is given. DMA_VERIFY_PAGE_SHIFT, DMA_VERIFY_MAX_PAGE_ORDER, CONFIG_MMU and
 * the widths DMA_VERIFY_WORD_BITS, _PHYS_BITS and _DMA_BITS come from the command line. gfp bits
 * differ between kernels; these are ours, and only their names count. */
#ifndef DMA_VERIFY_FACTS_H
#define DMA_VERIFY_FACTS_H

#include "numbers.h"

#if DMA_VERIFY_DMA_BITS == 64
typedef u64 dma_addr_t;
#else
typedef u32 dma_addr_t;
#endif
#if DMA_VERIFY_PHYS_BITS == 64
typedef u64 phys_addr_t;
#else
typedef u32 phys_addr_t;
#endif
typedef phys_addr_t resource_size_t;
typedef unsigned int gfp_t;
typedef unsigned long vm_flags_t;
typedef unsigned long pgoff_t;
typedef struct {
  unsigned long pgprot;
} pgprot_t;

#define PHYS_ADDR_MAX (~(phys_addr_t)0)

#define PAGE_SHIFT DMA_VERIFY_PAGE_SHIFT
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define PAGE_ALIGN(addr) ALIGN(addr, PAGE_SIZE)
#define PAGE_ALIGN_DOWN(addr) ALIGN_DOWN(addr, PAGE_SIZE)
#define PAGE_ALIGNED(addr) IS_ALIGNED((unsigned long)(addr), PAGE_SIZE)
#define offset_in_page(p) ((unsigned long)(p) & ~PAGE_MASK)
#define PFN_ALIGN(x) (((unsigned long)(x) + (PAGE_SIZE - 1)) & PAGE_MASK)
#define PFN_UP(x) (((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_DOWN(x) ((x) >> PAGE_SHIFT)
#define PFN_PHYS(x) ((phys_addr_t)(x) << PAGE_SHIFT)
#define PHYS_PFN(x) ((unsigned long)((x) >> PAGE_SHIFT))

#define EPERM 1
#define ENOENT 2
#define EINTR 4
#define EIO 5
#define ENXIO 6
#define E2BIG 7
#define EBADF 9
#define EAGAIN 11
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EBUSY 16
#define EEXIST 17
#define ENODEV 19
#define EINVAL 22
#define ENOTTY 25
#define EFBIG 27
#define ENOSPC 28
#define EDOM 33
#define ERANGE 34
#define ENOSYS 38
#define EOVERFLOW 75
#define EMSGSIZE 90
#define EOPNOTSUPP 95
#define ETIMEDOUT 110
#define EALREADY 114
#define EINPROGRESS 115
#define EPROBE_DEFER 517
#define ENOTSUPP 524

enum dma_data_direction { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE, DMA_NONE };

#define DMA_ATTR_WEAK_ORDERING (1UL << 1)
#define DMA_ATTR_WRITE_COMBINE (1UL << 2)
#define DMA_ATTR_NO_KERNEL_MAPPING (1UL << 4)
#define DMA_ATTR_SKIP_CPU_SYNC (1UL << 5)
#define DMA_ATTR_FORCE_CONTIGUOUS (1UL << 6)
#define DMA_ATTR_ALLOC_SINGLE_PAGES (1UL << 7)
#define DMA_ATTR_NO_WARN (1UL << 8)
#define DMA_ATTR_PRIVILEGED (1UL << 9)
#define DMA_ATTR_MMIO (1UL << 10)
#define DMA_MAPPING_ERROR (~(dma_addr_t)0)
#define DMA_BIT_MASK(n) (((n) == 64) ? ~0ULL : ((1ULL << (n)) - 1))

#define __GFP_DMA 0x1u
#define __GFP_HIGHMEM 0x2u
#define __GFP_DMA32 0x4u
#define __GFP_MOVABLE 0x8u
#define __GFP_RECLAIMABLE 0x10u
#define __GFP_HIGH 0x20u
#define __GFP_IO 0x40u
#define __GFP_FS 0x80u
#define __GFP_ZERO 0x100u
#define __GFP_DIRECT_RECLAIM 0x400u
#define __GFP_KSWAPD_RECLAIM 0x800u
#define __GFP_RECLAIM (__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)
#define __GFP_WRITE 0x1000u
#define __GFP_NOLOCKDEP 0x0u /* without CONFIG_LOCKDEP */
#define __GFP_NOWARN 0x2000u
#define __GFP_RETRY_MAYFAIL 0x4000u
#define __GFP_NOFAIL 0x8000u
#define __GFP_NORETRY 0x10000u
#define __GFP_MEMALLOC 0x20000u
#define __GFP_COMP 0x40000u
#define __GFP_NOMEMALLOC 0x80000u
#define __GFP_HARDWALL 0x100000u
#define __GFP_THISNODE 0x200000u
#define __GFP_ACCOUNT 0x400000u
#define GFP_KERNEL (__GFP_RECLAIM | __GFP_IO | __GFP_FS)
#define GFP_ATOMIC (__GFP_HIGH | __GFP_KSWAPD_RECLAIM)
#define GFP_NOWAIT (__GFP_KSWAPD_RECLAIM | __GFP_NOWARN)
#define GFP_NOIO __GFP_RECLAIM
#define GFP_NOFS (__GFP_RECLAIM | __GFP_IO)
#define GFP_USER (GFP_KERNEL | __GFP_HARDWALL)
#define GFP_DMA __GFP_DMA
#define GFP_DMA32 __GFP_DMA32
#define GFP_HIGHUSER (GFP_USER | __GFP_HIGHMEM)
#define GFP_ZONEMASK (__GFP_DMA | __GFP_HIGHMEM | __GFP_DMA32 | __GFP_MOVABLE)
#define NUMA_NO_NODE (-1)

/* MAX_ORDER is the same limit, but which kernels of the form of 6.1 write it exclusively the file
 * does not tell: not defined. */
#define MAX_PAGE_ORDER DMA_VERIFY_MAX_PAGE_ORDER
#define NR_PAGE_ORDERS (MAX_PAGE_ORDER + 1)

#define VM_NONE 0x0UL
#define VM_READ 0x1UL
#define VM_WRITE 0x2UL
#define VM_EXEC 0x4UL
#define VM_SHARED 0x8UL
#define VM_MAYREAD 0x10UL
#define VM_MAYWRITE 0x20UL
#define VM_MAYEXEC 0x40UL
#define VM_MAYSHARE 0x80UL
#define VM_PFNMAP 0x400UL
#define VM_LOCKED 0x2000UL
#define VM_IO 0x4000UL
#define VM_DONTCOPY 0x20000UL
#define VM_DONTEXPAND 0x40000UL
#define VM_DONTDUMP 0x4000000UL
#define VM_MIXEDMAP 0x10000000UL

#define SG_CHAIN 0x01UL
#define SG_END 0x02UL

struct page {
  unsigned long opaque[8];
};
struct scatterlist {
  unsigned long page_link;
  unsigned int offset;
  unsigned int length;
  dma_addr_t dma_address;
  unsigned int dma_length;
  unsigned int dma_flags;
};
struct sg_table {
  struct scatterlist *sgl;
  unsigned int nents;
  unsigned int orig_nents;
};
struct vm_area_struct {
  unsigned long vm_start;
  unsigned long vm_end;
  unsigned long vm_pgoff;
  pgprot_t vm_page_prot;
  vm_flags_t vm_flags;
  struct mm_struct *vm_mm;
  const struct vm_operations_struct *vm_ops;
  struct file *vm_file;
  void *vm_private_data;
};
struct device {
  u64 *dma_mask;
  u64 coherent_dma_mask;
  u64 bus_dma_limit;
  bool dma_coherent;
};
struct dma_map_ops {
  dma_addr_t (*map_page)(struct device *dev, struct page *page, unsigned long offset, size_t size,
                         enum dma_data_direction dir, unsigned long attrs);
  void (*unmap_page)(struct device *dev, dma_addr_t handle, size_t size,
                     enum dma_data_direction dir, unsigned long attrs);
  dma_addr_t (*map_phys)(struct device *dev, phys_addr_t phys, size_t size,
                         enum dma_data_direction dir, unsigned long attrs);
  void (*unmap_phys)(struct device *dev, dma_addr_t handle, size_t size,
                     enum dma_data_direction dir, unsigned long attrs);
};

static inline unsigned long vma_pages(const struct vm_area_struct *vma) {
  return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}
static inline unsigned long vma_start_pgoff(const struct vm_area_struct *vma) {
  return vma->vm_pgoff;
}
static inline unsigned long vma_last_pgoff(const struct vm_area_struct *vma) {
  return vma->vm_pgoff + vma_pages(vma) - 1;
}
static inline unsigned long vma_end_pgoff(const struct vm_area_struct *vma) {
  return vma->vm_pgoff + vma_pages(vma);
}
/* For 0 the decrement wraps: the result is BITS_PER_LONG - PAGE_SHIFT. */
static inline int get_order(unsigned long size) { return fls64((size - 1) >> PAGE_SHIFT); }

static inline bool is_cow_mapping(vm_flags_t flags) {
  return (flags & VM_MAYWRITE) != 0 && (flags & VM_SHARED) == 0;
}
static inline bool range_in_vma(struct vm_area_struct *vma, unsigned long start,
                                unsigned long end) {
  return vma != NULL && start >= vma->vm_start && end <= vma->vm_end;
}
static inline bool vma_is_anonymous(struct vm_area_struct *vma) { return !vma->vm_ops; }
static inline u64 dma_get_mask(struct device *dev) {
  return dev->dma_mask && *dev->dma_mask ? *dev->dma_mask : DMA_BIT_MASK(32);
}
static inline bool gfpflags_allow_blocking(const gfp_t gfp) {
  return (gfp & __GFP_DIRECT_RECLAIM) != 0;
}
static inline int valid_dma_direction(enum dma_data_direction direction) {
  return direction == DMA_BIDIRECTIONAL || direction == DMA_TO_DEVICE ||
         direction == DMA_FROM_DEVICE;
}

#define MAX_ERRNO 4095
#define IS_ERR_VALUE(x) ((unsigned long)(void *)(x) >= (unsigned long)-MAX_ERRNO)
static inline bool IS_ERR(const void *p) { return IS_ERR_VALUE(p); }
static inline bool IS_ERR_OR_NULL(const void *p) { return !p || IS_ERR_VALUE(p); }
static inline long PTR_ERR(const void *p) { return (long)p; }
static inline void *ERR_PTR(long error) { return (void *)error; }
static inline void *ERR_CAST(const void *p) { return (void *)p; }
static inline int PTR_ERR_OR_ZERO(const void *p) { return IS_ERR(p) ? PTR_ERR(p) : 0; }

#define pgprot_val(x) ((x).pgprot)
#define __pgprot(x) ((pgprot_t){(x)})

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile typeof(x) *)&(x) = (v))
#define barrier() __asm__ __volatile__("" : : : "memory")
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define offsetof(type, member) __builtin_offsetof(type, member)
#define container_of(p, type, member) ((type *)((char *)(p)-offsetof(type, member)))
#define __same_type(a, b) __builtin_types_compatible_p(typeof(a), typeof(b))
#define typecheck(type, x)                                                                         \
  ({                                                                                               \
    type typecheck_want;                                                                           \
    typeof(x) typecheck_have;                                                                      \
    (void)(&typecheck_want == &typecheck_have);                                                    \
    1;                                                                                             \
  })
/* An error if a call is left that the optimizer cannot show to be dead; it must be on, as in the
 * kernel (include/linux/compiler_types.h). */
#ifdef __OPTIMIZE__
#define compiletime_assert(condition, message)                                                     \
  DMA_VERIFY_COMPILETIME_ASSERT(condition, message, __COUNTER__)
#define DMA_VERIFY_COMPILETIME_ASSERT(condition, message, number)                                  \
  DMA_VERIFY_COMPILETIME_ASSERT_(condition, message, number)
#define DMA_VERIFY_COMPILETIME_ASSERT_(condition, message, number)                                 \
  do {                                                                                             \
    extern void __compiletime_assert_##number(void) __attribute__((__error__(message)));           \
    if (!(condition))                                                                              \
      __compiletime_assert_##number();                                                             \
  } while (0)
#else
#define compiletime_assert(condition, message)                                                     \
  do {                                                                                             \
  } while (0)
#endif
#define BUILD_BUG_ON_MSG(condition, message) compiletime_assert(!(condition), message)
#define BUILD_BUG_ON(condition) BUILD_BUG_ON_MSG(condition, "BUILD_BUG_ON failed: " #condition)
#define BUILD_BUG() BUILD_BUG_ON_MSG(1, "BUILD_BUG failed")
#define unreachable() __builtin_unreachable()
#define static_assert _Static_assert
#define ALLOW_ERROR_INJECTION(function, kind) _Static_assert(1, "")
#define NOKPROBE_SYMBOL(function) _Static_assert(1, "")
#define MODULE_DESCRIPTION(text) _Static_assert(1, "")
#define MODULE_AUTHOR(text) _Static_assert(1, "")
#define __must_check
#define __always_inline inline __attribute__((always_inline))
#define noinline __attribute__((noinline))
#define __printf(a, b) __attribute__((__format__(printf, a, b)))
#define __maybe_unused __attribute__((unused))
#define __weak __attribute__((weak))
#define __always_unused __attribute__((unused))
#define __used __attribute__((used))
#define __pure __attribute__((pure))
#define __cold __attribute__((cold))
#define __read_mostly
#define __ro_after_init
#define __init
#define __exit
#define __ref
#define __meminit
#define __sched
#define noinstr noinline
#define notrace
#define noinline_for_stack noinline
#define asmlinkage
#define __visible
#define __malloc __attribute__((malloc))
#define __alloc_size(...)
#define __realloc_size(...)
#define __counted_by(member)
#define __nonstring
#define __no_sanitize_address
#define __no_kcsan
#define __no_kasan_or_inline __maybe_unused
#define __must_hold(lock)
#define __acquires(lock)
#define __releases(lock)
#define __cond_lock(lock, taken) (taken)
#define __rcu
#define __percpu
#define __bitwise
#define __private
#define __kernel
#define __noreturn __attribute__((noreturn))
#define __packed __attribute__((packed))
#define __aligned(bytes) __attribute__((aligned(bytes)))
#define __section(name) __attribute__((section(name)))
#define __deprecated
#define __hot __attribute__((hot))
#define __flatten __attribute__((flatten))
#define __scanf(a, b) __attribute__((__format__(scanf, a, b)))
#define fallthrough __attribute__((fallthrough))
#define __force
#define __user
#define __iomem
#define EXPORT_SYMBOL(name) _Static_assert(1, "")
#define EXPORT_SYMBOL_GPL(name) _Static_assert(1, "")
#define EXPORT_SYMBOL_NS(name, space) _Static_assert(1, "")
#define EXPORT_SYMBOL_NS_GPL(name, space) _Static_assert(1, "")
#define MODULE_LICENSE(text) _Static_assert(1, "")

#endif
