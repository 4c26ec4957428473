// SPDX-License-Identifier: GPL-2.0-only
// The commands; each gives the exit status.
#pragma once

#include "harness/cli/options.h"

namespace dma_verify::cli {

int execute(const VerifyOptions &options);
int execute(const TestOptions &options);
int execute(const ProveOptions &options);
int execute(const ReplayOptions &options);
int execute(const MinimizeOptions &options);
int execute(const MergeOptions &options);
int execute(const ListOptions &options);
int execute(const ShowVersion &);
int execute(const ShowHelp &help);
int execute(const WrongUsage &wrong);

} // namespace dma_verify::cli
