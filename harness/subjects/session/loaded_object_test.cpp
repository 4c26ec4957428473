// SPDX-License-Identifier: GPL-2.0-only
// An object that is used again is as good as one that was loaded afresh.
#include "harness/subjects/session/loaded_object.h"

#include "harness/subjects/session/unit_calls.h"
#include "harness/units/own_files.h"

#include <doctest/doctest.h>

#include <string>

namespace dma_verify {
namespace {

using own_files::in_child;
using own_files::subject_of;
using own_files::text_of_form;

// A file of helpers with more in it.
CSubject subject_with(const std::string &more) { return subject_of(text_of_form("6.12") + more); }

int call(const LoadedObject &object, const char *name) {
  int (*function)() = nullptr;
  find_symbol(object.handle(), name, function);
  return function();
}

// What `turn` of the file gives when it is called twice in an object, and twice in the next one.
std::string turns_of(const CSubject &subject) {
  return in_child([&] {
    LoadedObjects objects;
    const auto &file = subject.rows.front().object;
    std::string text;
    const void *before = nullptr;
    for (int use = 0; use < 2; ++use) {
      auto object = objects.take(file);
      if (use != 0)
        text += object->is_restorable() && object->handle() == before ? ", again:" : ", afresh:";
      before = object->handle();
      for (int i = 0; i < 2; ++i)
        text += " " + std::to_string(call(*object, "turn"));
      objects.give_back(file, std::move(object));
    }
    return text;
  });
}

TEST_CASE("variables of every kind have their first values again when an object is used again") {
  CHECK(turns_of(subject_with("int turn(void) { static volatile int zero; return zero++; }")) ==
        " 0 1, again: 0 1");
  CHECK(
      turns_of(subject_with("int turn(void) { static volatile int seven = 7; return seven++; }")) ==
      " 7 8, again: 7 8");
  CHECK(turns_of(
            subject_with("static int values[2] = {3, 4}; static int *volatile pointer = &values[0];"
                         "int turn(void) { return *pointer++; }")) == " 3 4, again: 3 4");
  CHECK(turns_of(subject_with("volatile int seen[5000];"
                              "int turn(void) { seen[4999]++; return seen[0]++ + seen[4999]; }")) ==
        " 1 3, again: 1 3");
}

TEST_CASE("what a file does when it is loaded is not undone") {
  CHECK(turns_of(subject_with("static volatile int begun; "
                              "static void __attribute__((constructor)) begin(void) { begun = 10; }"
                              "int turn(void) { return begun++; }")) == " 10 11, again: 10 11");
}

TEST_CASE("an object whose state cannot be set back is loaded afresh") {
  CHECK(turns_of(subject_with("static __thread volatile int mine "
                              "__attribute__((tls_model(\"initial-exec\")));"
                              "int turn(void) { return mine++; }")) == " 0 1, afresh: 0 1");
  CHECK(turns_of(subject_with("static volatile int count;"
                              "static void __attribute__((destructor)) end(void) { count = 5; }"
                              "int turn(void) { return count++; }")) == " 0 1, afresh: 0 1");
  CHECK(turns_of(subject_with("volatile char many[2000000];"
                              "int turn(void) { return many[1999999]++; }")) ==
        " 0 1, afresh: 0 1");
}

TEST_CASE("two objects of one file that are in use at once do not share variables") {
  const CSubject subject =
      subject_with("int turn(void) { static volatile int zero; return zero++; }");
  CHECK(in_child([&] {
          LoadedObjects objects;
          const auto &file = subject.rows.front().object;
          const auto one = objects.take(file);
          const auto other = objects.take(file);
          std::string turns;
          for (const auto *object : {&one, &one, &other})
            turns += std::to_string(call(**object, "turn"));
          return turns;
        }) == "010");
}

} // namespace
} // namespace dma_verify
