/* SPDX-License-Identifier: GPL-2.0-only */
/* What the shim of every unit has, in C. The unit's services.h includes it behind its table, whose
 * type is DMA_VERIFY_TABLE. Every table has the services
 *   void unmodelled(self, const char *name)   ends the case: the kernel's `name` is not simulated
 *   void bug(self, const char *what)          ends the call as BUG does
 * and if the unit judges warnings and sleeping, DMA_VERIFY_WARNED() and
 * DMA_VERIFY_MAY_SLEEP("name") are what these do. */
#ifndef DMA_VERIFY_KERNEL_H
#define DMA_VERIFY_KERNEL_H

#include "kconfig.h"

#include "facts.h"

#include "pages.h"

#include "declarations.h"

#include "protections.h"

/* The compiler's types are those of the architecture. */
_Static_assert(sizeof(long) * BITS_PER_BYTE == DMA_VERIFY_WORD_BITS, "unsigned long");
_Static_assert(sizeof(size_t) * BITS_PER_BYTE == DMA_VERIFY_WORD_BITS, "size_t");
_Static_assert(sizeof(void *) * BITS_PER_BYTE == DMA_VERIFY_WORD_BITS, "pointers");
_Static_assert(sizeof(phys_addr_t) * BITS_PER_BYTE == DMA_VERIFY_PHYS_BITS, "phys_addr_t");
_Static_assert(sizeof(dma_addr_t) * BITS_PER_BYTE == DMA_VERIFY_DMA_BITS, "dma_addr_t");
_Static_assert(sizeof(struct page) == DMA_VERIFY_PAGE_BYTES, "struct page");

/* The only global; set by the harness before the first call. */
const DMA_VERIFY_TABLE *dma_verify_services __attribute__((weak));
#define DMA_VERIFY(service, ...) dma_verify_services->service(dma_verify_services, ##__VA_ARGS__)

/* In functions of the shim that a file calls by their address: the harness finds the place of the
 * call by what they leave here. Not for the executor of smt/ir, which has the places itself. */
#ifdef DMA_VERIFY_ON_TERMS
#define DMA_VERIFY_CALLED_BY_ADDRESS() ((void)0)
#else
const void *dma_verify_caller __attribute__((weak));
#define DMA_VERIFY_CALLED_BY_ADDRESS() (dma_verify_caller = __builtin_return_address(0))
#endif

#include "log.h"

#include "atomic.h"

#include "cleanup.h"

#ifndef DMA_VERIFY_MAY_SLEEP
#define DMA_VERIFY_MAY_SLEEP(what) ((void)0)
#endif
#define might_sleep() DMA_VERIFY_MAY_SLEEP("might_sleep")
#define might_sleep_if(condition)                                                                  \
  do {                                                                                             \
    if (condition)                                                                                 \
      might_sleep();                                                                               \
  } while (0)
#define might_alloc(gfp)                                                                           \
  do {                                                                                             \
    if (gfpflags_allow_blocking(gfp))                                                              \
      DMA_VERIFY_MAY_SLEEP("might_alloc");                                                         \
  } while (0)
#define cond_resched()                                                                             \
  ({                                                                                               \
    DMA_VERIFY_MAY_SLEEP("cond_resched");                                                          \
    0;                                                                                             \
  })
#define lockdep_assert_held(lock) ((void)0)
#define lockdep_assert_irqs_enabled() ((void)0)
#define lockdep_assert_irqs_disabled() ((void)0)
#define lockdep_assert_held_read(lock) ((void)0)
#define lockdep_assert_held_write(lock) ((void)0)
#define mmap_assert_locked(mm) ((void)(mm))
#define mmap_assert_write_locked(mm) ((void)(mm))
#define vma_assert_locked(vma) ((void)(vma))
#define vma_assert_write_locked(vma) ((void)(vma))
#define mb() barrier()
#define rmb() barrier()
#define wmb() barrier()
#define smp_mb() barrier()
#define smp_rmb() barrier()
#define smp_wmb() barrier()
/* What is told to sanitizers and caches. */
#define data_race(expression) (expression)
#define ASSERT_EXCLUSIVE_ACCESS(variable) ((void)sizeof(variable))
#define ASSERT_EXCLUSIVE_WRITER(variable) ((void)sizeof(variable))
#define prefetch(address) ((void)(address))
#define prefetchw(address) ((void)(address))
#define dma_mb() barrier()
#define dma_rmb() barrier()
#define dma_wmb() barrier()
void abort(void) __attribute__((noreturn));

#endif
