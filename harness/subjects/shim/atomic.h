/* SPDX-License-Identifier: GPL-2.0-only */
/* Atomic counters. Calls of the helpers do not overlap here: plain accesses do. */
#ifndef DMA_VERIFY_ATOMIC_H
#define DMA_VERIFY_ATOMIC_H

typedef struct {
  int counter;
} atomic_t;
typedef struct {
  s64 counter;
} atomic64_t;
typedef atomic64_t atomic_long_t;
#define ATOMIC_INIT(value)                                                                         \
  { (value) }
#define ATOMIC64_INIT(value) ATOMIC_INIT(value)
#define ATOMIC_LONG_INIT(value) ATOMIC_INIT(value)

/* The operations of one type; `of` is atomic, atomic64 or atomic_long. */
#define DMA_VERIFY_ATOMIC(of, type)                                                                \
  static inline type of##_read(const of##_t *v) { return READ_ONCE(v->counter); }                  \
  static inline void of##_set(of##_t *v, type value) { WRITE_ONCE(v->counter, value); }            \
  static inline type of##_add_return(type by, of##_t *v) {                                         \
    of##_set(v, of##_read(v) + by);                                                                \
    return of##_read(v);                                                                           \
  }                                                                                                \
  static inline type of##_sub_return(type by, of##_t *v) { return of##_add_return(-by, v); }       \
  static inline type of##_inc_return(of##_t *v) { return of##_add_return(1, v); }                  \
  static inline type of##_dec_return(of##_t *v) { return of##_add_return(-1, v); }                 \
  static inline type of##_fetch_add(type by, of##_t *v) { return of##_add_return(by, v) - by; }    \
  static inline type of##_fetch_sub(type by, of##_t *v) { return of##_sub_return(by, v) + by; }    \
  static inline void of##_add(type by, of##_t *v) { of##_add_return(by, v); }                      \
  static inline void of##_sub(type by, of##_t *v) { of##_sub_return(by, v); }                      \
  static inline void of##_inc(of##_t *v) { of##_inc_return(v); }                                   \
  static inline void of##_dec(of##_t *v) { of##_dec_return(v); }                                   \
  static inline bool of##_inc_and_test(of##_t *v) { return of##_inc_return(v) == 0; }              \
  static inline bool of##_dec_and_test(of##_t *v) { return of##_dec_return(v) == 0; }
DMA_VERIFY_ATOMIC(atomic, int)
DMA_VERIFY_ATOMIC(atomic64, s64)
DMA_VERIFY_ATOMIC(atomic_long, long)
#undef DMA_VERIFY_ATOMIC

#endif
