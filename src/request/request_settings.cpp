#include "request/request_settings.hpp"

#include <string>
#include <utility>

#include <rwsplit/config/settings.hpp>

#include "config/given_settings.hpp"
#include "request/request_formats.hpp"

namespace rwsplit {

namespace detail {

namespace {

using namespace std::string_literals;

constexpr const char* request_prefix = "request.";
constexpr const char* pin_prefix = "request.pin.";

[[nodiscard]] KnownKeys request_keys() {
  std::vector<KnownKey> keys;
  for (const auto& row : request_options_table()) keys.push_back({.pattern = request_prefix + row.name});
  for (const auto& row : pin_options_table()) keys.push_back({.pattern = pin_prefix + row.name});
  return {std::move(keys), request_code_only()};
}

}  // namespace

const OptionTable<RequestOptions>& request_options_table() {
  static const OptionTable<RequestOptions> table{
      option("safe_methods"s, &RequestOptions::safe_methods,
             "Requests with another method work on the master. `GET, HEAD` is what some frameworks do."),
      option("path_rules"s, &RequestOptions::path_rules,
             "Come before the method; the first that matches counts. `*` stands for any characters but `/`, `**` for "
             "any, `?` for one that is no `/`."),
      option("master_params"s, &RequestOptions::master_params,
             "Parameters of a query or form that send their request to the master, whatever their value."),
      option("trust_state_header"s, &RequestOptions::trust_state_header,
             "The state header comes before path and method. Only behind a proxy that removes it from what clients "
             "send: on, anybody who can send it chooses."),
      option("state_header"s, &RequestOptions::state_header, "The name of that header."),
      option("token_header"s, &RequestOptions::token_header,
             "The header in which a service that calls this one says what has to be visible, such as "
             "`X-Rwsplit-Token`. Left out: none is looked at. Only behind a proxy that removes it from what clients "
             "send: whoever makes one up waits, or reads on the master.")};
  return table;
}

const OptionTable<PinOptions>& pin_options_table() {
  constexpr Limits day{.least = 1'000, .most = 86'400'000};
  constexpr Limits key{.least = PinOptions::min_key};
  static const OptionTable<PinOptions> table{
      option("enabled"s, &PinOptions::enabled, "Off: no pin is made, and one that comes in is not looked at."),
      option("cookie"s, &PinOptions::cookie, "The name of the pin's cookie."),
      option("lifetime"s, &PinOptions::lifetime,
             "For how long the one who wrote sees it, on a replica that has it or else on the master: longer than "
             "replicas "
             "usually lag behind.",
             day),
      option("signing_key"s, &PinOptions::signing_key,
             "The same in every process that serves the application. Without one each process makes its own, and "
             "honors no pin of another process.",
             key),
      option("verification_keys"s, &PinOptions::verification_keys,
             "Are accepted beside `signing_key`, while the key of a running application is changed.", key),
      option("secure"s, &PinOptions::secure,
             "Browsers send the pin over TLS only. On for any application that is served by HTTPS."),
      option("same_site"s, &PinOptions::same_site,
             "When browsers send the pin with a request that comes from another site.")};
  return table;
}

std::vector<std::string_view> request_code_only() { return {"scope_key"}; }

std::vector<OptionInfo> request_option_infos() {
  std::vector<OptionInfo> infos;
  append_info(infos, request_options_table(), request_prefix);
  append_info(infos, pin_options_table(), pin_prefix);
  return infos;
}

}  // namespace detail

RequestOptions RequestOptions::from(const Settings& settings) {
  const detail::GivenSettings given{settings, detail::request_keys(),
                                    [](std::string_view part) { return part == "request"; }};
  RequestOptions options;
  detail::read_options(options, detail::request_options_table(), given, detail::request_prefix);
  detail::read_options(options.pin, detail::pin_options_table(), given, detail::pin_prefix);
  detail::check_located<PinOptions>([&] { options.pin.validate(); }, detail::pin_options_table(), given,
                                    detail::pin_prefix);
  detail::check_located<RequestOptions>([&] { options.validate(); }, detail::request_options_table(), given,
                                        detail::request_prefix);
  return options;
}

}  // namespace rwsplit
