// SPDX-License-Identifier: GPL-2.0-only
// Pages as Chromium lays them out: nothing is wider than a narrow or a wide window, and the texts
// of pictures are no wider than drawing.h assumes. Where there is no Chromium they are skipped;
// with $DMA_VERIFY_BROWSER_TESTS, which test.sh sets, they fail.
#include "harness/develop/testing/folder.h"
#include "harness/develop/testing/program.h"
#include "harness/report/examples.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <sstream>

namespace dma_verify {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> browser() {
  const char *path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    for (const char *name : {"chromium", "chromium-browser", "google-chrome"}) {
      std::error_code error;
      if (fs::exists(fs::path(folder) / name, error))
        return (fs::path(folder) / name).string();
    }
  }
  return std::nullopt;
}

std::string as_attribute(const std::string &html) {
  std::string text;
  for (const char c : html)
    text += c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
  return text;
}

// A page that shows another page in a frame of this width, and lists what is wrong with it, one
// line each.
std::string measuring_page(const std::string &page, unsigned width) {
  return "<!doctype html><body style=\"margin:0\"><iframe id=\"f\" style=\"border:0;width:" +
         std::to_string(width) + "px;height:900px\" srcdoc=\"" + as_attribute(page) +
         R"js("></iframe>
<pre id="report"></pre><script>
document.getElementById('f').onload = function () {
  const inner = this.contentDocument, root = inner.documentElement, report = [];
  if (root.scrollWidth > root.clientWidth)
    report.push('page: ' + root.scrollWidth + ' px in ' + root.clientWidth);
  const narrow = root.clientWidth <= 640;
  for (const row of inner.querySelectorAll('table.traces tbody tr')) {
    const [left, right] = [...row.querySelectorAll('td.trace')].map(c => c.getBoundingClientRect());
    if (row.closest('details:not([open])')) continue;
    if (Math.max(left.right, right.right) > root.clientWidth)
      report.push('trace outside: ' + row.textContent);
    if (narrow ? left.bottom > right.top + 1 : left.right > right.left + 1)
      report.push('traces on each other: ' + row.textContent);
  }
  for (const svg of inner.querySelectorAll('svg')) {
    const boxes = [...svg.querySelectorAll('text')].map(t => [t.getBBox(), t.textContent]);
    const view = svg.viewBox.baseVal;
    boxes.forEach(([a, text], i) => {
      if (a.x < 0 || a.y < 0 || a.x + a.width > view.width || a.y + a.height > view.height)
        report.push('outside: ' + text);
      boxes.slice(0, i).forEach(([b, other]) => {
        if (a.x < b.x + b.width && b.x < a.x + a.width && a.y + 2 < b.y + b.height &&
            b.y + 2 < a.y + a.height)
          report.push('on each other: ' + text + ' and ' + other);
      });
    });
  }
  const focusable = [...inner.querySelectorAll('a[href], summary, [tabindex="0"]')]
      .filter(e => !e.closest('details:not([open]) > :not(summary)'));
  for (const element of focusable) {
    element.focus();
    if (inner.activeElement !== element) report.push('no focus: ' + element.outerHTML.slice(0, 80));
  }
  report.push('measured ' + inner.querySelectorAll('svg text').length + ' texts, ' +
            focusable.length + ' stops');
  document.getElementById('report').textContent = report.join('\n');
};
</script>)js";
}

std::string report_of(const std::string &program, const std::string &page, unsigned width) {
  const testing::Folder folder;
  const fs::path file = folder.write("measure.html", measuring_page(page, width));
  testing::ProgramOptions options = testing::program_options(folder.path());
  options.environment = {{"HOME", folder.path().string()}};
  const auto end = testing::run_program(
      {program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
       "--no-first-run", "--disable-background-networking",
       "--user-data-dir=" + (folder.path() / "profile").string(), "--virtual-time-budget=10000",
       "--window-size=1400,1000", "--dump-dom", "file://" + file.string()},
      options);
  const std::string begin = "<pre id=\"report\">";
  const std::size_t at = end.output.find(begin);
  if (at == std::string::npos)
    return "nothing was measured: " + end.errors;
  const std::size_t from = at + begin.size();
  return end.output.substr(from, end.output.find("</pre>", from) - from);
}

// Whether there is no Chromium, and that is allowed.
bool is_skipped(const std::optional<std::string> &program) {
  if (program)
    return false;
  REQUIRE_MESSAGE(std::getenv("DMA_VERIFY_BROWSER_TESTS") == nullptr,
                  "no chromium to look at pages with");
  std::cout << "SKIPPED: no chromium to look at pages with\n";
  return true;
}

void check_widths(const std::string &page) {
  const auto program = browser();
  if (is_skipped(program))
    return;
  for (const unsigned width : {400U, 1280U}) {
    const std::string report = report_of(*program, page, width);
    CAPTURE(width);
    CAPTURE(report);
    CHECK(report.starts_with("measured "));
  }
}

std::string page_of(const std::vector<ShownCounterexample> &shown,
                    const std::vector<Record> &records) {
  return render_html(records, report_examples::summary(), shown);
}

TEST_CASE("in a browser, counterexamples fit a narrow and a wide window") {
  check_widths(page_of({report_examples::wrapping_mmap(), report_examples::short_entry(),
                        report_examples::unzeroed_byte(), report_examples::leaking_sequence(),
                        report_examples::lost_process()},
                       {}));
}

TEST_CASE("in a browser, hostile texts and extreme values fit") {
  std::vector<ShownCounterexample> shown = {report_examples::hostile()};
  for (ShownCounterexample &one : report_examples::extreme())
    shown.push_back(std::move(one));
  check_widths(page_of(shown, {}));
}

TEST_CASE("in a browser, tables of results fit") {
  check_widths(page_of({}, report_examples::records_of_all_kinds()));
}

TEST_CASE("in a browser, what sticks out is seen") {
  const auto program = browser();
  if (is_skipped(program))
    return;
  CHECK(report_of(*program, "<body style='margin:0'><div style='width:500px'>x", 400)
            .starts_with("page: 500 px in"));
  CHECK(report_of(*program,
                  "<svg viewBox='0 0 50 50'><text x='0' y='20'>one</text>"
                  "<text x='5' y='20'>two</text></svg>",
                  400)
            .starts_with("on each other: two and one"));
  CHECK(report_of(*program,
                  "<table class='traces'><tbody><tr><td class='trace'>one</td>"
                  "<td class='trace'>two</td></tr></tbody></table>",
                  400)
            .starts_with("traces on each other: one"));
}

} // namespace
} // namespace dma_verify
