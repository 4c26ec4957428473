// SPDX-License-Identifier: GPL-2.0-only
#include "harness/subjects/compiler/left_out.h"

#include "harness/subjects/compiler/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>

namespace dma_verify {
namespace {

constexpr std::array<std::string_view, 44> kKeywords = {
    "auto",           "break",     "case",     "char",      "const",         "continue",
    "default",        "do",        "double",   "else",      "enum",          "extern",
    "float",          "for",       "goto",     "if",        "inline",        "int",
    "long",           "register",  "return",   "short",     "signed",        "sizeof",
    "static",         "struct",    "switch",   "typedef",   "union",         "unsigned",
    "void",           "volatile",  "while",    "typeof",    "asm",           "_Bool",
    "_Static_assert", "_Alignof",  "_Generic", "_Noreturn", "__attribute__", "__typeof__",
    "__asm__",        "__inline__"};
constexpr std::array<std::string_view, 5> kStorage = {"static", "extern", "inline", "const",
                                                      "__inline__"};

bool is_keyword(std::string_view word) {
  return std::ranges::find(kKeywords, word) != kKeywords.end();
}

std::string_view statement_at(std::string_view text, std::size_t offset) {
  const std::size_t before = text.substr(0, offset).find_last_of(";{}");
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const std::size_t end = std::min(text.find_first_of(";{}", offset), text.size());
  return text.substr(begin, std::max(begin, end) - begin);
}

// Words of declarations that were left out, and what was missing for these.
using Causes = std::map<std::string, MissingName, std::less<>>;

// One pass over the text that is left.
class Pass {
public:
  Pass(const PreprocessedFile &file, const LeavingOut &with, const std::string &text,
       std::vector<FileItem> items, const Causes &causes)
      : file_(file), with_(with), text_(text), items_(std::move(items)), causes_(causes) {
    for (const FileItem &item : items_) {
      if (!item.name.empty())
        functions_.insert(item.name);
    }
  }

  struct Cut {
    const FileItem *item;
    bool whole = false; // otherwise its body alone
    std::vector<MissingName> missing;
  };

  // What has to be left out; nothing more if the text compiles.
  std::variant<std::vector<Cut>, RefusedSource> read(const std::vector<Diagnostic> &diagnostics) {
    for (const Diagnostic &diagnostic : diagnostics) {
      if (diagnostic.message.starts_with("too many errors"))
        continue;
      const std::size_t offset = offset_of(text_, diagnostic.line, diagnostic.column);
      const FileItem *const item = item_at(offset);
      if (item == nullptr || !file_.source_line(diagnostic.line)) {
        if (diagnostic.is_error)
          return refused(diagnostic);
        continue;
      }
      Found &found = found_[item];
      if (const auto name = name_not_found(diagnostic); name && is_missing(*name, offset))
        found.names.emplace(offset, Name{*name, diagnostic.line});
      if (diagnostic.is_error)
        found.errors.emplace_back(offset, diagnostic);
    }
    std::vector<Cut> cuts;
    for (auto &[item, found] : found_) {
      add_unknown_words(*item, found);
      bool must_go = false;
      bool whole = false;
      for (const auto &[offset, error] : found.errors) {
        if (!is_explained(offset, error, found))
          return refused(error);
        must_go = must_go || !is_promoted_warning(error) || !item->body;
        whole = whole || !item->body || offset < *item->body;
      }
      if (must_go || whole)
        cuts.push_back({item, whole, missing_of(found)});
    }
    return cuts;
  }

  // If nothing has to be left out: calls of unknown functions.
  std::vector<MissingName> missing_calls() const {
    std::vector<MissingName> missing;
    for (const auto &[item, found] : found_) {
      const auto own = missing_of(found);
      missing.insert(missing.end(), own.begin(), own.end());
    }
    return missing;
  }

private:
  struct Name {
    NameNotFound found;
    std::size_t line;
  };
  struct Found {
    std::multimap<std::size_t, Name> names; // by offset
    std::vector<std::pair<std::size_t, Diagnostic>> errors;
  };

  RefusedSource refused(const Diagnostic &diagnostic) const {
    return {file_.source_line(diagnostic.line).value_or(0), diagnostic.message};
  }

  const FileItem *item_at(std::size_t offset) const {
    const auto after = std::ranges::upper_bound(items_, offset, {}, &FileItem::begin);
    return after == items_.begin() ? nullptr : &*std::prev(after);
  }

  bool is_unknown(std::string_view word) const {
    return !word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) == 0 &&
           !is_keyword(word) && !with_.known.contains(word) && !functions_.contains(word);
  }

  // A name that the simulated kernel has is one that the file does not include or misspells.
  bool is_missing(const NameNotFound &name, std::size_t offset) const {
    using enum NameNotFound::Kind;
    if (name.kind == member)
      return true;
    if (name.kind == unnamed_type)
      return is_unknown(word_before(text_, offset));
    return !with_.known.contains(name.name);
  }

  // Macros and attributes at which a compiler stumbles without a name for them.
  void add_unknown_words(const FileItem &item, Found &found) const {
    for (const auto &each : found.errors) {
      const std::size_t offset = each.first;
      const auto add = [&](std::string_view word, NameNotFound::Kind kind) {
        const auto at = static_cast<std::size_t>(word.data() - text_.data());
        found.names.emplace(at, Name{{kind, std::string(word), {}}, each.second.line});
      };
      const std::string_view next = word_at(text_, offset);
      const auto behind = static_cast<std::size_t>(next.data() - text_.data()) + next.size();
      const std::size_t mark = text_.find_first_not_of(" \t", behind);
      const bool calls = mark != std::string::npos && text_[mark] == '(';
      if (is_unknown(next) && calls)
        add(next, NameNotFound::Kind::called_function);
      if (item.body && offset >= *item.body)
        continue;
      // `NAME(...)`, before which nothing but storage classes stand; an attribute.
      std::string_view first = word_at(text_, item.begin);
      while (std::ranges::find(kStorage, first) != kStorage.end())
        first =
            word_at(text_, static_cast<std::size_t>(first.data() - text_.data()) + first.size());
      if (is_unknown(first))
        add(first, NameNotFound::Kind::called_function);
      const std::string_view previous = word_before(text_, offset);
      if (is_unknown(previous) && previous.starts_with("__"))
        add(previous, NameNotFound::Kind::object);
    }
  }

  // Whether a missing name before it, or in its statement, may be the reason of the error.
  bool is_explained(std::size_t offset, const Diagnostic &error, const Found &found) const {
    if (!found.names.empty() && found.names.begin()->first <= offset) {
      const bool is_syntax = error.message.starts_with("expected ");
      const auto &[first, name] = *found.names.begin();
      return first < offset || !is_syntax || name.found.kind == NameNotFound::Kind::called_function;
    }
    const std::string_view statement = statement_at(text_, offset);
    const auto begin = static_cast<std::size_t>(statement.data() - text_.data());
    const auto in_statement = found.names.lower_bound(begin);
    return !error.message.starts_with("expected ") && in_statement != found.names.end() &&
           in_statement->first < begin + statement.size();
  }

  // "struct frob" or "frob_t", which ends here.
  std::string type_before(std::size_t offset) const {
    const std::string_view type = word_before(text_, offset);
    const std::string_view tag =
        word_before(text_, static_cast<std::size_t>(type.data() - text_.data()));
    const bool is_tag = tag == "struct" || tag == "union" || tag == "enum";
    return (is_tag ? std::string(tag) + " " : "") + std::string(type);
  }

  std::vector<MissingName> missing_of(const Found &found) const {
    using enum NameNotFound::Kind;
    std::vector<MissingName> missing;
    for (const auto &[offset, name] : found.names) {
      std::string text = name.found.name;
      if (name.found.kind == member)
        text += " of " + name.found.type;
      if (name.found.kind == unnamed_type)
        text = type_before(offset);
      MissingName one{text, file_.source_line(name.line).value_or(0)};
      if (const auto cause = causes_.find(text); cause != causes_.end())
        one = cause->second;
      add_missing({one}, missing);
    }
    return missing;
  }

  const PreprocessedFile &file_;
  const LeavingOut &with_;
  const std::string &text_;
  std::vector<FileItem> items_;
  const Causes &causes_;
  std::set<std::string, std::less<>> functions_;
  std::map<const FileItem *, Found> found_;
};

// A text that fits a call's detail: the names, as many as there is room for.
std::string short_text(const std::vector<MissingName> &missing) {
  constexpr std::size_t kMostBytes = 90; // of CommonObservation::detail
  std::string text = to_string(missing);
  if (text.size() > kMostBytes)
    text = text.substr(0, kMostBytes - 3) + "...";
  return text;
}

std::string lines_of(std::string_view text) {
  return std::string(static_cast<std::size_t>(std::ranges::count(text, '\n')), '\n');
}

void add_words(std::string_view text, const MissingName &cause, Causes &causes) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word_char(text[at])) {
      ++at;
      continue;
    }
    const std::string_view word = word_at(text, at);
    if (!is_keyword(word))
      causes.emplace(word, cause);
    at += word.size();
  }
}

} // namespace

std::string to_string(const std::vector<MissingName> &missing) {
  std::string text;
  for (const MissingName &each : missing)
    text += fmt::format("{}{} (line {})", text.empty() ? "" : ", ", each.name, each.line);
  return text;
}

void add_missing(const std::vector<MissingName> &missing, std::vector<MissingName> &to) {
  for (const MissingName &each : missing) {
    if (std::ranges::find(to, each.name, &MissingName::name) == to.end())
      to.push_back(each);
  }
}

std::variant<LeftOut, RefusedSource> leave_out(const PreprocessedFile &file,
                                               const LeavingOut &with) {
  LeftOut result;
  result.text = file.text();
  Causes causes;
  std::size_t left = result.text.size(); // each pass but the last leaves something out
  while (left-- > 0) {
    const auto output = with.compile(result.text);
    if (!output)
      return RefusedSource{0, "the compiler cannot be run"};
    const auto items = items_in(result.text);
    const auto diagnostics = diagnostics_in(*output);
    if (!items) {
      const auto error = std::ranges::find_if(diagnostics, &Diagnostic::is_error);
      return RefusedSource{
          error == diagnostics.end() ? 0 : file.source_line(error->line).value_or(0),
          error == diagnostics.end() ? "the braces are not balanced" : error->message};
    }
    Pass pass(file, with, result.text, *items, causes);
    auto read = pass.read(diagnostics);
    if (auto *refused = std::get_if<RefusedSource>(&read))
      return std::move(*refused);
    auto &cuts = std::get<std::vector<Pass::Cut>>(read);
    if (cuts.empty()) {
      add_missing(pass.missing_calls(), result.missing);
      std::ranges::stable_sort(result.missing, {}, &MissingName::line);
      return result;
    }
    result.is_all = false;
    // Declarations first: what uses them is missing what they are missing.
    if (std::ranges::any_of(cuts, &Pass::Cut::whole))
      std::erase_if(cuts, [](const Pass::Cut &cut) { return !cut.whole; });
    // From behind, so that the offsets of the others stay.
    std::ranges::sort(cuts, std::ranges::greater{},
                      [](const Pass::Cut &cut) { return cut.item->begin; });
    for (const Pass::Cut &cut : cuts) {
      const std::size_t begin = cut.whole ? cut.item->begin : *cut.item->body;
      const std::string_view old =
          std::string_view(result.text).substr(begin, cut.item->end - begin);
      std::string text = lines_of(old);
      if (cut.whole) {
        add_words(old.substr(0, cut.item->body.value_or(cut.item->end) - begin),
                  cut.missing.front(), causes);
        if (!cut.item->name.empty())
          result.functions.push_back(cut.item->name);
      } else {
        text = fmt::format("{{ dma_verify_services->unmodelled(dma_verify_services, \"{}\"); "
                           "__builtin_unreachable(); }}{}",
                           short_text(cut.missing), text);
      }
      result.text.replace(begin, cut.item->end - begin, text);
      add_missing(cut.missing, result.missing);
    }
  }
  return RefusedSource{0, "it does not compile"};
}

} // namespace dma_verify
