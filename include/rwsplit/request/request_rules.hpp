#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/request/handler_policy.hpp>
#include <rwsplit/request/incoming_request.hpp>
#include <rwsplit/request/pin_cookie.hpp>
#include <rwsplit/request/pin_statistics.hpp>
#include <rwsplit/request/request_hints.hpp>
#include <rwsplit/request/request_options.hpp>

namespace rwsplit {

namespace detail {
struct Carried;
class PinIssuer;
struct UnitOfWork;
}  // namespace detail

/// An application's rules for its requests, with the keys of its pins: one for the life of the application.
///
/// A pin has a position in one cluster's history. Where an application has several clusters, give each its own rules
/// with a cookie of its own.
///
/// Thread safety: every member may be called by any thread. Lifetime: outlives its scopes.
class RequestRules {
 public:
  /// What time it is, as pins have it: they are read by other machines.
  using WallClock = std::function<std::chrono::system_clock::time_point()>;

  /// Without a clock: `std::chrono::system_clock`. Throws: `ConfigError`.
  explicit RequestRules(RequestOptions options = {}, WallClock clock = {});
  RequestRules(const RequestRules&) = delete;
  RequestRules& operator=(const RequestRules&) = delete;
  ~RequestRules();

  /// The rules of `RequestOptions{}`, with a key of this process.
  [[nodiscard]] static const RequestRules& standard();

  /// Lifetime of the result: the request's.
  [[nodiscard]] RequestHints hints_from(const IncomingRequest& request) const;
  /// The same with the parameters of its query and form, from which those that ask for the master are taken (see
  /// `MasterParams::take`): the application's and the handler's.
  template <class Parameters>
  [[nodiscard]] RequestHints hints_from(const IncomingRequest& request, Parameters& parameters,
                                        const HandlerPolicy& policy = {}) const {
    RequestHints hints = hints_from(request);
    hints.master_parameter = (options_.master_params | policy.master_params).take(parameters);
    return hints;
  }

  /// For the start of a program; the first `RequestScope` looks by itself. Throws: `UnknownEngine` for a path rule with
  /// an engine that the cluster does not have.
  void require_known_engines(const Cluster& cluster) const;

  [[nodiscard]] const RequestOptions& options() const noexcept { return options_; }
  [[nodiscard]] PinStatistics statistics() const noexcept;

 private:
  friend class RequestScope;

  [[nodiscard]] detail::UnitOfWork judge(Cluster& cluster, const RequestHints& hints,
                                         const HandlerPolicy& policy) const;
  [[nodiscard]] detail::Carried carried_by(Cluster& cluster, const RequestHints& hints) const;

  RequestOptions options_;
  std::unique_ptr<detail::PinIssuer> pins_;
  /// Whose engines were compared with the path rules last, so that it is not done for every request.
  mutable std::atomic<const Cluster*> known_{nullptr};
};

}  // namespace rwsplit
