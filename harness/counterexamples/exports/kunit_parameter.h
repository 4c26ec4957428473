// SPDX-License-Identifier: GPL-2.0-only
// A call as the parameter of a KUnit case: what units build it of.
#pragma once

#include <string>
#include <vector>

namespace dma_verify::exports {

// Designated initialisers, in the order of the struct; what is zero is left out.
class Initialisers {
public:
  void add(const char *name, const std::string &value);
  void add_always(const char *name, const std::string &value);
  void add_flag(const char *name, bool value);
  [[nodiscard]] const std::vector<std::string> &parts() const { return parts_; }

private:
  std::vector<std::string> parts_;
};

struct KunitParameter {
  std::string description;   // of the call, for people; the name of the case
  Initialisers initialisers; // behind those that each unit's struct has: desc, clause, page_shift
};

} // namespace dma_verify::exports
