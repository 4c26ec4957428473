/* SPDX-License-Identifier: GPL-2.0-only */
/* Values that are freed where their scope ends (include/linux/cleanup.h). */
#ifndef DMA_VERIFY_CLEANUP_H
#define DMA_VERIFY_CLEANUP_H

#define __cleanup(function) __attribute__((__cleanup__(function)))
#define DEFINE_FREE(name, type, free)                                                              \
  static inline void __free_##name(void *p) {                                                      \
    type _T = *(type *)p;                                                                          \
    free;                                                                                          \
  }
#define __free(name) __cleanup(__free_##name)
#define __get_and_null(p, nothing)                                                                 \
  ({                                                                                               \
    __auto_type get_and_null_from = &(p);                                                          \
    __auto_type get_and_null_value = *get_and_null_from;                                           \
    *get_and_null_from = nothing;                                                                  \
    get_and_null_value;                                                                            \
  })
#define no_free_ptr(p) ((typeof(p))__get_and_null(p, NULL))
#define retain_and_null_ptr(p) ((void)__get_and_null(p, NULL))
#define return_ptr(p) return no_free_ptr(p)

/* Guards that change nothing that is simulated; none can be forgotten. */
#define CLASS(name, variable)                                                                      \
  class_##name##_t variable __cleanup(class_##name##_destructor) = class_##name##_constructor
#define DMA_VERIFY_GUARD(name)                                                                     \
  typedef int class_##name##_t;                                                                    \
  static inline int class_##name##_constructor(void) { return 0; }                                 \
  static inline void class_##name##_destructor(int *scope) { (void)scope; }
DMA_VERIFY_GUARD(preempt)
DMA_VERIFY_GUARD(preempt_notrace)
DMA_VERIFY_GUARD(migrate)
DMA_VERIFY_GUARD(rcu)
DMA_VERIFY_GUARD(irq)
DMA_VERIFY_GUARD(irqsave)
#define DMA_VERIFY_JOINED(prefix, number) prefix##number
#define DMA_VERIFY_NUMBERED(prefix, number) DMA_VERIFY_JOINED(prefix, number)
#define __UNIQUE_ID(prefix) DMA_VERIFY_NUMBERED(__UNIQUE_ID_##prefix, __COUNTER__)
#define guard(name) CLASS(name, __UNIQUE_ID(guard))
#define scoped_guard(name) for (CLASS(name, scope)(), *done = NULL; !done; done = (void *)1)

#endif
