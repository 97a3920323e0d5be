#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// Files of statements under tests/corpus. A statement begins at each line that does not begin with a blank, lines that
// do continue it. A line that begins with `%` is a remark or one of the directives below; it holds until the next one
// of its kind:
//   % both | % mysql | % mariadb       which servers the statements are for
//   % sql_mode [MODE[,MODE...]]        added to the server's own; nothing: only those
//   % contract NAME                    the library's contract says more than a server can show (`per_server`, …)

namespace rwsplit::testing {

struct CorpusStatement {
  std::string text;
  std::string server;
  std::string sql_mode;
  /// Empty: the server alone decides what the statement is.
  std::string contract;
  /// For messages.
  std::string file;
  int line{0};
};

namespace corpus {

[[nodiscard]] inline std::string rest_after(const std::string& line, std::size_t position) {
  const auto begin = line.find_first_not_of(' ', position);
  return begin == std::string::npos ? std::string{} : line.substr(begin);
}

inline void obey(const std::string& line, CorpusStatement& current) {
  const auto directive = rest_after(line, 1);
  if (directive == "both") current.server.clear();
  if (directive == "mysql" || directive == "mariadb") current.server = directive;
  if (directive.starts_with("sql_mode")) current.sql_mode = rest_after(directive, 8);
  if (directive.starts_with("contract")) current.contract = rest_after(directive, 8);
}

}  // namespace corpus

/// The statements of a file, in its order.
[[nodiscard]] inline std::vector<CorpusStatement> statements_in(const std::string& path) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{"cannot read " + path};
  std::vector<CorpusStatement> statements;
  CorpusStatement current;
  current.file = path.substr(path.rfind('/') + 1);
  for (std::string line; std::getline(file, line);) {
    ++current.line;
    if (line.empty()) continue;
    const bool continues = line.front() == ' ' || line.front() == '\t';
    if (line.front() == '%') {
      corpus::obey(line, current);
    } else if (continues && !statements.empty()) {
      statements.back().text += "\n" + line;
    } else {
      statements.push_back(current);
      statements.back().text = line;
    }
  }
  return statements;
}

/// Those meant for one server (`mysql` or `mariadb`).
[[nodiscard]] inline std::vector<CorpusStatement> statements_for(const std::string& server, const std::string& path) {
  auto statements = statements_in(path);
  std::erase_if(statements, [&server](const CorpusStatement& statement) {
    return !statement.server.empty() && statement.server != server;
  });
  return statements;
}

}  // namespace rwsplit::testing
