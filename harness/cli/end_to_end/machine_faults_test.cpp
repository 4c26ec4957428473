// SPDX-License-Identifier: GPL-2.0-only
// A fault of the machine on which the program runs is never told as a fault of the tested file.
#include "harness/cli/end_to_end/workplace.h"

#include "harness/develop/testing/contains.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace dma_verify::end_to_end {
namespace {

using testing::contains;

TEST_CASE("objects that this machine cannot load are an error, and no fault of the file") {
  Workplace workplace;
  workplace.write("good.c", good_file());
  // A compiler whose objects are for another machine: the two bytes of the ELF header that name it.
  workplace.replace_program("cc", R"(/usr/bin/cc "$@" || exit
for word; do
  [ "$previous" = -o ] && printf '\267' | dd of="$word" bs=1 seek=18 conv=notrunc 2> /dev/null
  previous=$word
done
exit 0
)");
  const ProgramEnd end =
      workplace.run({"test", "--subject=good.c", "--cases=60", "--arch=64-64-64-12"});
  CAPTURE(end.output);
  CHECK(end.exit_status == 3);
  CHECK_FALSE(contains(end.output, "FALSIFIED"));
  const auto records = workplace.records();
  CHECK_FALSE(records.empty());
  CHECK(std::ranges::none_of(records, [](const Record &record) {
    return record.verdict == Verdict::falsified || record.verdict == Verdict::passed;
  }));
  CHECK(std::ranges::any_of(records, [](const Record &record) {
    return record.verdict == Verdict::error && contains(record.reason, "shared object");
  }));
}

TEST_CASE("what cannot be printed is an error, whatever the command") {
  const Workplace workplace;
  for (const std::string command : {"--version", "list architectures", "--help"}) {
    const ProgramEnd end = testing::run_program(
        {"sh", "-c", "exec " DMA_VERIFY_PROGRAM " " + command + " > /dev/full"},
        workplace.options());
    CAPTURE(command);
    CHECK(end.exit_status == 3);
    CHECK(end.errors.starts_with("dma-verify: "));
  }
}

} // namespace
} // namespace dma_verify::end_to_end
