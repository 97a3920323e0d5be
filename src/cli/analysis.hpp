#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/sql/classify.hpp>
#include <rwsplit/sql/read_functions.hpp>
#include <rwsplit/sql/resolve.hpp>

namespace rwsplit::cli {

/// How statements are to be read.
struct AnalysisOptions {
  DialectSet dialects{all_dialects};
  /// Functions of the user's that only read: `f` or `db.f`.
  std::vector<std::string> read_functions{};
};

/// Reads statements as a cluster with these options does.
class Analysis {
 public:
  explicit Analysis(const AnalysisOptions& options)
      : dialects_{options.dialects}, read_functions_{options.read_functions} {}

  [[nodiscard]] StatementInfo operator()(std::string_view text) const noexcept {
    return resolve(classify(text, dialects_), text, dialects_, read_functions_);
  }

 private:
  DialectSet dialects_;
  ReadFunctions read_functions_;
};

}  // namespace rwsplit::cli
