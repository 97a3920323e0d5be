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
