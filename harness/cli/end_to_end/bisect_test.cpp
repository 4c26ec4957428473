// SPDX-License-Identifier: GPL-2.0-only
// git bisect run with bisect.sh finds the commit that broke the file, and skips commits without a
// verdict.
#include "harness/cli/end_to_end/workplace.h"

#include "harness/units/own_files.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

namespace dma_verify::end_to_end {
namespace {

// A kernel tree under git, and bisect.sh beside a verify.sh that runs the program as it was built.
class Tree {
public:
  Tree() : options_(workplace_.options()) {
    const auto scripts = workplace_.path() / "scripts";
    workplace_.write(
        "scripts/verify.sh",
        "shift # --yes\nexec '" DMA_VERIFY_PROGRAM
        "' verify --no-proof --arch=64-64-64-12 --cases=200 --property='offset-bounds.*' \"$@\"\n");
    std::filesystem::copy_file(DMA_VERIFY_BISECT, scripts / "bisect.sh");
    options_.folder = workplace_.path() / "tree";
    options_.environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
    std::filesystem::create_directory(options_.folder);
    git({"init", "--quiet"});
  }

  void commit(const std::string &file, const std::string &subject) const {
    workplace_.write_tree("tree", file + "/* " + subject + " */\n");
    git({"add", "--all"});
    git({"-c", "user.name=A", "-c", "user.email=a@a.invalid", "commit", "--quiet", "-m", subject});
  }
  ProgramEnd git(const std::vector<std::string> &words) const {
    return run_program(joined({{"git"}, words}), options_);
  }
  [[nodiscard]] ProgramEnd verdict() const {
    return run_program({"bash", "../scripts/bisect.sh"}, options_);
  }

private:
  Workplace workplace_;
  testing::ProgramOptions options_;
};

TEST_CASE("bisect.sh turns a verdict into what git understands") {
  const Tree tree;
  tree.commit(good_file(), "right");
  CHECK(tree.verdict().exit_status == 0);
  tree.commit(wrapping_file(), "wraps");
  CHECK(tree.verdict().exit_status == 1);
  tree.commit("no C", "broken");
  CHECK(tree.verdict().exit_status == 125);
}

TEST_CASE("git bisect finds the commit that broke the file") {
  const Tree tree;
  tree.commit(good_file(), "first");
  tree.commit(good_file(), "second");
  tree.commit("no C", "does not compile");
  tree.commit(good_file(), "fourth");
  tree.commit(wrapping_file(), "the sum wraps");
  tree.commit(wrapping_file(), "sixth");
  tree.git({"bisect", "start", "HEAD", "HEAD~5"});
  const ProgramEnd end = tree.git({"bisect", "run", "bash", "../scripts/bisect.sh"});
  CAPTURE(end.output);
  CAPTURE(end.errors);
  CHECK(end.exit_status == 0);
  const ProgramEnd found = tree.git({"show", "--no-patch", "--format=%s", "refs/bisect/bad"});
  CHECK(found.output == "the sum wraps\n");
}

} // namespace
} // namespace dma_verify::end_to_end
