// SPDX-License-Identifier: GPL-2.0-only
#include "smt/minimality/field_freedom.h"

#include "model/kernel/member.h"

#include <algorithm>
#include <map>
#include <optional>

namespace dma_verify::smt {
namespace {

using Kind = FieldFreedom::Kind;
using Word = std::uint64_t;

// More choices of finite fields than this are not proved at once.
constexpr std::size_t kMostChoices = 3000;

std::string hex(Word value) {
  std::string digits;
  for (Word rest = value; rest != 0; rest >>= 4U)
    digits.insert(digits.begin(), "0123456789abcdef"[rest & 15U]);
  return "0x" + (digits.empty() ? "0" : digits);
}

// Its value in a scenario, if the field is a word or a page.
std::optional<Word> word_in(const StoredScenario &scenario, std::string_view variable) {
  std::optional<Word> word;
  for_each_field(
      [&](const Field &field, const auto &member) {
        if (field.name != variable)
          return;
        if constexpr (requires { member.frame; }) {
          if (!member.is_null)
            word = member.frame.word.value();
        } else if constexpr (requires { member.word; }) {
          word = member.word.value();
        } else if constexpr (requires { member.value(); }) {
          word = member.value();
        }
      },
      scenario);
  return word;
}

// What is asked about: a field, or a VMA's place, whose variable is its first address.
struct Asked {
  std::string name;
  std::string variable;
  unsigned bits = 0;   // of the variable; 0 if the field is finite
  bool unread = false; // by the model: trivially it may be anything
};

// One field alone: for which of its values the clause fails.
struct OneField {
  Asked asked;
  FieldFreedom freedom;
  FailingSet set;
  std::size_t own = 0;      // the case of the scenario's own finite value
  std::optional<Word> word; // the scenario's own, if the field is one
};

Word all_ones(unsigned bits) { return bits >= 64 ? ~Word{0} : (Word{1} << bits) - 1; }

// Values to try: the smallest and the largest, powers of two, and values one byte or one page away.
std::vector<Word> values_to_try(Word own, unsigned bits, unsigned shift) {
  const Word page = Word{1} << shift;
  std::vector<Word> values = {0, 1, 2, 3, own + 1, own - 1, own + page, own - page, 2 * own};
  for (unsigned bit = 0; bit < bits; ++bit) {
    for (const Word value :
         {Word{1} << bit, (Word{1} << bit) - 1, (Word{1} << bit) + 1, own ^ (Word{1} << bit),
          all_ones(bits) - (Word{1} << bit), (Word{1} << bit) + page, own + (Word{1} << bit),
          own - (Word{1} << bit)}) {
      values.push_back(value);
    }
  }
  Word random = 0x9e3779b97f4a7c15U;
  for (unsigned i = 0; i < 48; ++i) {
    random ^= random << 13U;
    random ^= random >> 7U;
    random ^= random << 17U;
    values.push_back(i % 2 == 0 ? random >> (i % 60) : (random >> (i % 60)) & ~(page - 1));
  }
  for (Word &value : values)
    value &= all_ones(bits);
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

// What the scenario with this value of the field does: it fails, or not, or is outside the space.
enum class Outcome : std::uint8_t { fails, holds, outside };
Outcome outcome_of(const OneField &field, const FailingCase &one, Word value) {
  const Assignment words = {{field.asked.variable, value}};
  Evaluator value_of(words);
  if (value_of(one.inside) == 0)
    return Outcome::outside;
  return value_of(one.fails) != 0 ? Outcome::fails : Outcome::holds;
}

// The last value that fails, going from the scenario's own value in steps of a byte or of a page,
// if all values up to it fail.
Word last_failing(const OneField &field, bool upwards, unsigned shift) {
  const FailingCase &own = field.set.cases[field.own];
  const Word from = *field.word;
  const Word limit = upwards ? all_ones(field.asked.bits) - from : from;
  const auto fails = [&](Word steps, Word step) {
    return outcome_of(field, own, upwards ? from + steps * step : from - steps * step) !=
           Outcome::holds;
  };
  Word last = from;
  for (const Word step : {Word{1}, Word{1} << shift}) {
    Word good = 0; // so many steps
    for (Word leap = 1; leap != 0 && leap <= limit / step && fails(leap, step); leap *= 2)
      good = leap;
    for (Word half = good; half != 0; half /= 2) {
      if (half <= limit / step - good && fails(good + half, step))
        good += half;
    }
    const Word there = upwards ? from + good * step : from - good * step;
    if (outcome_of(field, own, there) == Outcome::fails)
      last = upwards ? std::max(last, there) : std::min(last, there);
  }
  return last;
}

// What evaluating some values suggests; not proved.
void suggest(OneField &field, unsigned shift) {
  unsigned failing = 0;
  unsigned holding = 0;
  bool holds_elsewhere = false; // with another finite value
  bool fails_elsewhere = false;
  for (std::size_t c = 0; c < field.set.cases.size(); ++c) {
    const FailingCase &one = field.set.cases[c];
    const bool own_case = c == field.own;
    std::vector<Word> values = {0};
    if (word_in(one.answers, field.asked.variable))
      values = values_to_try(field.word.value_or(0), field.asked.bits, shift);
    for (const Word value : values) {
      if (own_case && (!field.word || value == *field.word))
        continue;
      const Outcome outcome = outcome_of(field, one, value);
      failing += outcome == Outcome::fails ? 1 : 0;
      holding += outcome == Outcome::holds ? 1 : 0;
      holds_elsewhere = holds_elsewhere || (!own_case && outcome == Outcome::holds);
      fails_elsewhere = fails_elsewhere || (!own_case && outcome == Outcome::fails);
    }
  }
  FieldFreedom &freedom = field.freedom;
  if (failing == 0 && holding == 0) {
    freedom.kind = Kind::held;
  } else if (holding == 0) {
    freedom.kind = Kind::anything;
  } else if (failing == 0) {
    freedom.kind = Kind::exactly;
  } else if (field.word && !fails_elsewhere) {
    freedom.kind = Kind::range;
    freedom.low = hex(last_failing(field, false, shift));
    freedom.high = hex(last_failing(field, true, shift));
  }
}

// The term: what is claimed about the field is wrong for some value of it.
Term wrong(OneField &field, TermPool &pool) {
  const Kind kind = field.freedom.kind;
  Term some = pool.truth(false);
  for (std::size_t c = 0; c < field.set.cases.size(); ++c) {
    const FailingCase &one = field.set.cases[c];
    Term other = pool.truth(true); // the value is not the own one
    Term in_range = pool.truth(false);
    if (c == field.own && !field.word) {
      other = pool.truth(false);
    } else if (field.word && c == field.own) {
      const Term value = pool.variable(field.asked.variable, field.asked.bits);
      other = pool.negation(pool.equal(value, pool.constant(field.asked.bits, *field.word)));
      if (kind == Kind::range) {
        const Term low =
            pool.constant(field.asked.bits, std::stoull(field.freedom.low, nullptr, 16));
        const Term high =
            pool.constant(field.asked.bits, std::stoull(field.freedom.high, nullptr, 16));
        in_range = pool.conjunction(pool.negation(pool.less(value, low)),
                                    pool.negation(pool.less(high, value)));
      }
    }
    Term here = pool.truth(false);
    if (kind == Kind::held)
      here = other;
    if (kind == Kind::anything)
      here = pool.negation(one.fails);
    if (kind == Kind::exactly)
      here = pool.conjunction(other, one.fails);
    if (kind == Kind::range)
      here = pool.negation(pool.equal(one.fails, in_range));
    some = pool.disjunction(some, pool.conjunction(one.inside, here));
  }
  return some;
}

OneField one_field(const Failing &failing, const StoredScenario &minimum, const Asked &asked,
                   const std::shared_ptr<TermPool> &pool) {
  OneField field;
  field.asked = asked;
  field.freedom.field = asked.name;
  Space space{minimum, [name = asked.name](const Field &other) { return other.name == name; }};
  space.pool = pool;
  space.outside = true;
  field.set = failing.failing_set(space);
  field.word = word_in(minimum, asked.variable);
  const Ranks own = ranks_of(minimum, failing.failure.order());
  field.own = field.set.cases.size();
  for (std::size_t c = 0; c < field.set.cases.size(); ++c) {
    const StoredScenario &answers = field.set.cases[c].answers;
    const bool same_null = word_in(answers, asked.variable).has_value() == field.word.has_value();
    if (same_null && (field.word || ranks_of(answers, failing.failure.order()) == own))
      field.own = c;
  }
  return field;
}

std::vector<Asked> asked_of(const StoredScenario &minimum) {
  std::vector<Asked> all;
  for_each_field(
      [&](const Field &field, const auto &member) {
        if (!field.used_by(minimum.call))
          return;
        const std::string name(field.name);
        const unsigned bits = width_of(member, minimum.architecture);
        all.push_back({name, name, bits, field.unread_by_model});
        if (name == "vm_end")
          all.push_back({std::string(kVmaMoved), "vm_start", bits});
      },
      minimum);
  return all;
}

// All fields of kind `anything`, changed together.
bool prove_at_once(const Failing &failing, const StoredScenario &minimum,
                   const std::vector<OneField> &fields, const Solvers &solvers) {
  std::vector<std::string> free;
  for (const OneField &field : fields) {
    if (field.freedom.kind == Kind::anything && !field.asked.unread)
      free.push_back(field.freedom.field);
  }
  const auto is = [&](std::string_view name) {
    return std::ranges::find(free, name) != free.end();
  };
  if (is(kVmaMoved) && (is("vm_start") || is("vm_end")))
    std::erase(free, std::string(kVmaMoved));
  if (free.size() < 2)
    return !free.empty();
  Space space{minimum, [&](const Field &field) { return is(field.name); }};
  space.outside = true;
  if (finite_choices(minimum, space.is_free, true).size() > kMostChoices)
    return false;
  const FailingSet set = failing.failing_set(space);
  TermPool &pool = *set.pool;
  Query query;
  query.name = failing.failure.id() + " anything-at-once";
  Term some = pool.truth(false);
  for (const FailingCase &one : set.cases)
    some = pool.disjunction(some, pool.conjunction(one.inside, pool.negation(one.fails)));
  query.assertions.push_back({"holds", some});
  SettledQuery settled;
  return std::holds_alternative<Unsat>(ask_both(query, solvers, settled));
}

} // namespace

FieldsFound prove_fields(const Failing &failing, const StoredScenario &minimum,
                         const Solvers &solvers) {
  FieldsFound found;
  const auto pool = std::make_shared<TermPool>();
  const unsigned shift = minimum.architecture.page_shift;
  std::vector<OneField> fields;
  for (const Asked &asked : asked_of(minimum)) {
    fields.push_back(one_field(failing, minimum, asked, pool));
    if (fields.back().own == fields.back().set.cases.size()) {
      found.reason = "field " + asked.name + " has a value that proofs do not know";
      return found;
    }
    suggest(fields.back(), shift);
  }
  for (;;) {
    Query query;
    query.name = failing.failure.id() + " fields";
    query.comments = {"what is said of some field is wrong, the others being as in the minimum",
                      "among " + space_text(failing.failure)};
    Term some = pool->truth(false);
    for (OneField &field : fields)
      some = pool->disjunction(some, wrong(field, *pool));
    query.assertions.push_back({"some-claim-is-wrong", some});
    const Result result = ask_both(query, solvers, found.query);
    if (std::holds_alternative<Unsat>(result))
      break;
    const auto *sat = std::get_if<Sat>(&result);
    if (sat == nullptr) {
      found.reason = reason_of(result);
      return found;
    }
    Evaluator value_of(sat->model);
    bool taken_back = false;
    for (OneField &field : fields) {
      if (value_of(wrong(field, *pool)) == 0)
        continue;
      field.freedom.kind = Kind::others;
      taken_back = true;
    }
    if (!taken_back) {
      found.reason = "a solver's model does not satisfy its query";
      return found;
    }
  }
  found.anything_at_once = prove_at_once(failing, minimum, fields, solvers);
  for (OneField &field : fields) {
    if (field.freedom.kind != Kind::range)
      field.freedom.low = field.freedom.high = "";
    found.fields.push_back(std::move(field.freedom));
  }
  return found;
}

} // namespace dma_verify::smt
