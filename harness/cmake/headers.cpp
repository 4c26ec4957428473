// SPDX-License-Identifier: GPL-2.0-only
// Nothing: its target holds the precompiled headers of others (build_time.cmake).
