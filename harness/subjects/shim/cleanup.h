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

#endif
