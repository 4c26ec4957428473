// SPDX-License-Identifier: GPL-2.0-only
#include "harness/cli/options.h"

#include "harness/cli/selection/suggestion.h"
#include "harness/units/unit_sources.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>

namespace dma_verify::cli {
namespace {

std::string description() {
  return "Verifies the Linux kernel's DMA helpers (" + unit_paths() +
         "): random tests and proofs of the real files and of a model, minimized counterexamples.";
}

constexpr const char *kExitStatus =
    "\nExit status: 0 everything holds; 1 a property is falsified; 2 wrong usage or input;\n"
    "3 something could not be judged.\n"
    "\nExample: dma-verify verify --subject ~/linux\n";

// A whole number, decimal or 0x...; CLI11 alone would take "-1" and "1e9" for some types.
std::optional<std::uint64_t> parse_number(const std::string &text) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  const char *begin = text.data() + (hex ? 2 : 0);
  const char *end = text.data() + text.size();
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(begin, end, value, hex ? 16 : 10);
  if (error != std::errc() || stop != end || begin == end)
    return std::nullopt;
  return value;
}

// Reads the option's text into `value`, refusing what is not a whole number of [low, high].
template <class Value>
void add_number(CLI::App &app, const std::string &name, Value &value, std::uint64_t low,
                std::uint64_t high, const std::string &help) {
  app.add_option_function<std::string>(
         name,
         [&value, low, high, name](const std::string &text) {
           const auto number = parse_number(text);
           if (!number || *number < low || *number > high) {
             throw CLI::ValidationError(name, "'" + text + "' is not a whole number from " +
                                                  std::to_string(low) + " to " +
                                                  std::to_string(high));
           }
           value = static_cast<typename std::conditional_t<
               std::is_same_v<Value, std::optional<std::uint64_t>>, std::uint64_t, Value>>(*number);
         },
         help)
      ->type_name("N");
}

template <class Value>
void add_time(CLI::App &app, const std::string &name, Value &value, const std::string &help) {
  app.add_option_function<std::string>(
         name,
         [&value, name](const std::string &text) {
           const auto duration = parse_duration(text);
           if (!duration) {
             throw CLI::ValidationError(name, "'" + text +
                                                  "' is not a time such as 30s, 500ms, 2m or 1h");
           }
           value = *duration;
         },
         help)
      ->type_name("TIME");
}

void add_selection(CLI::App &app, std::vector<std::string> &properties,
                   std::vector<std::string> &architectures) {
  app.add_option("--property", properties, "Only properties whose id matches (repeatable)")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  app.add_option("--arch", architectures,
                 "Only architectures whose id or alias matches (repeatable)")
      ->type_name("GLOB")
      ->allow_extra_args(false);
}

void add_shard(CLI::App &app, Shard &shard) {
  app.add_option_function<std::string>(
         "--shard",
         [&shard](const std::string &text) {
           const auto read = parse_shard(text);
           if (!read)
             throw CLI::ValidationError("--shard", "'" + text + "' is not I/N, such as 2/8");
           shard = *read;
         },
         "Do only the part I of N parts of the work; dma-verify merge puts\nthem together")
      ->type_name("I/N");
}

constexpr std::uint64_t kMaxJobs = 256;
constexpr std::uint64_t kMaxMegabytes = 1'000'000;
constexpr std::uint64_t kMaxCases = 1'000'000'000'000;

void add_unsandboxed(CLI::App &app, bool &unsandboxed) {
  app.add_flag("--unsandboxed", unsandboxed,
               "Run the file's code with your own rights: it can do\nwhatever you can");
}

void add_run_options(CLI::App &app, RunOptions &options) {
  app.add_option(
         "--subject", options.subjects,
         "What is verified: model, a C file, or a kernel tree\n(repeatable; default: model)")
      ->type_name("S")
      ->allow_extra_args(false);
  add_selection(app, options.properties, options.architectures);
  add_number(app, "--cases", options.cases, 1, kMaxCases,
             "Random cases per property and architecture");
  add_time(app, "--time", options.time,
           "Time for all random tests; as with --cases, test\nthen leaves out the sweep of all "
           "8-bit words");
  add_number(app, "--seed", options.seed, 0, ~std::uint64_t{0},
             "Seed of the random tests (default: random, printed)");
  add_number(app, "--jobs", options.jobs, 1, kMaxJobs, "Processes (default: one per processor)");
  add_shard(app, options.shard);
  app.add_flag("--quiet", options.quiet, "Print the verdict alone, on one line");
  app.add_option("--name", options.name,
                 "What the subject is called in junit.xml, also when its path\n"
                 "changes (default: the name of its file)")
      ->type_name("NAME");
  app.add_flag("--strict", options.strict, "A file that differs from the model fails");
  add_unsandboxed(app, options.unsandboxed);
  app.add_option("--mutant", options.mutant,
                 "The subjects are wrong on purpose: what is found on them says so\n"
                 "by this name, and is no regression of the kernel")
      ->type_name("NAME");
  app.add_option("--out", options.out, "Folder for the results (default: dma-verify-out)")
      ->type_name("DIR");
}

// No option means anything by an empty word, but some would: --out '' the root of the file system.
void refuse_empty_words(CLI::App &app) {
  const auto empty = [](const std::string &word) {
    return word.empty() ? std::string("must not be empty") : std::string();
  };
  for (CLI::Option *option : app.get_options()) {
    if (option->get_items_expected_max() != 0)
      option->check(empty, "");
  }
  for (CLI::App *sub : app.get_subcommands({}))
    refuse_empty_words(*sub);
}

// What there may be instead of the first word that the parser does not know. `command` is null if
// no command was read.
std::string meant_instead(const CLI::App &app, const CLI::App *command,
                          std::span<const char *const> words) {
  std::vector<std::string> commands;
  for (const CLI::App *sub : app.get_subcommands([](const CLI::App *) { return true; }))
    commands.push_back(sub->get_name());
  std::vector<std::string> options;
  for (const CLI::Option *option : (command != nullptr ? *command : app).get_options()) {
    for (const std::string &name : option->get_lnames())
      options.push_back("--" + name);
  }
  for (const std::string word : words) {
    const std::string name = word.substr(0, word.find('='));
    const bool is_option = name.starts_with("--");
    if (!is_option && command != nullptr)
      continue; // a value, or one word too many
    const auto &known = is_option ? options : commands;
    if (std::ranges::find(known, name) == known.end())
      return suggestion(name, known);
  }
  return "";
}

} // namespace

std::optional<std::chrono::nanoseconds> parse_duration(const std::string &text) {
  double number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || !std::isfinite(number) || number <= 0)
    return std::nullopt;
  const std::string unit(stop, text.data() + text.size());
  double seconds = 0;
  if (unit.empty() || unit == "s") {
    seconds = number;
  } else if (unit == "ms") {
    seconds = number / 1000;
  } else if (unit == "m") {
    seconds = number * 60;
  } else if (unit == "h") {
    seconds = number * 3600;
  } else {
    return std::nullopt;
  }
  if (seconds > 1e8 || seconds < 1e-3)
    return std::nullopt;
  return std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
}

Command parse_command_line(int argc, const char *const *argv) {
  CLI::App app(description(), "dma-verify");
  app.require_subcommand(0, 1);
  app.footer(kExitStatus);
  bool version = false;
  app.add_flag("--version", version, "Versions of the program, its solvers and compilers");

  VerifyOptions verify;
  CLI::App *verify_app =
      app.add_subcommand("verify", "Replay the store, test the subjects, prove them and the model");
  add_run_options(*verify_app, verify);
  CLI::Option *proof = verify_app->add_flag_callback(
      "--proof", [&verify] { verify.no_proof = false; },
      "After the tests' verdict, prove ops_helpers.c too, as clang 19\n"
      "compiles it (default)");
  verify_app
      ->add_flag_callback(
          "--no-proof", [&verify] { verify.no_proof = true; },
          "Test C files, and prove nothing of them")
      ->excludes(proof);
  verify_app->footer("\nExample: dma-verify verify --subject ~/linux");

  TestOptions test;
  CLI::App *test_app =
      app.add_subcommand("test", "The tests alone: random, and every input of 8-bit words");
  add_run_options(*test_app, test);
  test_app->footer(
      "\nExample: dma-verify test --subject ops_helpers.c --property 'error-unwind.*' --seed 7");

  ProveOptions prove;
  CLI::App *prove_app =
      app.add_subcommand("prove", "The proofs alone, of the model or of a C file");
  prove_app
      ->add_option("--subject", prove.subjects,
                   "model; model:NAME, a mutant of it; or a C file, whose\n"
                   "helpers are proved as clang 19 compiles them")
      ->type_name("S")
      ->allow_extra_args(false);
  add_selection(*prove_app, prove.properties, prove.architectures);
  prove_app->add_option("--solver", prove.solver, "z3 (default), cvc5, or all: both must agree")
      ->check(CLI::IsMember({"z3", "cvc5", "all"}));
  add_time(*prove_app, "--timeout", prove.timeout,
           "Limit of one job, all its queries together (default: 60s).\n"
           "A job that does not end by itself is killed");
  add_number(*prove_app, "--memory", prove.memory_megabytes, 1, kMaxMegabytes,
             "Limit of one job in MB (default: 2048)");
  add_number(*prove_app, "--jobs", prove.jobs, 1, kMaxJobs,
             "Processes (default: one per processor)");
  prove_app
      ->add_option("--export", prove.export_folder,
                   "Write each query as SMT-LIB 2 to DIR, with an index; with\n"
                   "--certify also the formula and its proof")
      ->type_name("DIR");
  prove_app->add_flag("--certify", prove.certify,
                      "Prove with certificates: CaDiCaL refutes each query's formula, and a\n"
                      "checker of our own verifies its proof. What is not certified is not\n"
                      "proved");
  prove_app->add_flag("--unfolded", prove.unfolded,
                      "Ask solvers about the claims as they are, without the simplifications\n"
                      "of terms that decide most of them before: a second witness for these");
  prove_app->add_flag("--anew", prove.anew,
                      "Prove of a C file also what this program has proved before of the\n"
                      "same code, which else is taken over and said to be cached");
  CLI::Option *list_jobs =
      prove_app->add_flag("--list-jobs", prove.list_jobs, "Print the ids of the proof jobs");
  prove_app->add_option("--job", prove.job, "Only the job with this id")
      ->type_name("ID")
      ->excludes(list_jobs);
  prove_app
      ->add_flag("--resume", prove.resume,
                 "Keep what a run that was cut off has proved or falsified in\n"
                 "--out, as far as queries and solvers are the same; do the rest")
      ->excludes(list_jobs);
  add_shard(*prove_app, prove.shard);
  prove_app->add_flag("--quiet", prove.quiet, "Print the verdict alone, on one line");
  prove_app->add_option("--out", prove.out, "Folder for the results (default: dma-verify-out)")
      ->type_name("DIR");
  prove_app->footer(
      "\nExample: dma-verify prove --property 'offset-bounds.*' --arch '64-*'\n"
      "         dma-verify prove --job 'page-range.mmap:in-buffer@64-64-64-12' --timeout 5m\n"
      "         dma-verify prove --solver all --export queries --out results\n"
      "         dma-verify prove --solver all --out results --resume\n"
      "         dma-verify prove --certify --property 'page-range.*' --export certificates");

  ReplayOptions replay;
  CLI::App *replay_app =
      app.add_subcommand("replay", "Run counterexample files again; without FILE the whole store");
  CLI::Option *replay_subject =
      replay_app->add_option("--subject", replay.subject, "model (default), a C file, or a tree")
          ->type_name("S");
  replay_app->add_option("FILE", replay.files, "Counterexample files (.toml)");
  add_unsandboxed(*replay_app, replay.unsandboxed);
  replay_app->add_flag("--mail", replay.mail,
                       "Print each as a mail of at most 72 columns: cause, traces,\n"
                       "KUnit parameter");
  replay_app
      ->add_option("--export", replay.export_folder,
                   "Write each into DIR as mail, C, KUnit parameter, doctest case\n"
                   "and JSON")
      ->type_name("DIR");
  replay_app
      ->add_option("--accept", replay.accept,
                   "Keep the one FILE in this folder, as it behaves now; not what was\n"
                   "found on a mutant, nor what a file there shows already")
      ->type_name("DIR");
  replay_app->footer("\nExample: dma-verify replay --subject ops_helpers.c "
                     "dma-verify-out/counterexamples/X.toml\n"
                     "         dma-verify replay --mail --subject ops_helpers.c X.toml");

  MinimizeOptions minimize;
  CLI::App *minimize_app =
      app.add_subcommand("minimize", "Minimize and explain one counterexample");
  minimize_app->add_option("FILE", minimize.file, "Counterexample file (.toml)");
  add_unsandboxed(*minimize_app, minimize.unsandboxed);
  minimize_app->add_option("--subject", minimize.subject, "model, a C file, or a tree")
      ->type_name("S");
  CLI::Option *format =
      minimize_app
          ->add_option("--format", minimize.format,
                       "What is printed: markdown (default), mail, c, kunit, doctest, json")
          ->check(CLI::IsMember({"markdown", "mail", "c", "kunit", "doctest", "json"}));
  minimize_app
      ->add_option("--out", minimize.out,
                   "Folder for the minimized file, its pages and all exports\n"
                   "(default: print)")
      ->type_name("DIR")
      ->excludes(format);
  minimize_app->footer(
      "\nExample: dma-verify minimize --subject ops_helpers.c counterexample.toml");

  MergeOptions merge;
  CLI::App *merge_app = app.add_subcommand("merge", "Put the results of shards together");
  merge_app->add_option("DIR", merge.folders, "Folders of results (--out of each shard)");
  merge_app->add_flag("--strict", merge.strict, "A file that differs from the model fails");
  merge_app->add_flag("--quiet", merge.quiet, "Print the verdict alone, on one line");
  merge_app->add_option("--name", merge.name, "What the subject is called in junit.xml")
      ->type_name("NAME");
  merge_app->add_option("--out", merge.out, "Folder for all results (default: dma-verify-out)")
      ->type_name("DIR");
  merge_app->footer("\nExample: dma-verify test --subject a.c --shard 1/2 --out s1\n"
                    "         dma-verify test --subject a.c --shard 2/2 --out s2\n"
                    "         dma-verify merge s1 s2");

  ListOptions list;
  CLI::App *list_app = app.add_subcommand("list", "Show what there is");
  list_app
      ->add_option("WHAT", list.what,
                   "properties, findings, architectures, subjects, mutants, schedules\nor jobs")
      ->check(CLI::IsMember(
          {"properties", "findings", "architectures", "subjects", "mutants", "schedules", "jobs"}));
  bool json = false;
  bool markdown = false;
  CLI::Option *json_flag = list_app->add_flag("--json", json, "As JSON");
  CLI::Option *markdown_flag =
      list_app->add_flag("--markdown", markdown, "As Markdown")->excludes(json_flag);
  bool kernel_doc = false;
  list_app
      ->add_flag(
          "--kernel-doc", kernel_doc,
          "Properties as the kernel's comments: expectations of each\nhelper and constraints "
          "of use")
      ->excludes(json_flag)
      ->excludes(markdown_flag);
  list_app->footer("\nExample: dma-verify list properties --markdown");

  refuse_empty_words(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp &) {
    for (CLI::App *sub : app.get_subcommands())
      return ShowHelp{sub->help("dma-verify")};
    return ShowHelp{app.help()};
  } catch (const CLI::ExtrasError &error) {
    const auto commands = app.get_subcommands();
    const CLI::App *command = commands.empty() ? nullptr : commands.front();
    return WrongUsage{
        std::string(error.what()) +
        meant_instead(app, command,
                      std::span(argv, static_cast<std::size_t>(argc)).subspan(argc > 0 ? 1 : 0)) +
        " (see dma-verify --help)"};
  } catch (const CLI::ParseError &error) {
    return WrongUsage{std::string(error.what()) + " (see dma-verify --help)"};
  }
  replay.subject_given = replay_subject->count() != 0;
  if (version)
    return ShowVersion{};
  if (verify_app->parsed() && verify.cases && verify.time) {
    return WrongUsage{"--cases and --time exclude each other"};
  }
  if (test_app->parsed() && test.cases && test.time) {
    return WrongUsage{"--cases and --time exclude each other"};
  }
  if (minimize_app->parsed() && minimize.file.empty())
    return WrongUsage{"minimize: FILE is missing (see dma-verify minimize --help)"};
  if (merge_app->parsed() && merge.folders.empty())
    return WrongUsage{"merge: DIR is missing (see dma-verify merge --help)"};
  if (list_app->parsed() && list.what.empty())
    return WrongUsage{"list: WHAT is missing (see dma-verify list --help)"};
  if (kernel_doc && list.what != "properties")
    return WrongUsage{"list " + list.what + ": --kernel-doc is for properties"};
  list.format = json ? "json" : (markdown ? "markdown" : (kernel_doc ? "kernel-doc" : "text"));
  if (verify_app->parsed())
    return verify;
  if (test_app->parsed())
    return test;
  if (prove_app->parsed())
    return prove;
  if (replay_app->parsed())
    return replay;
  if (minimize_app->parsed())
    return minimize;
  if (merge_app->parsed())
    return merge;
  if (list_app->parsed())
    return list;
  return WrongUsage{"a command is missing (see dma-verify --help)"};
}

} // namespace dma_verify::cli
