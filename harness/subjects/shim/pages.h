/* SPDX-License-Identifier: GPL-2.0-only */
/* Where struct pages are. C reads it as C, the harness as C++. */
#ifndef DMA_VERIFY_PAGES_H
#define DMA_VERIFY_PAGES_H

/* Where the page array would be: struct page of frame 0. Nothing is mapped there. The harness reads
 * it for 64-bit words. */
#if !defined(DMA_VERIFY_WORD_BITS) || DMA_VERIFY_WORD_BITS == 64
#define DMA_VERIFY_PAGES 0xffffea0000000000UL
#define DMA_VERIFY_PAGE_BYTES 64UL
#else /* sixteen million frames from here on */
#define DMA_VERIFY_PAGES 0xe0000000UL
#define DMA_VERIFY_PAGE_BYTES 32UL
#endif

#endif
