// SPDX-License-Identifier: GPL-2.0-only
#include "harness/units/own_files.h"

#include "model/units.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace dma_verify::own_files {
namespace {

namespace fs = std::filesystem;

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(descriptor, text.data(), text.size());
    if (count <= 0)
      _exit(2);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

} // namespace

std::vector<std::string> forms_of(UnitId unit) {
  std::vector<std::string> forms;
  for (const auto &file : fs::directory_iterator(fs::path(DMA_VERIFY_UNITS_FOLDER) /
                                                 text_of(unit).name / "testdata")) {
    const std::string stem = file.path().stem();
    if (stem.starts_with("form-") && file.path().extension() == ".c")
      forms.push_back(stem.substr(5));
  }
  std::ranges::sort(forms);
  return forms;
}

fs::path path_of_form(const std::string &form, UnitId unit) {
  return fs::path(DMA_VERIFY_UNITS_FOLDER) / text_of(unit).name / "testdata" /
         ("form-" + form + ".c");
}

std::string text_of_form(const std::string &form, UnitId unit) {
  return testing::text_of(path_of_form(form, unit));
}

std::string with(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos || text.find(from, at + 1) != std::string::npos)
    throw std::runtime_error("not there exactly once: " + std::string(from));
  return text.replace(at, from.size(), to);
}

std::string in_child(const std::function<std::string()> &run) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0)
    throw std::runtime_error(std::strerror(errno));
  const pid_t child = fork();
  if (child < 0)
    throw std::runtime_error(std::strerror(errno));
  if (child == 0) {
    close(ends[0]);
    std::string answer;
    try {
      answer = run();
    } catch (const std::exception &error) {
      answer = std::string("exception: ") + error.what();
    }
    write_all(ends[1], answer);
    _exit(0);
  }
  close(ends[1]);
  std::string answer;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = read(ends[0], buffer.data(), buffer.size())) > 0;)
    answer.append(buffer.data(), static_cast<std::size_t>(count));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status))
    return std::string("signal ") + sigabbrev_np(WTERMSIG(status));
  if (WEXITSTATUS(status) != 0)
    return "exit " + std::to_string(WEXITSTATUS(status));
  return answer;
}

std::optional<fs::path> fetched_kernel(const std::string &version) {
  fs::path folder;
  if (const char *given = std::getenv("DMA_VERIFY_KERNELS")) {
    folder = given;
  } else if (const char *cache = std::getenv("XDG_CACHE_HOME")) {
    folder = fs::path(cache) / "dma-verify";
  } else if (const char *home = std::getenv("HOME")) {
    folder = fs::path(home) / ".cache/dma-verify";
  }
  std::optional<fs::path> newest;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string prefix = "linux-source-" + version + "-";
    const bool fits = at->path().filename().string().compare(0, prefix.size(), prefix) == 0;
    if (fits && (!newest || strverscmp(newest->c_str(), at->path().c_str()) < 0))
      newest = at->path();
  }
  return newest;
}

Headers small_tree() {
  return {
      {"include/linux/mm.h", "#define PAGE_ALIGN(address) \\\n"
                             "  ((((address) - 1) | (typeof(address))(PAGE_SIZE - 1)) + 1)\n"
                             "static inline unsigned long vma_pages(struct vm_area_struct *area)\n"
                             "{\n  return (area->vm_end - area->vm_start) / PAGE_SIZE;\n}\n"},
      {"include/linux/dma-mapping.h", "#define DMA_ATTR_WRITE_COMBINE 4UL\n"
                                      "#define DMA_ATTR_NO_KERNEL_MAPPING 16UL\n"
                                      "#define DMA_ATTR_SKIP_CPU_SYNC 32UL /* a comment */\n"
                                      "#define DMA_ATTR_FORCE_CONTIGUOUS 64UL\n"
                                      "# define DMA_ATTR_NO_WARN 0x100UL\n"
                                      "#define DMA_MAPPING_ERROR ((dma_addr_t)-1)\n"},
      {"include/linux/dma-direction.h",
       "enum dma_data_direction {\n  DMA_BIDIRECTIONAL,\n  DMA_TO_DEVICE,\n"
       "  DMA_FROM_DEVICE,\n  DMA_NONE,\n};\n"},
      {"include/linux/scatterlist.h", "#define SG_CHAIN 1UL\n#define SG_END 2UL\n"},
      {"include/asm-generic/getorder.h",
       "static inline __attribute_const__ int get_order(unsigned long bytes)\n"
       "{\n  unsigned long left = (bytes - 1) >> PAGE_SHIFT;\n  int order = 0;\n\n"
       "  while (left) {\n    left >>= 1;\n    order++;\n  }\n  return order;\n}\n"},
      {"include/uapi/asm-generic/errno-base.h",
       "#define ENXIO 6\n#define ENOMEM 12\n#define EACCES 13\n#define EINVAL 22\n"},
  };
}

CSubject subject_of(std::string_view text) {
  const Folder folder;
  auto loaded = load_c_subject(folder.write("helpers.c", text).string());
  if (const auto *error = std::get_if<SubjectError>(&loaded))
    throw std::runtime_error(error->message);
  return std::get<CSubject>(std::move(loaded));
}

} // namespace dma_verify::own_files
