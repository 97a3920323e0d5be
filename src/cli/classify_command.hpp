#pragma once

#include "cli/analysis.hpp"
#include "cli/statement_reader.hpp"

namespace rwsplit::cli {

/// What `rwsplit classify` was asked for.
struct ClassifyOptions {
  AnalysisOptions analysis{};
  Separator separator{Separator::newline};
  bool json{false};
  bool follow_hints{true};
};

/// Prints a line for each statement of standard input.
/// Throws: IoError.
void run_classify(const ClassifyOptions& options);

}  // namespace rwsplit::cli
