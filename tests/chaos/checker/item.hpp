#pragma once

#include <cstddef>
#include <functional>

#include "chaos/history/quantities.hpp"

namespace rwsplit::chaos {

/// A register or a list.
struct Item {
  bool is_list = false;
  Key key = 0;

  bool operator==(const Item&) const = default;

  struct Hash {
    std::size_t operator()(const Item& item) const noexcept {
      return std::hash<Key>{}(item.key) * 2 + (item.is_list ? 1 : 0);
    }
  };
};

}  // namespace rwsplit::chaos
