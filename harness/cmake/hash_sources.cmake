# SPDX-License-Identifier: GPL-2.0-only
# Run by cmake -P while building: writes a C++ source with a function that returns the SHA-256 of a
# list of source files: the hash of what `sha256sum` prints of them in this order, so that anyone
# can repeat it.
#
# -D ROOT=     folder to which the files are relative
# -D FILES=    a file with their names, one a line
# -D HEADER=   declares the function       -D FUNCTION=  its name, in dma_verify::smt
# -D OUTPUT=   the source
cmake_minimum_required(VERSION 3.25)
file(STRINGS "${FILES}" names)
set(listing "")
foreach(name IN LISTS names)
  file(SHA256 "${ROOT}/${name}" hash)
  string(APPEND listing "${hash}  ${name}\n")
endforeach()
string(SHA256 hash "${listing}")
file(WRITE "${OUTPUT}"
     "#include \"${HEADER}\"\n"
     "std::string_view dma_verify::smt::${FUNCTION}() {\n  return \"${hash}\";\n}\n")
