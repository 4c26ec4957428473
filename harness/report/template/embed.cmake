# SPDX-License-Identifier: GPL-2.0-only
# Writes OUTPUT, a C++ file that holds the template of the report as text.
file(READ "${TEMPLATE}" content)
set(text "// Made by embed.cmake from report.mustache.\n#include \"harness/report/template/template.h\"\n")
string(APPEND text "namespace dma_verify::report {\nstd::string_view report_template() {\n")
string(APPEND text "  return R\"report(${content})report\";\n}\n} // namespace dma_verify::report\n")
file(WRITE "${OUTPUT}" "${text}")
