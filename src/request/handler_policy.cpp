#include <rwsplit/request/handler_policy.hpp>

#include <rwsplit/error/config_error.hpp>

namespace rwsplit {
namespace {

int strength(const std::optional<NamedTarget>& target) noexcept {
  if (!target) return 0;
  if (!target->name().empty()) return 2;
  return target->resolve({}) == Target::master() ? 3 : 1;
}

}  // namespace

HandlerPolicy operator|(HandlerPolicy left, const HandlerPolicy& right) {
  const int of_left = strength(left.target);
  const int of_right = strength(right.target);
  if (of_left == of_right && left.target && left.target->name() != right.target->name()) {
    throw ConfigError{"handler policy: declared for two engines, \"" + left.target->name() + "\" and \"" +
                      right.target->name() + "\""};
  }
  if (of_right > of_left) left.target = right.target;
  left.master_params = std::move(left.master_params) | right.master_params;
  return left;
}

}  // namespace rwsplit
