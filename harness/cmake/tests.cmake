# SPDX-License-Identifier: GPL-2.0-only
# How tests are built and made known to ctest: dma_verify_test().

# Sanitized, counted and unoptimized programs are that much slower (CMakePresets.json).
set(DMA_VERIFY_TIMEOUT_FACTOR 1 CACHE STRING "By what the time limit of each test is multiplied")

if(BUILD_TESTING)
  include("${doctest_DIR}/doctest.cmake")
  add_library(dma_verify_doctest_main OBJECT "${CMAKE_CURRENT_LIST_DIR}/doctest_main.cpp")
  target_link_libraries(dma_verify_doctest_main PUBLIC dma_verify_options doctest::doctest)
endif()

# dma_verify_test(NAME program LABEL label SOURCES file... [LIBRARIES target...] [TIMEOUT seconds])
#
# Builds a doctest program and registers each of its cases with ctest as "program/case".
#
# LABEL    one of model, property, smt, harness, counterexample
# TIMEOUT  of one case, times DMA_VERIFY_TIMEOUT_FACTOR; 60 seconds when not given. A program without one
#          of its own has the label `quick` too.
#
# A case that prints a line "SKIPPED: reason" is listed by ctest as skipped. Beside the cases, ctest
# runs "program/test cases" (check_test_cases.cmake), which fails on a program without cases. A case
# that its own name does not select fails instead of passing unrun.
function(dma_verify_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;LABEL;TIMEOUT" "SOURCES;LIBRARIES")
  if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "dma_verify_test: cannot read '${arg_UNPARSED_ARGUMENTS}"
                        "${arg_KEYWORDS_MISSING_VALUES}'")
  endif()
  foreach(keyword NAME LABEL SOURCES)
    if(NOT arg_${keyword})
      message(FATAL_ERROR "dma_verify_test: ${keyword} is missing")
    endif()
  endforeach()
  if(NOT arg_LABEL MATCHES "^(model|property|smt|harness|counterexample)$")
    message(FATAL_ERROR "dma_verify_test: no such label '${arg_LABEL}'")
  endif()
  set(labels ${arg_LABEL})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
    list(APPEND labels quick)
  endif()
  math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * ${DMA_VERIFY_TIMEOUT_FACTOR}")
  if(NOT BUILD_TESTING)
    return()
  endif()

  add_executable(${arg_NAME} ${arg_SOURCES})
  target_link_libraries(${arg_NAME} PRIVATE dma_verify_doctest_main ${arg_LIBRARIES})
  doctest_discover_tests(
    ${arg_NAME}
    TEST_PREFIX "${arg_NAME}/"
    TEST_LIST ${arg_NAME}_cases
    EXTRA_ARGS --no-intro=true
    PROPERTIES TIMEOUT ${arg_TIMEOUT}
               COST ${arg_TIMEOUT} # the long ones first, so that no processor waits at the end
               SKIP_REGULAR_EXPRESSION "SKIPPED: "
               FAIL_REGULAR_EXPRESSION "test cases: +0 ")

  # doctest_discover_tests would pass on only one label.
  set(labels_file "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}_labels.cmake")
  file(CONFIGURE OUTPUT "${labels_file}" @ONLY CONTENT [[
if(@arg_NAME@_cases)
  set_tests_properties(${@arg_NAME@_cases} PROPERTIES LABELS "@labels@")
endif()
]])
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${labels_file}")

  add_test(NAME "${arg_NAME}/test cases"
           COMMAND "${CMAKE_COMMAND}" "-DPROGRAM=$<TARGET_FILE:${arg_NAME}>" -P
                   "${PROJECT_SOURCE_DIR}/harness/cmake/check_test_cases.cmake")
  set_tests_properties("${arg_NAME}/test cases" PROPERTIES LABELS "${labels}" TIMEOUT ${arg_TIMEOUT})
endfunction()
