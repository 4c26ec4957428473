# SPDX-License-Identifier: GPL-2.0-only
# Writes OUTPUT, a C++ file that holds the shim's headers of SHIM_DIR as text.
set(text "// Made by shim_text.cmake from harness/shim.\n#include \"harness/subjects/compiler/shim_text.h\"\n")
string(APPEND text "#include <array>\nnamespace dma_verify {\nnamespace {\n")
file(GLOB names RELATIVE "${SHIM_DIR}" "${SHIM_DIR}/*.h")
list(LENGTH names count)
string(APPEND text "constexpr std::array<ShimFile, ${count}> kFiles = {{\n")
foreach(name ${names})
  file(READ "${SHIM_DIR}/${name}" content)
  string(APPEND text "{\"${name}\", R\"shim(${content})shim\"},\n")
endforeach()
string(APPEND text "}};\n} // namespace\n")
string(APPEND text "std::span<const ShimFile> shim_files() { return kFiles; }\n} // namespace dma_verify\n")
file(WRITE "${OUTPUT}" "${text}")
