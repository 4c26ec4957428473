// SPDX-License-Identifier: GPL-2.0-only
// Small functions with known answers, from LLVM's language reference: each opcode, and each rule of
// poison and undefined behaviour. Run on machine words, and on terms whose values are then
// computed.
#include "smt/ir/execute/executor.h"

#include "smt/ir/decode/decode.h"
#include "smt/terms/evaluate.h"

#include <doctest/doctest.h>

#include <sstream>

namespace dma_verify::ir {
namespace {

Module module_of(const std::string &text) {
  auto decoded = decode(text, "test");
  const auto *error = std::get_if<DecodeError>(&decoded);
  REQUIRE_MESSAGE(error == nullptr, error->message);
  return std::get<Module>(std::move(decoded));
}

std::string text_of(Uint128 number) {
  std::ostringstream text;
  text << static_cast<std::uint64_t>(number);
  return text.str();
}
std::string text_of(const RunEnd &end) {
  switch (end.kind) {
  case RunEnd::Kind::undefined_behaviour:
    return "undefined behaviour: " + end.what;
  case RunEnd::Kind::crash:
    return "crash: " + end.what;
  case RunEnd::Kind::outside:
    return "outside: " + end.what;
  case RunEnd::Kind::unsupported:
    return "unsupported: " + end.what;
  case RunEnd::Kind::endless:
    return "endless: " + end.what;
  default:
    return "other: " + end.what;
  }
}

// A run of @f, and what it must outlive.
template <class L> struct TestRun {
  explicit TestRun(const Module &of)
      : module(of), memory(of.big_endian, of.pointer_bits),
        executor(of, memory, host, pages, {100'000, 20}, places) {
    add_functions(of, memory, places);
    for (const Global &global : of.globals) {
      Object<L> object;
      object.name = global.name;
      object.bytes = global.bytes;
      object.is_constant = global.is_constant;
      object.is_zero = true;
      places.globals.push_back(memory.add(std::move(object)));
    }
    for (std::size_t i = 0; i < of.globals.size(); ++i) {
      for (const Global::Piece &piece : of.globals[i].pieces) {
        memory.write(memory.object(places.globals[i]), piece.offset, piece.value.type.bytes,
                     constant_value(piece.value, memory, places));
      }
    }
  }

  const Module &module;
  PageArray pages{0xffffea0000000000, 64};
  Host<L> host;
  Memory<L> memory;
  Places places;
  Executor<L> executor;
};

using Arguments = std::vector<Uint128>;

std::string on_words(const Module &module, const Arguments &arguments) {
  TestRun<Concrete> test(module);
  const Function &f = *module.function("f");
  std::vector<Value<Concrete>> values;
  for (std::size_t i = 0; i < f.parameters.size(); ++i)
    values.emplace_back(f.parameters[i].bits, arguments.at(i));
  try {
    const auto result = test.executor.run(f, values);
    return text_of(*test.memory.address(result).known());
  } catch (const RunEnd &end) {
    return text_of(end);
  }
}

// All paths are run; of each the value of what it decided says whether it is taken.
std::string on_terms(const Module &module, const Arguments &arguments) {
  smt::TermPool pool;
  smt::Explorer explorer(pool, 4096);
  const Function &f = *module.function("f");
  smt::Assignment words;
  std::vector<Value<smt::Symbolic>> values;
  for (std::size_t i = 0; i < f.parameters.size(); ++i) {
    const std::string name = "a" + std::to_string(i);
    words[name] = arguments.at(i) & smt::low_bits(f.parameters[i].bits);
    values.emplace_back(Number<smt::Symbolic>(explorer, pool.variable(name, f.parameters[i].bits)));
  }
  std::vector<std::string> ends = {"", ""};
  const auto end_with = [&](const std::string &text) {
    ends.push_back(text);
    return pool.constant(32, ends.size() - 1);
  };
  const auto terms = explorer.explore([&] {
    TestRun<smt::Symbolic> test(module);
    smt::Term value = pool.constant(64, 0);
    smt::Term how = pool.constant(32, 0);
    try {
      const auto result = test.executor.run(f, values);
      const auto number = zero_extend(test.memory.address(result), 64).template as<64>();
      value = number.term(pool);
    } catch (const RunEnd &end) {
      how = end_with(text_of(end));
    }
    // All that is undefined on a path is one truth value, and what comes first is its name.
    if (static_cast<bool>(test.executor.undefined()))
      how = end_with("undefined behaviour: ");
    return std::vector<smt::Term>{value, how};
  });
  smt::Evaluator value_of(words);
  const auto how = static_cast<std::size_t>(value_of(terms[1]));
  return how == 0 ? text_of(value_of(terms[0])) : ends[how];
}

void expect(const std::string &text, const Arguments &arguments, const std::string &expected) {
  CAPTURE(text);
  const Module module = module_of(text);
  CHECK(on_words(module, arguments) == expected);
  const std::string symbolic = on_terms(module, arguments);
  CHECK((symbolic == expected ||
         (symbolic == "undefined behaviour: " && expected.starts_with(symbolic))));
}

// A function of two i32 that gives back %r.
void expect32(const std::string &body, Uint128 a, Uint128 b, const std::string &expected) {
  expect("define noundef i32 @f(i32 %a, i32 %b) {\n" + body + "\nret i32 %r\n}", {a, b}, expected);
}

const std::string kPoison = "undefined behaviour: the value that it returns is poison";
constexpr Uint128 kLeast = 0x80000000U;
constexpr Uint128 kMinusOne = 0xffffffffU;

TEST_CASE("operations of two integers") {
  struct Row {
    const char *operation;
    Uint128 a, b;
    const char *result;
  };
  for (const Row &row : {Row{"add", kMinusOne, 2, "1"},
                         {"sub", 3, 5, "4294967294"},
                         {"mul", 0x10001, 0x10001, "131073"},
                         {"mul", 7, 6, "42"},
                         {"udiv", 100, 7, "14"},
                         {"udiv", kMinusOne, 1, "4294967295"},
                         {"urem", 100, 7, "2"},
                         {"sdiv", kMinusOne - 6, 2, "4294967293"}, // -7 / 2 = -3
                         {"srem", kMinusOne - 6, 2, "4294967295"}, // -7 % 2 = -1
                         {"srem", 7, kMinusOne - 1, "1"},
                         {"shl", 3, 4, "48"},
                         {"lshr", kLeast, 31, "1"},
                         {"ashr", kLeast, 31, "4294967295"},
                         {"ashr", 0x40000000, 30, "1"},
                         {"and", 12, 10, "8"},
                         {"or", 12, 10, "14"},
                         {"xor", 12, 10, "6"},
                         {"xor", 12, kMinusOne, "4294967283"}})
    expect32(std::string("%r = ") + row.operation + " i32 %a, %b", row.a, row.b, row.result);
}

TEST_CASE("operations with a constant") {
  expect32("%r = mul i32 %a, 10", 7, 0, "70");
  expect32("%r = udiv i32 %a, 64", 200, 0, "3");
  expect32("%r = urem i32 %a, 64", 200, 0, "8");
  expect32("%r = udiv i32 %a, 10", 99, 0, "9");
  expect32("%r = sub i32 64, %a", 3, 0, "61");
  expect32("%s = sub i32 64, %a\n%r = sub i32 70, %s", 3, 0, "9");
  expect32("%s = add i32 %a, 5\n%r = add i32 %s, -5", 3, 0, "3");
  expect32("%s = add i32 %a, 4095\n%r = lshr i32 %s, 12", 4097, 0, "2");
  expect32("%s = add i32 %a, 4095\n%r = lshr i32 %s, 12", kMinusOne, 0, "0");
  expect32("%s = add i32 %a, 4095\n%r = and i32 %s, -4096", 4097, 0, "8192");
  expect32("%s = add i32 %a, 4095\n%r = lshr i32 %s, 11", 4097, 0, "4");
  expect32("%r = and i32 %a, -4096", 4097, 0, "4096");
  expect32("%r = and i32 %a, -4095", 4099, 0, "4097");
  expect32("%r = and i32 %a, 4095", 4099, 0, "3");
  expect32("%s = shl i32 %a, 4\n%r = lshr i32 %s, 4", kMinusOne, 0, "268435455");
}

TEST_CASE("flags make poison of what they exclude and of nothing else") {
  expect32("%r = add nuw i32 %a, %b", kMinusOne, 1, kPoison);
  expect32("%r = add nuw i32 %a, %b", kMinusOne, 0, "4294967295");
  expect32("%r = add nsw i32 %a, %b", 0x7fffffff, 1, kPoison);
  expect32("%r = add nsw i32 %a, %b", kMinusOne, 1, "0");
  expect32("%r = sub nuw i32 %a, %b", 1, 2, kPoison);
  expect32("%r = sub nsw i32 %a, %b", 1, 2, "4294967295");
  expect32("%r = sub nsw i32 %a, %b", kLeast, 1, kPoison);
  expect32("%r = mul nuw i32 %a, %b", 0x10000, 0x10000, kPoison);
  expect32("%r = mul nuw i32 %a, %b", 0x10000, 0xffff, "4294901760");
  expect32("%r = mul nsw i32 %a, %b", 0x10000, 0x8000, kPoison);
  expect32("%r = mul nsw i32 %a, %b", kMinusOne, 5, "4294967291");
  expect32("%r = shl nuw i32 %a, %b", 3, 31, kPoison);
  expect32("%r = shl nsw i32 %a, %b", 1, 31, kPoison);
  expect32("%r = shl nsw i32 %a, %b", kMinusOne, 31, "2147483648");
  expect32("%r = lshr exact i32 %a, %b", 5, 1, kPoison);
  expect32("%r = lshr exact i32 %a, %b", 4, 1, "2");
  expect32("%r = ashr exact i32 %a, %b", 5, 1, kPoison);
  expect32("%r = udiv exact i32 %a, %b", 7, 2, kPoison);
  expect32("%r = sdiv exact i32 %a, %b", 6, 2, "3");
  expect32("%r = or disjoint i32 %a, %b", 3, 1, kPoison);
  expect32("%r = or disjoint i32 %a, %b", 2, 1, "3");
}

TEST_CASE("shifts from the width on are poison") {
  for (const std::string operation : {"shl", "lshr", "ashr"}) {
    expect32("%r = " + operation + " i32 %a, %b", 1, 32, kPoison);
    expect32("%r = " + operation + " i32 %a, 33", 1, 0, kPoison);
  }
}

TEST_CASE("division by 0 and a quotient that overflows are undefined behaviour") {
  for (const std::string operation : {"udiv", "urem", "sdiv", "srem"})
    expect32("%r = " + operation + " i32 %a, %b", 1, 0, "undefined behaviour: division by 0");
  for (const std::string operation : {"sdiv", "srem"}) {
    expect32("%r = " + operation + " i32 %a, %b", kLeast, kMinusOne,
             "undefined behaviour: division that overflows");
  }
}

TEST_CASE("comparisons") {
  struct Row {
    const char *predicate;
    bool less, equal, greater; // of -1 with 1, 1 with 1, 1 with -1, as signed numbers
  };
  for (const Row &row : {Row{"eq", false, true, false},
                         {"ne", true, false, true},
                         {"ugt", true, false, false},
                         {"uge", true, true, false},
                         {"ult", false, false, true},
                         {"ule", false, true, true},
                         {"sgt", false, false, true},
                         {"sge", false, true, true},
                         {"slt", true, false, false},
                         {"sle", true, true, false}}) {
    const std::string body =
        std::string("%c = icmp ") + row.predicate + " i32 %a, %b\n%r = zext i1 %c to i32";
    expect32(body, kMinusOne, 1, row.less ? "1" : "0");
    expect32(body, 1, 1, row.equal ? "1" : "0");
    expect32(body, 1, kMinusOne, row.greater ? "1" : "0");
  }
}

TEST_CASE("casts") {
  const auto cast = [](const std::string &body, Uint128 a, const std::string &expected) {
    expect("define noundef i64 @f(i33 %a) {\n" + body + "\nret i64 %r\n}", {a}, expected);
  };
  constexpr Uint128 kTop = Uint128{1} << 32U;
  cast("%r = zext i33 %a to i64", kTop, "4294967296");
  cast("%r = sext i33 %a to i64", kTop, "18446744069414584320");
  cast("%r = zext nneg i33 %a to i64", kTop, kPoison);
  cast("%r = zext nneg i33 %a to i64", kTop - 1, "4294967295");
  cast("%t = trunc i33 %a to i32\n%r = zext i32 %t to i64", kTop + 7, "7");
  cast("%t = trunc nuw i33 %a to i32\n%r = zext i32 %t to i64", kTop + 7, kPoison);
  cast("%t = trunc nsw i33 %a to i32\n%r = sext i32 %t to i64", kTop, kPoison);
  cast("%t = trunc nsw i33 %a to i32\n%r = sext i32 %t to i64", 2 * kTop - 1,
       "18446744073709551615");
}

TEST_CASE("select takes the poison of the chosen value alone and logic takes all") {
  const std::string poisoned = "%p = add nuw i32 %b, -1\n%c = icmp eq i32 %a, 0\n";
  expect32(poisoned + "%r = select i1 %c, i32 7, i32 %p", 0, 5, "7");
  expect32(poisoned + "%r = select i1 %c, i32 7, i32 %p", 1, 5, kPoison);
  const std::string truths = poisoned + "%q = icmp eq i32 %p, 3\n";
  expect32(truths + "%s = select i1 %c, i1 true, i1 %q\n%r = zext i1 %s to i32", 0, 5, "1");
  expect32(truths + "%s = or i1 %c, %q\n%r = zext i1 %s to i32", 0, 5, kPoison);
  expect32("%p = add nuw i32 %b, -1\n%c = icmp eq i32 %p, 0\n%r = select i1 %c, i32 1, i32 1", 0, 5,
           kPoison);
  expect32("%p = add nuw i32 %b, -1\n%r = and i32 %p, 0", 0, 5, kPoison);
}

TEST_CASE("a branch on poison or on an undefined value is undefined behaviour") {
  const std::string rest = "\nx:\nret i32 1\ny:\nret i32 2\n}";
  const std::string head = "define i32 @f(i32 %a) {\n";
  const std::string jump = "%c = icmp eq i32 %p, 0\nbr i1 %c, label %x, label %y";
  expect(head + "%p = add nuw i32 %a, 1\n" + jump + rest, {kMinusOne},
         "undefined behaviour: what a branch depends on is poison");
  expect(head + "%p = add nuw i32 %a, 1\n" + jump + rest, {4}, "2");
  expect(head + "%p = add i32 undef, %a\n" + jump + rest, {4},
         "undefined behaviour: what a branch depends on is undefined");
  expect(head + "switch i32 poison, label %x [i32 1, label %y]" + rest, {4},
         "undefined behaviour: what a branch depends on is poison");
  expect(head + "unreachable\n}", {4}, "undefined behaviour: unreachable code is reached");
}

TEST_CASE("freeze stops poison and its value is unknown") {
  expect32("%p = add nuw i32 %a, 1\n%r = freeze i32 %p", 5, 0, "6");
  expect32("%p = add nuw i32 %a, 1\n%r = freeze i32 %p", kMinusOne, 0,
           "unsupported: a frozen value that was undefined (the value that it returns)");
  expect32("%p = freeze i32 poison\n%r = add i32 %a, 1", 5, 0, "6");
}

TEST_CASE("control: switch, phi, loops and calls") {
  expect("define i32 @f(i32 %a) {\nswitch i32 %a, label %d [i32 1, label %x\ni32 7, label %y]\n"
         "x:\nbr label %e\ny:\nbr label %e\nd:\nbr label %e\n"
         "e:\n%r = phi i32 [10, %x], [70, %y], [0, %d]\nret i32 %r\n}",
         {7}, "70");
  const std::string loop = "define i32 @f(i32 %a) {\nbr label %l\nl:\n"
                           "%i = phi i32 [0, %0], [%n, %l]\n%s = phi i32 [0, %0], [%t, %l]\n"
                           "%n = add i32 %i, 1\n%t = add i32 %s, %n\n%c = icmp ult i32 %n, %a\n"
                           "br i1 %c, label %l, label %e\ne:\nret i32 %t\n}";
  expect(loop, {4}, "10");
  expect(loop, {1000}, "endless: loop");
  expect("define i32 @g(i32 %x) {\n%y = mul i32 %x, 3\nret i32 %y\n}\n"
         "define i32 @f(i32 %a) {\n%r = call i32 @g(i32 %a)\nret i32 %r\n}",
         {5}, "15");
  expect("define i32 @f(i32 %a) {\n%r = call i32 @f(i32 %a)\nret i32 %r\n}", {5},
         "endless: calls within calls of f");
  // Phis take their values at once: the two change places.
  expect("define i32 @f(i32 %a) {\nbr label %l\nl:\n%x = phi i32 [1, %0], [%y, %l]\n"
         "%y = phi i32 [2, %0], [%x, %l]\n%i = phi i32 [0, %0], [%n, %l]\n%n = add i32 %i, 1\n"
         "%c = icmp eq i32 %n, 2\nbr i1 %c, label %e, label %l\ne:\nret i32 %x\n}",
         {0}, "2");
}

TEST_CASE("a function is called as what it is") {
  const std::string g = "define i32 @g(i32 %x) {\nret i32 %x\n}\n";
  expect(g + "define i32 @f(i32 %a) {\n%p = select i1 true, ptr @g, ptr null\n"
             "%r = call i32 %p(i32 %a)\nret i32 %r\n}",
         {5}, "5");
  expect(g + "define i32 @f(i32 %a) {\n%p = select i1 true, ptr @g, ptr null\n"
             "%w = zext i32 %a to i64\n%r = call i32 %p(i64 %w)\nret i32 %r\n}",
         {5}, "undefined behaviour: call of g as a function of another type");
  expect("define i32 @f(i32 %a) {\n%p = inttoptr i64 0 to ptr\n%r = call i32 %p(i32 %a)\n"
         "ret i32 %r\n}",
         {5}, "crash: call through a NULL pointer");
  expect("declare i32 @h(i32)\ndefine i32 @f(i32 %a) {\n%r = call i32 @h(i32 %a)\nret i32 %r\n}",
         {5}, "other: h");
}

TEST_CASE("promises of parameters, results and loads") {
  const auto call = [](const std::string &attributes, Uint128 a, const std::string &expected) {
    expect("define i32 @g(i32 " + attributes +
               " %x) {\nret i32 1\n}\n"
               "define i32 @f(i32 %a) {\n%p = add nuw i32 %a, 1\n"
               "%r = call i32 @g(i32 %p)\nret i32 %r\n}",
           {a}, expected);
  };
  call("", kMinusOne, "1");
  call("noundef", kMinusOne, "undefined behaviour: an argument is poison");
  call("noundef range(i32 0, 5)", 4, "undefined behaviour: an argument is poison");
  call("noundef range(i32 0, 5)", 3, "1");
  call("noundef range(i32 -2, 2)", 2, "undefined behaviour: an argument is poison");
  expect("define i32 @f(ptr noundef nonnull %a) {\nret i32 1\n}", {0},
         "undefined behaviour: an argument is poison");
  expect("define i32 @f(ptr noundef align 8 %a) {\nret i32 1\n}", {12},
         "undefined behaviour: an argument is poison");
  expect("define i32 @f(i32 %a) {\n%m = alloca i32\nstore i32 %a, ptr %m\n"
         "%r = load i32, ptr %m, !range !0, !noundef !1\nret i32 1\n}\n"
         "!0 = !{i32 0, i32 2}\n!1 = !{}",
         {3}, "undefined behaviour: a load is poison");
}

TEST_CASE("memory keeps what was stored in whole and in parts") {
  const std::string head = "target datalayout = \"e-p:64:64\"\ndefine i32 @f(i32 %a, i32 %b) {\n"
                           "%m = alloca [4 x i32]\n";
  expect(head + "store i32 %a, ptr %m\n%r = load i32, ptr %m\nret i32 %r\n}", {7, 0}, "7");
  expect(head + "store i32 %a, ptr %m\n%q = getelementptr i8, ptr %m, i64 1\n"
                "%c = load i8, ptr %q, align 1\n%r = zext i8 %c to i32\nret i32 %r\n}",
         {0x11223344, 0}, "51");
  expect(head + "store i32 %a, ptr %m\n%q = getelementptr i8, ptr %m, i64 1\n"
                "store i8 -1, ptr %q, align 1\n%r = load i32, ptr %m\nret i32 %r\n}",
         {0x11223344, 0}, text_of(0x1122ff44));
  expect(head +
             "%n = getelementptr i32, ptr %m, i64 1\nstore i32 %a, ptr %m\nstore i32 %b, ptr %n\n"
             "%w = load i64, ptr %m, align 4\n%h = lshr i64 %w, 16\n%r = trunc i64 %h to i32\n"
             "ret i32 %r\n}",
         {0x11223344, 0x55667788}, text_of(0x77881122));
  expect(head + "%i = zext i32 %b to i64\n%n = getelementptr i32, ptr %m, i64 %i\n"
                "call void @llvm.memset.p0.i64(ptr %m, i8 5, i64 16, i1 false)\n"
                "store i32 %a, ptr %n\n%q = getelementptr i8, ptr %m, i64 8\n"
                "%r = load i32, ptr %q\nret i32 %r\n}\n"
                "declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)",
         {9, 2}, "9");
  expect(head +
             "%n = alloca ptr\nstore ptr %m, ptr %n\nstore i32 %a, ptr %m\n%q = load ptr, ptr %n\n"
             "%r = load i32, ptr %q\nret i32 %r\n}",
         {7, 0}, "7");
  expect(head + "%n = alloca [4 x i32]\nstore i32 %a, ptr %m\n"
                "call void @llvm.memcpy.p0.p0.i64(ptr %n, ptr %m, i64 16, i1 false)\n"
                "%r = load i32, ptr %n\nret i32 %r\n}\n"
                "declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)",
         {7, 0}, "7");
}

TEST_CASE("the order of bytes is the target's") {
  const std::string body = "define i32 @f(i32 %a) {\n%m = alloca i32\nstore i32 %a, ptr %m\n"
                           "%c = load i8, ptr %m\n%r = zext i8 %c to i32\nret i32 %r\n}";
  expect("target datalayout = \"e-p:64:64\"\n" + body, {0x11223344}, "68");
  expect("target datalayout = \"E-p:64:64\"\n" + body, {0x11223344}, "17");
  const std::string two = "define i32 @f(i32 %a) {\n%m = alloca [2 x i16]\nstore i16 1, ptr %m\n"
                          "%n = getelementptr i16, ptr %m, i64 1\nstore i16 2, ptr %n\n"
                          "%r = load i32, ptr %m, align 2\nret i32 %r\n}";
  expect("target datalayout = \"e-p:64:64\"\n" + two, {0}, text_of(0x20001));
  expect("target datalayout = \"E-p:64:64\"\n" + two, {0}, text_of(0x10002));
}

TEST_CASE("accesses outside of an object or of its time") {
  const std::string head = "define i32 @f(i32 %a) {\n%m = alloca [2 x i32]\n";
  const std::string at = "%i = zext i32 %a to i64\n%q = getelementptr i32, ptr %m, i64 %i\n";
  expect(head + at + "store i32 1, ptr %q\nret i32 3\n}", {1}, "3");
  expect(head + at + "store i32 1, ptr %q\nret i32 3\n}", {2},
         "outside: access behind a local variable of f");
  expect(head + "%q = getelementptr i32, ptr %m, i64 2\n%r = load i32, ptr %q\nret i32 %r\n}", {0},
         "crash: access behind a local variable of f");
  expect(head +
             "%q = getelementptr inbounds i32, ptr %m, i64 3\n%r = load i32, ptr %q\nret i32 %r\n}",
         {0}, "undefined behaviour: a load is poison");
  expect(head + "%q = getelementptr inbounds i32, ptr %m, i64 2\n%c = icmp eq ptr %q, null\n"
                "%r = zext i1 %c to i32\nret i32 %r\n}",
         {0}, "0");
  expect(head +
             "%q = getelementptr i8, ptr %m, i64 1\n%r = load i32, ptr %q, align 4\nret i32 %r\n}",
         {0}, "undefined behaviour: access at a place that is not aligned");
  expect("define i32 @f(i32 %a) {\n%r = load i32, ptr null\nret i32 %r\n}", {0},
         "crash: a load through a NULL pointer");
  expect("define ptr @g() {\n%m = alloca i32\nret ptr %m\n}\ndefine i32 @f(i32 %a) {\n"
         "%p = call ptr @g()\n%r = load i32, ptr %p\nret i32 %r\n}",
         {0}, "undefined behaviour: access to a local variable of g after its end");
  expect("define noundef i32 @f(i32 %a) {\n%m = alloca i32\n%r = load i32, ptr %m\nret i32 %r\n}",
         {0}, "undefined behaviour: the value that it returns is undefined");
  expect("@k = constant i32 5\ndefine i32 @f(i32 %a) {\nstore i32 1, ptr @k\nret i32 0\n}", {0},
         "crash: store to the constant k");
}

TEST_CASE("a table of constants with an index that is not known") {
  const std::string text =
      "@t = constant [3 x i32] [i32 10, i32 20, i32 30]\n"
      "define i32 @f(i64 %a) {\n%q = getelementptr [3 x i32], ptr @t, i64 0, i64 %a\n"
      "%r = load i32, ptr %q\nret i32 %r\n}";
  expect(text, {0}, "10");
  expect(text, {2}, "30");
  expect(text, {3}, "crash: access behind t");
}

TEST_CASE("pointers are compared and moved as numbers in their object") {
  const std::string head = "define i32 @f(i64 %a) {\n%m = alloca [4 x i32]\n%n = alloca i32\n";
  const std::string end = "\n%r = zext i1 %c to i32\nret i32 %r\n}";
  expect(head + "%q = getelementptr i8, ptr %m, i64 %a\n%c = icmp ult ptr %m, %q" + end, {4}, "1");
  expect(head + "%c = icmp eq ptr %m, %n" + end, {0}, "0");
  expect(head + "%c = icmp eq ptr %m, null" + end, {0}, "0");
  expect(head +
             "%x = ptrtoint ptr %m to i64\n%y = add i64 %x, 8\n%q = inttoptr i64 %y to ptr\n"
             "store i32 5, ptr %q\n%z = getelementptr i32, ptr %m, i64 2\n%r = load i32, ptr %z\n"
             "ret i32 %r\n}",
         {0}, "5");
  expect(head + "%q = getelementptr i8, ptr %m, i64 %a\n%x = ptrtoint ptr %q to i64\n"
                "%y = ptrtoint ptr %m to i64\n%d = sub i64 %x, %y\n%r = trunc i64 %d to i32\nret "
                "i32 %r\n}",
         {6}, "6");
}

TEST_CASE("aggregates") {
  expect("define i32 @f(i32 %a) {\n%x = insertvalue {i32, i64} poison, i32 %a, 0\n"
         "%r = extractvalue {i32, i64} %x, 0\nret i32 %r\n}",
         {5}, "5");
  expect("define noundef i32 @f(i32 %a) {\n%x = insertvalue [2 x i32] poison, i32 %a, 0\n"
         "%r = extractvalue [2 x i32] %x, 1\nret i32 %r\n}",
         {5}, kPoison);
  expect("define i32 @f(i32 %a) {\n%m = alloca {i32, i32}\n"
         "store {i32, i32} {i32 4, i32 6}, ptr %m\n%x = load {i32, i32}, ptr %m\n"
         "%r = extractvalue {i32, i32} %x, 1\nret i32 %r\n}",
         {5}, "6");
}

TEST_CASE("functions of LLVM") {
  const auto unary = [](const std::string &name, Uint128 a, const std::string &expected) {
    expect("declare i32 @llvm." + name +
               ".i32(i32)\ndefine noundef i32 @f(i32 %a) {\n%r = call i32 @llvm." + name +
               ".i32(i32 %a)\nret i32 %r\n}",
           {a}, expected);
  };
  const auto zeros = [](const std::string &name, Uint128 a, const std::string &poison,
                        const std::string &expected) {
    expect("declare i32 @llvm." + name +
               ".i32(i32, i1)\ndefine noundef i32 @f(i32 %a) {\n"
               "%r = call i32 @llvm." +
               name + ".i32(i32 %a, i1 " + poison + ")\nret i32 %r\n}",
           {a}, expected);
  };
  const auto binary = [](const std::string &name, Uint128 a, Uint128 b,
                         const std::string &expected) {
    expect("declare i32 @llvm." + name +
               ".i32(i32, i32)\ndefine noundef i32 @f(i32 %a, i32 %b) {\n"
               "%r = call i32 @llvm." +
               name + ".i32(i32 %a, i32 %b)\nret i32 %r\n}",
           {a, b}, expected);
  };
  const auto overflow = [](const std::string &name, Uint128 a, Uint128 b,
                           const std::string &expected) {
    expect("declare {i32, i1} @llvm." + name +
               ".with.overflow.i32(i32, i32)\n"
               "define noundef i32 @f(i32 %a, i32 %b) {\n"
               "%x = call {i32, i1} @llvm." +
               name +
               ".with.overflow.i32(i32 %a, i32 %b)\n"
               "%y = extractvalue {i32, i1} %x, 1\n%r = zext i1 %y to i32\nret i32 %r\n}",
           {a, b}, expected);
  };
  zeros("ctlz", 0x00010000, "true", "15");
  zeros("ctlz", 0, "false", "32");
  zeros("ctlz", 0, "true", kPoison);
  zeros("cttz", 0x00010000, "true", "16");
  zeros("cttz", 0, "false", "32");
  zeros("abs", kMinusOne, "false", "1");
  zeros("abs", kLeast, "true", kPoison);
  unary("ctpop", 0x10101, "3");
  unary("bswap", 0x11223344, text_of(0x44332211));
  binary("umin", kMinusOne, 1, "1");
  binary("umax", kMinusOne, 1, "4294967295");
  binary("smin", kMinusOne, 1, "4294967295");
  binary("smax", kMinusOne, 1, "1");
  binary("usub.sat", 3, 5, "0");
  binary("uadd.sat", kMinusOne, 5, "4294967295");
  overflow("uadd", kMinusOne, 1, "1");
  overflow("uadd", kMinusOne, 0, "0");
  overflow("sadd", 0x7fffffff, 1, "1");
  overflow("usub", 1, 2, "1");
  overflow("ssub", kLeast, 1, "1");
  overflow("umul", 0x10000, 0x10000, "1");
  overflow("umul", 0x10000, 0xffff, "0");
  overflow("smul", 0x10000, 0x8000, "1");
  expect("declare i32 @llvm.fshl.i32(i32, i32, i32)\ndefine i32 @f(i32 %a, i32 %b) {\n"
         "%r = call i32 @llvm.fshl.i32(i32 %a, i32 %b, i32 8)\nret i32 %r\n}",
         {0x11223344, 0x55667788}, text_of(0x22334455));
  expect("declare void @llvm.assume(i1)\ndefine i32 @f(i32 %a) {\n%c = icmp ult i32 %a, 5\n"
         "call void @llvm.assume(i1 %c)\nret i32 1\n}",
         {5}, "undefined behaviour: what is assumed does not hold");
  expect(
      "declare void @llvm.trap()\ndefine i32 @f(i32 %a) {\ncall void @llvm.trap()\nunreachable\n}",
      {5}, "crash: a trap");
}

TEST_CASE("what is not understood ends the run") {
  expect("define i32 @f(i32 %a) {\n%x = uitofp i32 %a to float\n%r = fptoui float %x to i32\nret "
         "i32 %r\n}",
         {5}, "unsupported: uitofp");
  expect("define i32 @f(i32 %a) {\n%m = alloca i32\n%x = atomicrmw add ptr %m, i32 1 seq_cst\nret "
         "i32 %x\n}",
         {5}, "unsupported: atomicrmw");
  expect("define i32 @f(i32 %a) {\ncall void asm sideeffect \"nop\", \"\"()\nret i32 1\n}", {5},
         "unsupported: asm \"nop\"");
  expect("define i32 @f(i32 %a) {\ncall void asm sideeffect \"\", \"~{memory}\"()\nret i32 1\n}",
         {5}, "1");
  expect("define i32 @f(i32 %a) {\n%x = insertelement <2 x i32> poison, i32 %a, i32 0\n"
         "%r = extractelement <2 x i32> %x, i32 0\nret i32 %r\n}",
         {5}, "unsupported: insertelement");
  expect(
      "define i32 @f(i32 %a) {\n%m = alloca <2 x i32>\n%x = load <2 x i32>, ptr %m\nret i32 1\n}",
      {5}, "unsupported: load of a type that is neither an integer nor a pointer");
  expect("declare i64 @llvm.readcyclecounter()\ndefine i32 @f(i32 %a) {\n%x = call i64 "
         "@llvm.readcyclecounter()\n"
         "%r = trunc i64 %x to i32\nret i32 %r\n}",
         {5}, "unsupported: llvm.readcyclecounter");
  expect(
      "define i32 @f(i64 %a) {\n%p = inttoptr i64 %a to ptr\n%r = load i32, ptr %p\nret i32 %r\n}",
      {0xffff888000000000}, "unsupported: load from the kernel's memory");
}

TEST_CASE("a module that LLVM does not take is refused in one line") {
  const auto refused = [](const std::string &text) {
    const auto decoded = decode(text, "NAME");
    const auto *error = std::get_if<DecodeError>(&decoded);
    return error == nullptr ? std::string("taken") : error->message;
  };
  CHECK(refused("define i32 @f() {").starts_with("NAME:"));
  CHECK(refused("module asm \"nop\"") == "NAME: assembly outside of functions is not understood");
}

} // namespace
} // namespace dma_verify::ir
