// SPDX-License-Identifier: GPL-2.0-only
// For tests: our own C files and variations of them, and a child to run them in.
#pragma once

#include "harness/develop/testing/folder.h"
#include "harness/subjects/c_subject.h"
#include "model/kernel/helper_id.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dma_verify::own_files {

using testing::Folder;

// The forms of which a unit has a file, testdata/form-FORM.c; the path of one, and its text.
std::vector<std::string> forms_of(UnitId unit);
std::filesystem::path path_of_form(const std::string &form, UnitId unit = UnitId::ops_helpers);
std::string text_of_form(const std::string &form, UnitId unit = UnitId::ops_helpers);

// The text with the only occurrence of `from` replaced. Throws std::runtime_error if there is none,
// or another.
std::string with(std::string text, std::string_view from, std::string_view to);

// The result of `run` in a forked child, or how the child ended instead. A C file never runs in the
// process of a test.
std::string in_child(const std::function<std::string()> &run);

// The newest tree of Debian's linux-source-VERSION that was fetched
// (harness/setup/fetch_kernel.sh), in the folder $DMA_VERIFY_KERNELS, or where fetching puts it.
std::optional<std::filesystem::path> fetched_kernel(const std::string &version);

// Headers of a kernel tree, by their paths, that define each fact of the shim that is checked for
// every unit, with the kernel's value, in words of our own.
using Headers = std::map<std::string, std::string>;
Headers small_tree();

// The text as a subject. Throws std::runtime_error with the message if it cannot be used.
CSubject subject_of(std::string_view text);

} // namespace dma_verify::own_files
