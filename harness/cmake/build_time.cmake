# SPDX-License-Identifier: GPL-2.0-only
# What makes the build faster and changes nothing else. Included last: it looks at all targets.

# Code that waits for other code or tells what it found, and the own sources of tests and programs,
# are compiled with -O1: half the time of -O3. So are claims, of whose time solvers take nearly all.
set(seldom_run
  dma_verify_cli dma_verify_counterexamples dma_verify_examination dma_verify_minimum
  dma_verify_own_files dma_verify_pipeline dma_verify_proofs dma_verify_proved_facts
  dma_verify_proving dma_verify_replay dma_verify_report dma_verify_results dma_verify_test_records
  dma_verify_testing)

# With DMA_VERIFY_UNITY (preset `release`) sources of these libraries are compiled eight at a time.
# Sources whose local names clash, or which take long, are compiled alone.
set(joined
  dma_verify_cli dma_verify_counterexamples dma_verify_pipeline dma_verify_proofs dma_verify_proving
  dma_verify_random dma_verify_report dma_verify_results dma_verify_smt
  dma_verify_subjects dma_verify_test_records)
function(dma_verify_alone target)
  list(TRANSFORM ARGN PREPEND "${PROJECT_SOURCE_DIR}/" OUTPUT_VARIABLE patterns)
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  if(TARGET ${target} AND sources)
    set_source_files_properties(${sources} TARGET_DIRECTORY ${target}
                                PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
endfunction()
dma_verify_alone(dma_verify_cli harness/cli/options.cpp)
dma_verify_alone(dma_verify_counterexamples
  harness/counterexamples/files/counterexample_reader.cpp harness/units/*/prose/sentence.cpp)
dma_verify_alone(dma_verify_proofs
  smt/subjects/machines/machine_*.cpp smt/jobs/proof_jobs.cpp smt/obligations/settle.cpp)
dma_verify_alone(dma_verify_subjects harness/units/*/session/service_table.cpp)
dma_verify_alone(dma_verify_report harness/report/picture/*.cpp harness/units/*/panels/*.cpp)

# Headers of the standard library, where a source spends most of a second, are precompiled, once for
# each level of optimization. ccache cannot do with them.
set(precompiled ON)
if("${CMAKE_CXX_COMPILER_LAUNCHER}" MATCHES ccache OR CMAKE_DISABLE_PRECOMPILE_HEADERS)
  set(precompiled OFF)
endif()

function(dma_verify_targets_of folder list)
  get_property(targets DIRECTORY "${folder}" PROPERTY BUILDSYSTEM_TARGETS)
  get_property(below DIRECTORY "${folder}" PROPERTY SUBDIRECTORIES)
  foreach(each IN LISTS below)
    dma_verify_targets_of("${each}" found)
    list(APPEND targets ${found})
  endforeach()
  set(${list} "${targets}" PARENT_SCOPE)
endfunction()
dma_verify_targets_of("${PROJECT_SOURCE_DIR}" targets)

foreach(headers IN ITEMS dma_verify_headers dma_verify_headers_seldom)
  add_library(${headers} OBJECT EXCLUDE_FROM_ALL "${CMAKE_CURRENT_LIST_DIR}/headers.cpp")
  target_link_libraries(${headers} PRIVATE dma_verify_options)
  if(precompiled)
    target_precompile_headers(${headers} PRIVATE
      <algorithm> <array> <chrono> <filesystem> <fstream> <functional> <map> <memory> <optional> <set>
      <span> <sstream> <stdexcept> <string> <string_view> <tuple> <unordered_map> <variant> <vector>)
  endif()
endforeach()
target_compile_options(dma_verify_headers_seldom PRIVATE $<$<CONFIG:Release>:-O1>)

foreach(target IN LISTS targets)
  get_target_property(kind ${target} TYPE)
  if(NOT kind MATCHES "^(STATIC_LIBRARY|OBJECT_LIBRARY|EXECUTABLE)$")
    continue()
  endif()
  set(headers dma_verify_headers)
  if(target IN_LIST seldom_run OR
     (NOT kind STREQUAL "STATIC_LIBRARY" AND NOT target MATCHES "_benchmark$"))
    set(headers dma_verify_headers_seldom)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  endif()
  if(precompiled)
    target_precompile_headers(${target} REUSE_FROM ${headers})
    # GCC bug 105651 again: with precompiled headers it shows in these warnings too.
    target_compile_options(${target} PRIVATE
      $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-stringop-overflow>)
  endif()
  if(DMA_VERIFY_UNITY AND target IN_LIST joined)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endforeach()
