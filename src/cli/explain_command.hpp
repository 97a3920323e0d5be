#pragma once

#include <string>

#include "cli/analysis.hpp"
#include "cli/scene.hpp"

namespace rwsplit::cli {

/// What `rwsplit explain` was asked for.
struct ExplainOptions {
  /// Empty: the statement comes from standard input.
  std::string text{};
  AnalysisOptions analysis{};
  SceneOptions scene{};
};

/// Prints what is known of one statement, where it would run, and why.
/// Throws: IoError, CommandError.
void run_explain(const ExplainOptions& options);

}  // namespace rwsplit::cli
