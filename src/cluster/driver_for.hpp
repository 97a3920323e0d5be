#pragma once

#include <memory>

#include <rwsplit/driver/driver.hpp>

namespace rwsplit::detail {

/// The built-in driver for a URL's scheme. Throws: `ConfigError` for a scheme that this build does not know.
[[nodiscard]] std::shared_ptr<Driver> driver_for(const Url& url);

}  // namespace rwsplit::detail
