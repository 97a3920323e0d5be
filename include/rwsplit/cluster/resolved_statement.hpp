#pragma once

#include <optional>

#include <rwsplit/sql/statement.hpp>

namespace rwsplit {

/// A statement as one cluster sees it; made by `Cluster::resolve`.
///
/// A constant that the cluster sees as the compiler did is referred to, not copied.
/// Lifetime: ends before the statement it was made from.
class ResolvedStatement {
 public:
  /// The statement as it is.
  explicit ResolvedStatement(const Statement& statement) noexcept : statement_{&statement} {}
  /// The statement with other facts.
  ResolvedStatement(const Statement& statement, const StatementInfo& info) noexcept
      : changed_{Statement{statement.text, info, statement.where}}, statement_{&*changed_} {}
  ResolvedStatement(const ResolvedStatement&) = delete;
  ResolvedStatement& operator=(const ResolvedStatement&) = delete;
  ~ResolvedStatement() = default;

  [[nodiscard]] const Statement& operator*() const noexcept { return *statement_; }
  [[nodiscard]] const Statement* operator->() const noexcept { return statement_; }

 private:
  std::optional<Statement> changed_{};
  const Statement* statement_;
};

}  // namespace rwsplit
