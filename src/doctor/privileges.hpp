#pragma once

#include <functional>
#include <initializer_list>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace rwsplit::doctor {

/// What an account may do on the whole server.
///
/// Of what `SHOW GRANTS` says nothing else is kept: on MariaDB it also shows the hash of the password.
class Privileges {
 public:
  Privileges() = default;
  Privileges(std::initializer_list<std::string> names) : names_{names} {}

  /// From the lines of `SHOW GRANTS`. Privileges on a database, and those that come with a role, are not counted.
  [[nodiscard]] static Privileges from(std::span<const std::string> grants);

  /// In capitals; `ALL PRIVILEGES` stands for every one of them.
  [[nodiscard]] bool has(std::string_view name) const { return names_.count(all) > 0 || names_.count(name) > 0; }
  [[nodiscard]] bool has_all() const { return names_.count(all) > 0; }

 private:
  static constexpr std::string_view all = "ALL PRIVILEGES";

  std::set<std::string, std::less<>> names_{};
};

}  // namespace rwsplit::doctor
