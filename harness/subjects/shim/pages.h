/* SPDX-License-Identifier: GPL-2.0-only */
/* Where struct pages are. C reads it as C, the harness as C++. */
#ifndef DMA_VERIFY_PAGES_H
#define DMA_VERIFY_PAGES_H

/* Where the page array would be: struct page of frame 0. Nothing is mapped there. */
#define DMA_VERIFY_PAGES_64 0xffffea0000000000UL
#define DMA_VERIFY_PAGE_BYTES_64 64UL
#define DMA_VERIFY_PAGES_32 0xe0000000UL /* sixteen million frames from here on */
#define DMA_VERIFY_PAGE_BYTES_32 32UL

/* Of the row for which C is compiled; the harness runs files of 64-bit words. */
#if !defined(DMA_VERIFY_WORD_BITS) || DMA_VERIFY_WORD_BITS == 64
#define DMA_VERIFY_PAGES DMA_VERIFY_PAGES_64
#define DMA_VERIFY_PAGE_BYTES DMA_VERIFY_PAGE_BYTES_64
#else
#define DMA_VERIFY_PAGES DMA_VERIFY_PAGES_32
#define DMA_VERIFY_PAGE_BYTES DMA_VERIFY_PAGE_BYTES_32
#endif

#endif
