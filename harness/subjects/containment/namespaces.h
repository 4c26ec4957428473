// SPDX-License-Identifier: GPL-2.0-only
// Namespaces of users, network and messages in which processes that are to be contained meet: made
// once, since to make them takes milliseconds, and to enter them does not.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <variant>

namespace dma_verify::containment {

class Namespaces {
public:
  // Makes them; or why that cannot be done. No process is left.
  static std::variant<std::shared_ptr<const Namespaces>, std::string> make();
  ~Namespaces();
  Namespaces(const Namespaces &) = delete;
  Namespaces &operator=(const Namespaces &) = delete;

  // This process enters them, for good. Empty, or why not.
  [[nodiscard]] std::string enter() const;

private:
  Namespaces() = default;
  std::array<int, 3> files_{-1, -1, -1};
};

} // namespace dma_verify::containment
