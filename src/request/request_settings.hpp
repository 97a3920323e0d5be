#pragma once

#include <string_view>
#include <vector>

#include <rwsplit/request/request_options.hpp>

#include "config/known_keys.hpp"
#include "config/option.hpp"
#include "config/option_info.hpp"

namespace rwsplit::detail {

/// The tables that everything about options of requests is made from, see `cluster_options_table`.
[[nodiscard]] const OptionTable<RequestOptions>& request_options_table();
[[nodiscard]] const OptionTable<PinOptions>& pin_options_table();

/// Fields that only code can give.
[[nodiscard]] std::vector<std::string_view> request_code_only();

/// The rows of the page.
[[nodiscard]] std::vector<OptionInfo> request_option_infos();

}  // namespace rwsplit::detail
