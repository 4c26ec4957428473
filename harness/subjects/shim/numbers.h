/* SPDX-License-Identifier: GPL-2.0-only */
/* Facts about numbers that repeat the kernel's: integer types, their limits, sizes, arithmetic.
 * facts.h includes this file and has all others. */
#ifndef DMA_VERIFY_NUMBERS_H
#define DMA_VERIFY_NUMBERS_H

typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long long s64;
typedef u8 __u8;
typedef u16 __u16;
typedef u32 __u32;
typedef u64 __u64;
typedef s8 __s8;
typedef s16 __s16;
typedef s32 __s32;
typedef s64 __s64;
typedef u8 uint8_t;
typedef u16 uint16_t;
typedef u32 uint32_t;
typedef u64 uint64_t;
typedef s8 int8_t;
typedef s16 int16_t;
typedef s32 int32_t;
typedef s64 int64_t;
#if DMA_VERIFY_WORD_BITS == 64
typedef unsigned long size_t;
typedef long ssize_t;
#else /* include/uapi/asm-generic/posix_types.h */
typedef unsigned int size_t;
typedef int ssize_t;
#endif
typedef unsigned long uintptr_t;
typedef unsigned int uint;
typedef unsigned long ulong;
typedef long long loff_t;

#define BITS_PER_BYTE 8
#define BITS_PER_LONG DMA_VERIFY_WORD_BITS
#define BITS_PER_LONG_LONG 64
#define U8_MAX ((u8)~0U)
#define S8_MAX ((s8)(U8_MAX >> 1))
#define S8_MIN ((s8)(-S8_MAX - 1))
#define U16_MAX ((u16)~0U)
#define S16_MAX ((s16)(U16_MAX >> 1))
#define S16_MIN ((s16)(-S16_MAX - 1))
#define U32_MAX ((u32)~0U)
#define U32_MIN ((u32)0)
#define S32_MAX ((s32)(U32_MAX >> 1))
#define S32_MIN ((s32)(-S32_MAX - 1))
#define U64_MAX ((u64)~0ULL)
#define S64_MAX ((s64)(U64_MAX >> 1))
#define S64_MIN ((s64)(-S64_MAX - 1))
#define USHRT_MAX ((unsigned short)~0U)
#define SHRT_MAX ((short)(USHRT_MAX >> 1))
#define SHRT_MIN ((short)(-SHRT_MAX - 1))
#define UINT_MAX (~0U)
#define INT_MAX ((int)(~0U >> 1))
#define INT_MIN (-INT_MAX - 1)
#define ULONG_MAX (~0UL)
#define LONG_MAX ((long)(~0UL >> 1))
#define LONG_MIN (-LONG_MAX - 1)
#define ULLONG_MAX (~0ULL)
#define LLONG_MAX ((long long)(~0ULL >> 1))
#define LLONG_MIN (-LLONG_MAX - 1)
#define SIZE_MAX (~(size_t)0)
#define SSIZE_MAX ((ssize_t)(SIZE_MAX >> 1))
#define UINTPTR_MAX ULONG_MAX

#define SZ_1 0x00000001
#define SZ_2 0x00000002
#define SZ_4 0x00000004
#define SZ_8 0x00000008
#define SZ_16 0x00000010
#define SZ_32 0x00000020
#define SZ_64 0x00000040
#define SZ_128 0x00000080
#define SZ_256 0x00000100
#define SZ_512 0x00000200
#define SZ_1K 0x00000400
#define SZ_2K 0x00000800
#define SZ_4K 0x00001000
#define SZ_8K 0x00002000
#define SZ_16K 0x00004000
#define SZ_32K 0x00008000
#define SZ_64K 0x00010000
#define SZ_128K 0x00020000
#define SZ_256K 0x00040000
#define SZ_512K 0x00080000
#define SZ_1M 0x00100000
#define SZ_2M 0x00200000
#define SZ_4M 0x00400000
#define SZ_8M 0x00800000
#define SZ_16M 0x01000000
#define SZ_32M 0x02000000
#define SZ_64M 0x04000000
#define SZ_128M 0x08000000
#define SZ_256M 0x10000000
#define SZ_512M 0x20000000
#define SZ_1G 0x40000000
#define SZ_2G 0x80000000
#define SZ_4G 0x100000000ULL
#define SZ_8G 0x200000000ULL

#define ALIGN(x, a) (((x) + ((typeof(x))(a)-1)) & ~((typeof(x))(a)-1))
#define ALIGN_DOWN(x, a) ((x) & ~((typeof(x))(a)-1))
#define IS_ALIGNED(x, a) (((x) & ((typeof(x))(a)-1)) == 0)
#define PTR_ALIGN(p, a) ((typeof(p))ALIGN((unsigned long)(p), (a)))
#define PTR_ALIGN_DOWN(p, a) ((typeof(p))ALIGN_DOWN((unsigned long)(p), (a)))
#define DIV_ROUND_UP(n, d) (((n) + (d)-1) / (d))
#define DIV_ROUND_DOWN_ULL(n, d) ((unsigned long long)(n) / (u32)(d))
#define DIV_ROUND_UP_ULL(n, d) DIV_ROUND_DOWN_ULL((unsigned long long)(n) + (d)-1, (d))
#define round_up(x, y) ((((x)-1) | ((typeof(x))((y)-1))) + 1)
#define round_down(x, y) ((x) & ~((typeof(x))((y)-1)))
#define roundup(x, y) ((((x) + (y)-1) / (y)) * (y))
#define rounddown(x, y) ((x) - (x) % (y))
#define BIT(n) (1UL << (n))
#define BIT_ULL(n) (1ULL << (n))
#define GENMASK(high, low) (((2UL << ((high) - (low))) - 1) << (low))
#define GENMASK_ULL(high, low) (((2ULL << ((high) - (low))) - 1) << (low))
#define lower_32_bits(n) ((u32)((n)&0xffffffff))
#define upper_32_bits(n) ((u32)(((n) >> 16) >> 16))

static inline u64 div_u64(u64 dividend, u32 divisor) { return dividend / divisor; }
static inline u64 div64_u64(u64 dividend, u64 divisor) { return dividend / divisor; }
static inline s64 div64_s64(s64 dividend, s64 divisor) { return dividend / divisor; }
#define div64_ul(dividend, divisor) div64_u64((dividend), (divisor))
#define do_div(n, base)                                                                            \
  ({                                                                                               \
    u32 do_div_base = (base);                                                                      \
    u32 do_div_rest = (u64)(n) % do_div_base;                                                      \
    (n) = (u64)(n) / do_div_base;                                                                  \
    do_div_rest;                                                                                   \
  })

static inline int fls64(u64 x) { return x ? 64 - __builtin_clzll(x) : 0; }
static inline int fls(unsigned int x) { return x ? 32 - __builtin_clz(x) : 0; }
static inline int fls_long(unsigned long x) { return fls64(x); }
static inline int ilog2(unsigned long x) { return fls64(x) - 1; }
static inline int order_base_2(unsigned long n) { return n > 1 ? ilog2(n - 1) + 1 : 0; }
static inline bool is_power_of_2(unsigned long n) { return n != 0 && (n & (n - 1)) == 0; }
static inline bool test_bit(unsigned long nr, const volatile unsigned long *words) {
  return (words[nr / BITS_PER_LONG] >> (nr % BITS_PER_LONG)) & 1;
}

/* As in the kernel, each argument is evaluated once. */
#define DMA_VERIFY_CHOICE(first, comparison, second)                                               \
  ({                                                                                               \
    __auto_type choice_first = (first);                                                            \
    __auto_type choice_second = (second);                                                          \
    choice_first comparison choice_second ? choice_first : choice_second;                          \
  })
#define min(a, b) DMA_VERIFY_CHOICE(a, <, b)
#define max(a, b) DMA_VERIFY_CHOICE(a, >, b)
#define min3(a, b, c) min(min(a, b), c)
#define max3(a, b, c) max(max(a, b), c)
#define min_t(type, a, b) DMA_VERIFY_CHOICE((type)(a), <, (type)(b))
#define max_t(type, a, b) DMA_VERIFY_CHOICE((type)(a), >, (type)(b))
#define umin(a, b) min_t(unsigned long, a, b)
#define umax(a, b) max_t(unsigned long, a, b)
#define clamp(v, lo, hi) min(max(v, lo), hi)
#define in_range(value, start, length)                                                             \
  ({                                                                                               \
    __auto_type in_range_start = (start);                                                          \
    (value) - in_range_start < (length);                                                           \
  })
#define clamp_t(type, v, lo, hi) min_t(type, max_t(type, v, lo), hi)
#define clamp_val(v, lo, hi) clamp_t(typeof(v), v, lo, hi)
#define min_not_zero(a, b)                                                                         \
  ({                                                                                               \
    __auto_type not_zero_a = (a);                                                                  \
    __auto_type not_zero_b = (b);                                                                  \
    not_zero_a == 0 ? not_zero_b : not_zero_b == 0 ? not_zero_a : min(not_zero_a, not_zero_b);     \
  })
#define swap(a, b)                                                                                 \
  do {                                                                                             \
    typeof(a) swapped = (a);                                                                       \
    (a) = (b);                                                                                     \
    (b) = swapped;                                                                                 \
  } while (0)

#define check_add_overflow(a, b, d) __builtin_add_overflow(a, b, d)
#define check_sub_overflow(a, b, d) __builtin_sub_overflow(a, b, d)
#define check_mul_overflow(a, b, d) __builtin_mul_overflow(a, b, d)
#define check_shl_overflow(a, s, d)                                                                \
  ({                                                                                               \
    typeof(*(d)) shl_to = (typeof(*(d)))(a) << (s);                                                \
    *(d) = shl_to;                                                                                 \
    (shl_to >> (s)) != (a);                                                                        \
  })
#define overflows_type(n, type)                                                                    \
  ({                                                                                               \
    typeof(type) overflows_to;                                                                     \
    __builtin_add_overflow((n), 0, &overflows_to);                                                 \
  })
static inline size_t size_add(size_t a, size_t b) {
  size_t sum;

  return __builtin_add_overflow(a, b, &sum) ? SIZE_MAX : sum;
}
static inline size_t size_mul(size_t a, size_t b) {
  size_t product;

  return __builtin_mul_overflow(a, b, &product) ? SIZE_MAX : product;
}
static inline size_t size_sub(size_t a, size_t b) {
  return a < b || a == SIZE_MAX || b == SIZE_MAX ? SIZE_MAX : a - b;
}
#define array_size(a, b) size_mul(a, b)

/* The index, or 0 if it is not below the size (include/linux/nospec.h). */
#define array_index_nospec(index, size)                                                            \
  ({                                                                                               \
    typeof(index) nospec_index = (index);                                                          \
    typeof(size) nospec_size = (size);                                                             \
    nospec_index < nospec_size ? nospec_index : (typeof(nospec_index))0;                           \
  })

#endif
