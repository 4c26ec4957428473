// SPDX-License-Identifier: GPL-2.0-only
// Loops that store in an array: what the inductive rule says of one element is what the rounds have
// stored there, one by one, on machine words. On terms no loop of an unknown number of rounds can
// be followed without it.
#include "smt/ir/execute/executor.h"

#include "smt/ir/decode/decode.h"
#include "smt/terms/evaluate.h"

#include <doctest/doctest.h>

#include <sstream>

namespace dma_verify::ir {
namespace {

Module module_of_loop(const std::string &text) {
  auto decoded = decode(text, "test");
  const auto *error = std::get_if<DecodeError>(&decoded);
  REQUIRE_MESSAGE(error == nullptr, error->message);
  return std::get<Module>(std::move(decoded));
}

std::string name_of_end(const RunEnd &end) {
  switch (end.kind) {
  case RunEnd::Kind::undefined_behaviour:
    return "undefined behaviour";
  case RunEnd::Kind::outside:
    return "outside";
  case RunEnd::Kind::endless:
    return "endless";
  case RunEnd::Kind::unsupported:
    return "unsupported";
  default:
    return "other: " + end.what;
  }
}

constexpr unsigned kManyRounds = 10'000;
constexpr unsigned kFewRounds = 8;

// A run of @f(ptr array, i32 count), and the element that is looked at.
template <class L> struct LoopRun {
  LoopRun(const Module &of, const Number<L> &entries, const Number<L> &probe, unsigned rounds)
      : memory(of.big_endian, of.pointer_bits), host{{}, {}, {}, probe},
        executor(of, memory, host, pages, {1'000'000, rounds, rounds}, places) {
    Object<L> object;
    object.name = "the array";
    object.elements = std::make_shared<Elements<L>>();
    object.elements->bytes = entries << like(entries, 3);
    object.elements->address = Number<L>(64, 0x7000'0000);
    array = memory.pointer_to(memory.add(std::move(object)));
  }
  std::optional<Value<L>> run(const Function &f, const Number<L> &count, const Number<L> &element) {
    executor.run(f, {array, Value<L>(count)});
    return memory.stored_element(array.object, element << like(element, 3));
  }

  PageArray pages{0xffffea0000000000, 64};
  Memory<L> memory;
  Places places;
  Host<L> host;
  Executor<L> executor;
  Value<L> array{};
};

struct Case {
  std::uint64_t entries; // that the array has
  std::uint64_t count;
  std::uint64_t element;
};

std::string on_words(const Module &module, const Case &one) {
  using Word = Number<Concrete>;
  const Word element(64, one.element);
  LoopRun<Concrete> loop(module, Word(64, one.entries), element, kManyRounds);
  try {
    const auto stored = loop.run(*module.function("f"), Word(32, one.count), element);
    return stored ? std::to_string(static_cast<std::uint64_t>(*stored->number.known())) : "nothing";
  } catch (const RunEnd &end) {
    return name_of_end(end);
  }
}

std::string on_terms(const Module &module, const Case &one) {
  using Term = Number<smt::Symbolic>;
  smt::TermPool pool;
  smt::Explorer explorer(pool, 4096);
  const Term entries(explorer, pool.variable("entries", 64));
  const Term count(explorer, pool.variable("count", 32));
  const Term element(explorer, pool.variable("element", 64));
  std::vector<std::string> ends = {"", "nothing", "undefined behaviour"};
  const auto terms = explorer.explore([&] {
    LoopRun<smt::Symbolic> loop(module, entries, element, kFewRounds);
    smt::Term value = pool.constant(64, 0);
    std::size_t how = 0;
    try {
      const auto stored = loop.run(*module.function("f"), count, element);
      if (stored)
        value = stored->number.template as<64>().term(pool);
      else
        how = 1;
    } catch (const RunEnd &end) {
      ends.push_back(name_of_end(end));
      how = ends.size() - 1;
    }
    if (static_cast<bool>(loop.executor.undefined()))
      how = 2;
    return std::vector<smt::Term>{value, pool.constant(32, how)};
  });
  const smt::Assignment words = {
      {"entries", one.entries}, {"count", one.count}, {"element", one.element}};
  smt::Evaluator value_of(words);
  const auto how = static_cast<std::size_t>(value_of(terms[1]));
  return how == 0 ? std::to_string(static_cast<std::uint64_t>(value_of(terms[0]))) : ends.at(how);
}

constexpr std::array kCases = {
    Case{2000, 2000, 0},    Case{2000, 2000, 1},    Case{2000, 2000, 1500}, Case{2000, 2000, 1999},
    Case{2000, 2000, 2000}, Case{2000, 1999, 1999}, Case{2000, 1, 0},       Case{2000, 7, 6},
    Case{2000, 0, 0},       Case{2000, 1501, 1500}, Case{1500, 1500, 1499}, Case{8, 8, 7},
};

// The rule takes the loop, and says of each case what the rounds do.
void expect_taken(const std::string &text) {
  CAPTURE(text);
  const Module module = module_of_loop(text);
  for (const Case &one : kCases) {
    CAPTURE(one.entries);
    CAPTURE(one.count);
    CAPTURE(one.element);
    const std::string expected = on_words(module, one);
    CHECK(on_terms(module, one) == expected);
  }
}
// It does not: many rounds are followed on machine words alone.
void expect_left(const std::string &text) {
  CAPTURE(text);
  const Module module = module_of_loop(text);
  for (const Case &one : kCases) {
    CAPTURE(one.entries);
    CAPTURE(one.count);
    CAPTURE(one.element);
    const std::string expected = on_words(module, one);
    const std::string symbolic = on_terms(module, one);
    CHECK((symbolic == expected || symbolic == "endless" || symbolic == "unsupported"));
    if (one.count > 1501 && one.element == 1500) // a round in the middle
      CHECK(symbolic != expected);
  }
}

// for (i = 0; i RELATION count; i++) { BODY }, as it is written.
std::string written(const std::string &relation, const std::string &body) {
  return "define void @f(ptr %array, i32 %count) {\nentry:\nbr label %head\n"
         "head:\n%i = phi i32 [ 0, %entry ], [ %next, %last ]\n"
         "%more = icmp " +
         relation +
         " i32 %i, %count\nbr i1 %more, label %body, label %end\n"
         "body:\n%wide = sext i32 %i to i64\n%at = getelementptr ptr, ptr %array, i64 %wide\n" +
         body +
         "br label %last\nlast:\n%next = add nsw i32 %i, 1\nbr label %head\nend:\nret void\n}";
}
// The value 3 * i + 7.
const std::string kValue = "%three = mul i64 %wide, 3\n%number = add i64 %three, 7\n"
                           "%page = inttoptr i64 %number to ptr\n";
const std::string kStore = kValue + "store ptr %page, ptr %at\n";

TEST_CASE("a loop as it is written is summed up") {
  expect_taken(written("slt", kStore));
  expect_taken(written("ult", kStore));
  expect_taken(written("ne", kStore));
}

// What a round does wrong is said of the element that it would store in.
TEST_CASE("a loop that goes one round too far stores outside") {
  const Module module = module_of_loop(written("sle", kStore));
  CHECK(on_terms(module, {2000, 2000, 2000}) == "outside");
  CHECK(on_words(module, {2000, 2000, 2000}) == "outside");
  CHECK(on_terms(module, {2001, 2000, 2000}) == "6007");
}

TEST_CASE("an entry that is left out holds nothing") {
  const std::string text =
      written("slt", "%odd = icmp eq i32 %i, 1500\nbr i1 %odd, label %last, label %rest\nrest:\n" +
                         kValue + "store ptr %page, ptr %at\n");
  expect_taken(text);
  CHECK(on_terms(module_of_loop(text), {2000, 2000, 1500}) == "nothing");
  CHECK(on_terms(module_of_loop(text), {2000, 2000, 1499}) == "4504");
}

TEST_CASE("a loop whose branch is at its end and counts with wider numbers is summed up") {
  expect_taken("define void @f(ptr %array, i32 %count) {\nentry:\n"
               "%some = icmp sgt i32 %count, 0\nbr i1 %some, label %before, label %end\n"
               "before:\n%all = zext i32 %count to i64\nbr label %loop\n"
               "loop:\n%wide = phi i64 [ 0, %before ], [ %next, %loop ]\n" +
               kValue +
               "%at = getelementptr ptr, ptr %array, i64 %wide\nstore ptr %page, ptr %at\n"
               "%next = add nuw nsw i64 %wide, 1\n%done = icmp eq i64 %next, %all\n"
               "br i1 %done, label %end, label %loop\nend:\nret void\n}");
}

TEST_CASE("a loop over pointers is summed up") {
  expect_taken("define void @f(ptr %array, i32 %count) {\nentry:\n"
               "%all = zext i32 %count to i64\n"
               "%behind = getelementptr ptr, ptr %array, i64 %all\nbr label %head\n"
               "head:\n%at = phi ptr [ %array, %entry ], [ %further, %body ]\n"
               "%wide = phi i64 [ 0, %entry ], [ %next, %body ]\n"
               "%more = icmp ne ptr %at, %behind\nbr i1 %more, label %body, label %end\nbody:\n" +
               kStore +
               "%further = getelementptr i8, ptr %at, i64 8\n%next = add i64 %wide, 1\n"
               "br label %head\nend:\nret void\n}");
}

TEST_CASE("a loop from the last entry to the first is summed up") {
  expect_taken("define void @f(ptr %array, i32 %count) {\nentry:\n%last = add i32 %count, -1\n"
               "br label %head\nhead:\n%i = phi i32 [ %last, %entry ], [ %next, %body ]\n"
               "%more = icmp sge i32 %i, 0\nbr i1 %more, label %body, label %end\n"
               "body:\n%wide = sext i32 %i to i64\n"
               "%at = getelementptr ptr, ptr %array, i64 %wide\n" +
               kStore + "%next = add i32 %i, -1\nbr label %head\nend:\nret void\n}");
}

TEST_CASE("a loop that counts down while it goes up is summed up") {
  expect_taken("define void @f(ptr %array, i32 %count) {\nentry:\nbr label %head\n"
               "head:\n%left = phi i32 [ %count, %entry ], [ %fewer, %body ]\n"
               "%wide = phi i64 [ 0, %entry ], [ %next, %body ]\n"
               "%more = icmp sgt i32 %left, 0\nbr i1 %more, label %body, label %end\n"
               "body:\n%at = getelementptr ptr, ptr %array, i64 %wide\n" +
               kStore +
               "%fewer = add i32 %left, -1\n%next = add i64 %wide, 1\n"
               "br label %head\nend:\nret void\n}");
}

// With its counter in memory, as clang writes it before any pass, and a local variable that holds
// the value.
TEST_CASE("a loop whose counter is a local variable is summed up") {
  expect_taken("define void @f(ptr %array, i32 %count) {\nentry:\n%i = alloca i32\n"
               "%kept = alloca ptr\nstore i32 0, ptr %i\nbr label %head\n"
               "head:\n%now = load i32, ptr %i\n%more = icmp slt i32 %now, %count\n"
               "br i1 %more, label %body, label %end\nbody:\n%again = load i32, ptr %i\n"
               "%wide = sext i32 %again to i64\n%at = getelementptr ptr, ptr %array, i64 %wide\n" +
               kValue +
               "store ptr %page, ptr %kept\n%value = load ptr, ptr %kept\n"
               "store ptr %value, ptr %at\n%last = load i32, ptr %i\n%next = add i32 %last, 1\n"
               "store i32 %next, ptr %i\nbr label %head\nend:\nret void\n}");
}

TEST_CASE("what one round leaves to the next one in another way is not summed up") {
  // The sum of all numbers so far.
  expect_left("define void @f(ptr %array, i32 %count) {\nentry:\nbr label %head\n"
              "head:\n%i = phi i32 [ 0, %entry ], [ %next, %body ]\n"
              "%sum = phi i64 [ 5, %entry ], [ %larger, %body ]\n"
              "%more = icmp slt i32 %i, %count\nbr i1 %more, label %body, label %end\n"
              "body:\n%wide = sext i32 %i to i64\n%larger = add i64 %sum, %wide\n"
              "%at = getelementptr ptr, ptr %array, i64 %wide\n"
              "%page = inttoptr i64 %larger to ptr\nstore ptr %page, ptr %at\n"
              "%next = add i32 %i, 1\nbr label %head\nend:\nret void\n}");
}

TEST_CASE("two stores in a round, steps of two and another way out are not summed up") {
  expect_left(written("slt", kStore + "store ptr null, ptr %array\n"));
  expect_left("define void @f(ptr %array, i32 %count) {\nentry:\nbr label %head\n"
              "head:\n%i = phi i32 [ 0, %entry ], [ %next, %body ]\n"
              "%more = icmp slt i32 %i, %count\nbr i1 %more, label %body, label %end\n"
              "body:\n%wide = sext i32 %i to i64\n"
              "%at = getelementptr ptr, ptr %array, i64 %wide\n" +
              kStore + "%next = add i32 %i, 2\nbr label %head\nend:\nret void\n}");
  expect_left(written("slt", kStore + "%far = icmp eq i32 %i, 1000\n"
                                      "br i1 %far, label %end, label %last\nnever:\n"));
}

} // namespace
} // namespace dma_verify::ir
