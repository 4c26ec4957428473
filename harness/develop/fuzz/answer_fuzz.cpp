// SPDX-License-Identifier: GPL-2.0-only
// What a program prints that is called a solver: any text is an error or one answer, and a model
// has a value of the right width for each variable.
#include "smt/solvers/cvc5_solver.h"

#include <cstdlib>

using namespace dma_verify::smt;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(data), size); // NOLINT: libFuzzer's
  TermPool pool;
  const Term word = pool.variable("word", 64);
  const Term small = pool.variable("small", 3);
  const Query query = {"fuzz",
                       {},
                       {{"claim", pool.conjunction(pool.variable("flag", 0),
                                                   pool.less(pool.zero_extend(small, 64), word))}}};
  const Result result = answer_in(text, query, "solver");
  if (const auto *sat = std::get_if<Sat>(&result)) {
    if (sat->model.at("small") > 7 || sat->model.at("flag") > 1 ||
        (sat->model.at("word") >> 64U) != 0)
      std::abort();
  }
  return 0;
}
