// SPDX-License-Identifier: GPL-2.0-only
#include "harness/develop/golden/plan.h"

#include "harness/develop/acceptance/edits.h"
#include "harness/develop/testing/folder.h"
#include "harness/develop/testing/program.h"
#include "harness/units/own_files.h"
#include "model/units.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>

namespace dma_verify::golden {
namespace {

namespace fs = std::filesystem;
using acceptance::Edit;
using acceptance::EditKind;

const std::string kKernels[] = {"6.12", "6.1"};

const std::string kRow = "64-64-64-12"; // the only one of most subjects of a part
constexpr std::size_t kEachMutant = 12; // of the mutants, a part takes every twelfth

using Words = std::vector<std::string>;

Words joined(Words words, const Words &more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// One process, so that what is found first does not depend on the machine.
Words run(const std::string &command, const Words &more) {
  Words words = {command, "--seed=1", "--jobs=1"};
  if (command == "verify")
    words.emplace_back("--no-proof");
  return joined(words, more);
}

fs::path tree_of(const std::string &version) {
  const auto tree = own_files::fetched_kernel(version);
  if (!tree)
    throw std::runtime_error("no sources of Linux " + version +
                             " (harness/setup/fetch_kernel.sh fetches them)");
  return *tree;
}

// A part takes one edit of each kind and family, and looks at that family alone.
void add_edits(Plan plan, std::vector<Start> &starts) {
  const Words rows = plan == Plan::all ? Words{"--arch=" + kRow + "*", "--arch=64-64-64-18"}
                                       : Words{"--arch=" + kRow};
  std::set<std::tuple<UnitId, EditKind, std::string_view>> seen;
  for (const Edit &edit : acceptance::edits()) {
    if (plan == Plan::part && !seen.insert({edit.unit, edit.kind, edit.family}).second)
      continue;
    const UnitText &unit = text_of(edit.unit);
    const std::string kernel = testing::text_of(tree_of("6.12") / unit.path);
    const auto source = acceptance::apply(edit, kernel);
    if (!source)
      throw std::runtime_error("edit " + std::string(edit.id) + " does not fit Linux 6.12");
    const std::string subject = fmt::format("edit {}: {}", unit.name, edit.id);
    const std::string file = fs::path(unit.path).filename();
    Words words = joined(rows, {"--cases=1000"});
    if (plan == Plan::part && !edit.family.empty())
      words.push_back("--property=" + std::string(edit.family) + ".*");
    starts.push_back({subject, run("verify", words), *source, file});
    // Some bugs show only after other calls, and that takes more of them.
    if (plan == Plan::all && edit.family == "sequence") {
      words = joined(rows, {"--cases=10000", "--property=sequence.*"});
      starts.push_back({subject + ", sequences", run("test", words), *source, file});
    }
  }
}

nlohmann::json listed(const fs::path &program, const std::string &what) {
  const auto list = testing::run_program({program.string(), "list", what, "--json"},
                                         testing::program_options("/"));
  auto json = nlohmann::json::parse(list.output, nullptr, false);
  if (!json.is_array() || json.empty())
    throw std::runtime_error(program.string() + " list " + what + " --json: no list");
  return json;
}

// Proofs have an hour each, so that they end on a machine that is busy, too.
Start proofs(const std::string &subject, const Words &more) {
  return {subject + ", proofs", joined({"prove", "--jobs=1", "--timeout=1h"}, more), "", "",
          Prints::proofs};
}

// Each is tested with all properties. Proofs are those of the properties that it violates; a part
// has none, since some take long.
void add_mutants(Plan plan, const fs::path &program, std::vector<Start> &starts) {
  const auto mutants = listed(program, "mutants");
  for (std::size_t i = 0; i < mutants.size(); i += plan == Plan::all ? 1 : kEachMutant) {
    const std::string subject = mutants[i].at("subject");
    const Words words = {"--subject=" + subject, "--arch=" + kRow};
    starts.push_back({subject, run("test", joined(words, {"--cases=1000", "--arch=32-32-32-12"}))});
    Words violated;
    for (const std::string property : mutants[i].at("violates"))
      violated.push_back("--property=" + property);
    if (plan == Plan::all)
      starts.push_back(proofs(subject, joined(words, violated)));
  }
}

void add_model(Plan plan, const fs::path &program, std::vector<Start> &starts) {
  for (const auto &row : listed(program, "architectures")) {
    const std::string id = row.at("id");
    const std::string subject = "model on " + id;
    const Words words = {"--subject=model", "--arch=" + id};
    if (plan == Plan::all) {
      starts.push_back({subject, run("test", joined(words, {"--cases=5000"}))});
      starts.push_back(proofs(subject, words));
    } else if (id == kRow) {
      starts.push_back({subject, run("test", joined(words, {"--cases=1000"}))});
      starts.push_back(proofs(
          subject,
          joined(words, {"--property=offset-bounds.*", "--property=initialisation.*",
                         "--property=error-unwind.*", "--property=reachability.free_pages"})));
    }
  }
}

void add_replays(const fs::path &store, std::vector<Start> &starts) {
  Words files;
  for (const auto &entry : fs::recursive_directory_iterator(store)) {
    if (entry.path().extension() == ".toml")
      files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  const auto add = [&](const std::string &name, const std::string &subject) {
    starts.push_back({"store on " + name, joined({"replay", "--subject", subject}, files), "", "",
                      Prints::replays});
  };
  add("model", "model");
  for (const std::string &version : kKernels)
    add(version, tree_of(version).string());
}

} // namespace

std::vector<Start> starts_of(Plan plan, const fs::path &program, const fs::path &store) {
  std::vector<Start> starts;
  add_model(plan, program, starts);
  const Words fewer = plan == Plan::all ? Words{} : Words{"--arch=" + kRow, "--cases=1000"};
  for (const std::string &version : kKernels) {
    starts.push_back({"kernel " + version,
                      run("verify", joined(fewer, {"--subject=" + tree_of(version).string()}))});
  }
  add_mutants(plan, program, starts);
  add_edits(plan, starts);
  add_replays(store, starts);
  starts.push_back({"jobs", {"prove", "--list-jobs"}, "", "", Prints::jobs});
  return starts;
}

} // namespace dma_verify::golden
