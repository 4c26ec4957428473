# SPDX-License-Identifier: GPL-2.0-only
# Run by ctest for each test program (tests.cmake): fails if PROGRAM has no test case, one that is
# decorated to be skipped, two of the same name, or one whose name CMake or doctest would misread.
cmake_minimum_required(VERSION 3.25)

foreach(which all run)
  set(option "--no-skip=true")
  if(which STREQUAL "run")
    set(option "--no-skip=false")
  endif()
  execute_process(COMMAND "${PROGRAM}" --list-test-cases ${option} OUTPUT_VARIABLE ${which}
                  RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${PROGRAM} --list-test-cases ends with ${status}")
  endif()
endforeach()
if(NOT all STREQUAL run)
  message(FATAL_ERROR "a test case of ${PROGRAM} is decorated to be skipped: it would never run")
endif()

string(REGEX REPLACE "(\\[doctest\\][^\n]*|====+)\n" "" names "${all}")
if(names MATCHES "[^\n]*[][;\\][^\n]*")
  message(FATAL_ERROR "a test case's name must not hold any of [ ] ; \\ : ${CMAKE_MATCH_0}")
endif()
string(REPLACE "\n" ";" names "${names}")
list(REMOVE_ITEM names "")
list(LENGTH names count)
if(count EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} has no test case")
endif()

set(seen "")
foreach(name IN LISTS names)
  string(TOLOWER "${name}" folded) # doctest's filters ignore case
  if(folded IN_LIST seen)
    message(FATAL_ERROR "two test cases are named: ${name}")
  endif()
  list(APPEND seen "${folded}")
endforeach()
message(STATUS "${count} test cases")
