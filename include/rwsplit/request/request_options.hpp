#pragma once

#include <string>

#include <rwsplit/request/master_params.hpp>
#include <rwsplit/request/method_set.hpp>
#include <rwsplit/request/path_rules.hpp>
#include <rwsplit/request/pin_options.hpp>
#include <rwsplit/session/scope_key.hpp>

namespace rwsplit {

class Settings;

/// How an application's requests are judged.
struct RequestOptions {
  /// Requests with another method work on the master. `{Method::get, Method::head}` is what some frameworks do.
  MethodSet safe_methods{rwsplit::safe_methods};
  /// Come before the method.
  PathRules path_rules{};
  /// For all handlers.
  MasterParams master_params{};
  /// The header `state_header`, with exactly `master` or `replica`, comes before path and method. Only for applications
  /// behind a proxy that removes it from what clients send: on, anybody who can send it chooses.
  bool trust_state_header{false};
  /// The header's name, for what reads it from the request.
  std::string state_header{"X-Rwsplit-State"};
  /// The header with which a service that calls this one says what has to be visible, and hears what its call has
  /// written and seen (`RequestScope::response_token`), for instance `X-Rwsplit-Token`. Empty: it is not looked at, and
  /// no token is made.
  ///
  /// It is not signed. Whoever makes one up sees nothing older and nothing else than without it: at worst the request
  /// waits for a replica (`Consistency::wait`), reads on the master, or ends with `CausalTokenLost`. To keep strangers
  /// from costing that, have the proxy remove the header from what clients send.
  std::string token_header{};
  PinOptions pin{};
  /// What one scope is, for servers that run several requests on a thread; the same as that of the registries. Empty:
  /// the thread.
  ScopeKeyFunction scope_key{};

  /// From the keys under `request.`. Throws: `ConfigError` that names the key and where it comes from.
  [[nodiscard]] static RequestOptions from(const Settings& settings);

  /// Throws: `ConfigError` that names the field.
  void validate() const;
};

}  // namespace rwsplit
