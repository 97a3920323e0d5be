#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/driver/connection.hpp>
#include <rwsplit/sql/read_functions.hpp>

namespace rwsplit::detail {

/// Stored functions whose authors declare that they do not write.
///
/// Unlike on a user's list, a name without a database stands for calls without one only: it is what such a call means
/// in the database of the connection that was asked, and says nothing about the same name in another one.
/// Thread safety: immutable.
class LearnedFunctions {
 public:
  LearnedFunctions() = default;
  /// Each as `db.f`; `current_database` is that of the cluster's connections, empty if they have none.
  LearnedFunctions(const std::vector<std::string>& names, std::string_view current_database);

  /// Asks a MySQL or MariaDB server. Functions whose names a list cannot have are left out.
  /// Blocking: one round trip. Throws: as `Connection::execute`.
  [[nodiscard]] static LearnedFunctions from(Connection& connection);

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// As `ReadFunctions::contains`.
  [[nodiscard]] bool contains(std::string_view written) const noexcept;

 private:
  std::size_t size_{0};
  ReadFunctions with_database_{};
  ReadFunctions current_{};
};

}  // namespace rwsplit::detail
