// SPDX-License-Identifier: GPL-2.0-only
// Gates on truth values: a circuit over them computes at once.
#pragma once

namespace dma_verify::smt {

struct TruthGates {
  using Bit = bool;
  static bool constant(bool value) { return value; }
  static bool negate(bool a) { return !a; }
  static bool both(bool a, bool b) { return a && b; }
  static bool differ(bool a, bool b) { return a != b; }
  static bool select(bool condition, bool yes, bool no) { return condition ? yes : no; }
  static bool majority(bool a, bool b, bool c) { return (a && b) || (a && c) || (b && c); }
};

} // namespace dma_verify::smt
