# SPDX-License-Identifier: GPL-2.0-only
# Finds CaDiCaL, which Debian 12 ships as a static library without a CMake configuration. Defines
# the target cadical::cadical.
find_path(CaDiCaL_INCLUDE_DIR cadical.hpp)
find_library(CaDiCaL_LIBRARY cadical)
mark_as_advanced(CaDiCaL_INCLUDE_DIR CaDiCaL_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  CaDiCaL
  REQUIRED_VARS CaDiCaL_LIBRARY CaDiCaL_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install libcadical-dev, or configure with -DDMA_VERIFY_SMT=OFF")

if(CaDiCaL_FOUND AND NOT TARGET cadical::cadical)
  add_library(cadical::cadical UNKNOWN IMPORTED)
  set_target_properties(
    cadical::cadical PROPERTIES IMPORTED_LOCATION "${CaDiCaL_LIBRARY}"
                                INTERFACE_INCLUDE_DIRECTORIES "${CaDiCaL_INCLUDE_DIR}")
endif()
