// SPDX-License-Identifier: GPL-2.0-only
// The main function of every test program; compiled once and linked by dma_verify_test().
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
