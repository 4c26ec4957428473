# SPDX-License-Identifier: GPL-2.0-only
# Finds Mustache by kainjow, one header, which Debian 12 ships without a CMake configuration. Defines
# the target kainjow::mustache.
find_path(KainjowMustache_INCLUDE_DIR kainjow/mustache.hpp)
mark_as_advanced(KainjowMustache_INCLUDE_DIR)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  KainjowMustache
  REQUIRED_VARS KainjowMustache_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install libkainjow-mustache-dev")

if(KainjowMustache_FOUND AND NOT TARGET kainjow::mustache)
  add_library(kainjow::mustache INTERFACE IMPORTED)
  set_target_properties(
    kainjow::mustache PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${KainjowMustache_INCLUDE_DIR}")
endif()
