// SPDX-License-Identifier: GPL-2.0-only
// For tests: the files of a certificate in a folder of their own, which is removed at the end.
#pragma once

#include "smt/certificates/certificate.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace dma_verify::smt {

class TemporaryCertificate {
public:
  TemporaryCertificate() {
    std::string name =
        (std::filesystem::temp_directory_path() / "dma-verify-certificate-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder_ = name;
  }
  TemporaryCertificate(const TemporaryCertificate &) = delete;
  TemporaryCertificate &operator=(const TemporaryCertificate &) = delete;
  ~TemporaryCertificate() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  [[nodiscard]] CertificateFiles paths() const {
    return {folder_ / "query.cnf", folder_ / "query.drat"};
  }

private:
  std::filesystem::path folder_;
};

} // namespace dma_verify::smt
