#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rwsplit/driver/secret.hpp>

namespace rwsplit {

/// One line of a configuration, whatever it was written in.
struct Setting {
  /// How the key is written.
  enum class Form : std::uint8_t {
    dotted,       ///< `pool.max_size`
    underscores,  ///< `pool_max_size`, from an environment variable: which of its `_` are dots, the known keys tell
    table,        ///< `replicas.replica1` with nothing in it
  };

  std::string key{};
  /// Not a plain string: it may hold a password, and no message ever shows it.
  Secret value{};
  /// The elements if it was written as an array; otherwise a list is `value`, with commas between.
  std::optional<std::vector<Secret>> elements{};
  /// Where it was written, for messages: `app.toml:12`, `environment variable RWSPLIT_POOL_MAX_SIZE`,
  /// `property sqlalchemy.master.url`, `URL 2`.
  std::string origin{};
  Form form{Form::dotted};
  /// Settings with the same number come from the same source, in which nothing may be said twice.
  std::size_t source{0};
};

}  // namespace rwsplit
