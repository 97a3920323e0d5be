#include "cli/option_page.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "cluster/cluster_options.hpp"
#include "request/request_settings.hpp"

namespace rwsplit::cli {

namespace {

using detail::OptionInfo;

constexpr std::string_view introduction = R"(# Options

<!-- Made by `rwsplit options --markdown`; a test fails while it is anything else. -->

A configuration is read from any of these, and any mixture of them: what is added later to a `rwsplit::Settings`
overrides what was added before, key by key.

| source | spelling of `pool.max_size` |
| --- | --- |
| TOML file, `add_toml_file` | `pool.max_size = 20`, or `max_size = 20` below `[pool]` |
| properties file, `add_properties_file` | `pool.max_size = 20`, with any prefix: `sqlalchemy.pool.max_size = 20` |
| environment, `add_environment` | `RWSPLIT_POOL_MAX_SIZE=20`, with any prefix |
| list of URLs, `add_urls` | none: the first URL is the master's, the others those of `replica1`, `replica2`, … |
| code, `set` | `settings.set("pool.max_size", "20")` |

A duration is a number with a unit, `250ms`, `5s`, `10m`, `2h` or `1d`; without a unit it is in milliseconds. A list is a
TOML array, or text with commas. An engine's name has letters, digits, `_` and `-`. A variable spells it in upper case
with `_`: `RWSPLIT_REPLICAS_REPLICA1_URL`. An empty variable counts as not set.

Everything that is wrong is a `ConfigError` that says where it stands, what is wrong and what would be right: an unknown
key, a key given twice in one source, a value that is none. No message shows a value, since it may be a password.

)";

constexpr std::string_view seeds = R"(
## Keys of SQLAlchemy and TurboGears

They mean the same with any prefix (`sqlalchemy.master.url`), below `master`, below each replica, and for all pools.

| key | is |
| --- | --- |
| `slaves.NAME.…` | `replicas.NAME.…` |
| `url` | `master.url`, as long as there is no key below `master`; else it is ignored |
| `pool_size`, `max_overflow` | together `pool.max_size`; without one of them it counts as 5 or 10 |
| `pool_timeout` | `pool.acquire_timeout`; a number without a unit is in seconds |
| `pool_recycle` | `pool.max_lifetime`; a number without a unit is in seconds, -1 is never |

## In code only

)";

[[nodiscard]] std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) result.append(c == '|' ? "\\|" : std::string(1, c));
  return result;
}

void append_row(std::string& page, const OptionInfo& info) {
  const std::string preset = info.preset.empty() ? "" : "`" + info.preset + "`";
  fmt::format_to(std::back_inserter(page), "| `{}` | {} | {} | {} |\n", info.key, cell(info.rule), cell(preset),
                 cell(info.meaning));
}

void append_table(std::string& page, std::string_view title, const std::vector<OptionInfo>& infos) {
  fmt::format_to(std::back_inserter(page), "## {}\n\n| key | what may be given | default | meaning |\n", title);
  page.append("| --- | --- | --- | --- |\n");
  for (const OptionInfo& info : infos) append_row(page, info);
}

void append_code_only(std::string& page, std::string_view owner, const std::vector<std::string_view>& fields) {
  for (const std::string_view field : fields) {
    fmt::format_to(std::back_inserter(page), "* `{}::{}`\n", owner, field);
  }
}

}  // namespace

std::string option_page() {
  std::string page{introduction};
  append_table(page, "Cluster", detail::cluster_option_infos());
  page.append(
      "\nEach engine may have a pool of its own: `master.pool.…` and `replicas.NAME.pool.…` take the same keys as\n"
      "`pool.…`, which they override one by one.\n\n");
  append_table(page, "Requests", detail::request_option_infos());
  page.append(seeds);
  append_code_only(page, "ClusterConfig", detail::cluster_code_only());
  append_code_only(page, "EngineConfig", detail::engine_code_only());
  append_code_only(page, "RequestOptions", detail::request_code_only());
  return page;
}

std::string option_list() {
  std::vector<OptionInfo> infos = detail::cluster_option_infos();
  for (const OptionInfo& info : detail::request_option_infos()) infos.push_back(info);
  std::size_t width = 0;
  for (const OptionInfo& info : infos) width = std::max(width, info.key.size());
  std::string list;
  for (const OptionInfo& info : infos) {
    const std::string preset = info.preset.empty() ? "" : fmt::format(" (default: {})", info.preset);
    fmt::format_to(std::back_inserter(list), "{:{}}  {}{}\n{:{}}    {}\n", info.key, width, info.rule, preset, "",
                   width, info.meaning);
  }
  return list;
}

}  // namespace rwsplit::cli
