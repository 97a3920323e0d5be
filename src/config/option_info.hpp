#pragma once

#include <string>
#include <vector>

#include "config/option.hpp"

namespace rwsplit::detail {

/// What a person has to know about an option.
struct OptionInfo {
  std::string key{};
  std::string rule{};
  /// Empty if there is none.
  std::string preset{};
  std::string meaning{};
};

/// Adds the rows of a table, with the values of a default-constructed struct.
template <class Struct>
void append_info(std::vector<OptionInfo>& infos, const OptionTable<Struct>& table, const std::string& prefix) {
  const Struct fresh{};
  for (const Option<Struct>& row : table) {
    infos.push_back({prefix + row.name, row.rule, row.print(fresh), row.meaning});
  }
}

}  // namespace rwsplit::detail
