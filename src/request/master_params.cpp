#include <rwsplit/request/master_params.hpp>

#include <algorithm>

#include <rwsplit/error/config_error.hpp>

namespace rwsplit {

void MasterParams::add(MasterParam item) {
  if (item.name.empty()) throw ConfigError{"master_params: a parameter has no name"};
  const auto known =
      std::find_if(items_.begin(), items_.end(), [&](const MasterParam& m) { return m.name == item.name; });
  if (known == items_.end()) {
    items_.push_back(std::move(item));
  } else {
    known->consume = known->consume || item.consume;
  }
}

}  // namespace rwsplit
