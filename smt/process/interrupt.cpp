// SPDX-License-Identifier: GPL-2.0-only
#include "smt/process/interrupt.h"

#include <csignal>
#include <initializer_list>

namespace dma_verify::process {
namespace {

// Global, since signal handlers get no argument of ours.
volatile std::sig_atomic_t interrupted = 0;

void on_interrupt(int signal) {
  if (interrupted == 0)
    interrupted = signal;
}

} // namespace

void watch_for_interrupts() {
  struct sigaction action {};
  action.sa_handler = &on_interrupt;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction usual {};
    sigaction(signal, nullptr, &usual);
    if (signal == SIGHUP && usual.sa_handler == SIG_IGN) // nohup
      continue;
    sigaction(signal, &action, nullptr);
  }
}

bool was_interrupted() { return interrupted != 0; }
int interrupting_signal() { return interrupted; }

} // namespace dma_verify::process
