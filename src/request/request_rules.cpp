#include <rwsplit/request/request_rules.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

#include <spdlog/spdlog.h>

#include <rwsplit/session/unit_of_work.hpp>

#include "request/carried.hpp"
#include "request/judge.hpp"
#include "request/pin_issuer.hpp"

namespace rwsplit {
namespace {

RequestRules::WallClock or_system_clock(RequestRules::WallClock clock) {
  return clock ? std::move(clock) : [] { return std::chrono::system_clock::now(); };
}

RequestOptions valid(RequestOptions options) {
  options.validate();
  return options;
}

void say_that_key_is_made() {
  auto logger = spdlog::get("rwsplit");
  if (!logger) logger = spdlog::default_logger();  // null after spdlog::shutdown()
  if (!logger) return;
  logger->info(
      "request pins are signed with a key of this process alone; where several processes serve one "
      "application, give all of them the same PinOptions::signing_key");
}

std::string_view without_query(std::string_view path) noexcept {
  return path.substr(0, std::min(path.find_first_of("?#"), path.size()));
}

}  // namespace

RequestRules::RequestRules(RequestOptions options, WallClock clock)
    : options_{valid(std::move(options))},
      pins_{std::make_unique<detail::PinIssuer>(options_.pin, or_system_clock(std::move(clock)))} {
  if (options_.pin.enabled && options_.pin.signing_key.empty()) say_that_key_is_made();
}

RequestRules::~RequestRules() = default;

const RequestRules& RequestRules::standard() {
  static const RequestRules rules;
  return rules;
}

RequestHints RequestRules::hints_from(const IncomingRequest& request) const {
  return {.method = method_of(request.method),
          .path = without_query(request.path),
          .pin = pins_->pin_in(request.cookie_header),
          .state = request.state_header,
          .token = request.token_header};
}

void RequestRules::require_known_engines(const Cluster& cluster) const {
  if (known_.load(std::memory_order_relaxed) == &cluster) return;
  detail::require_known_engines(options_.path_rules, *cluster.topology());
  known_.store(&cluster, std::memory_order_relaxed);
}

detail::UnitOfWork RequestRules::judge(Cluster& cluster, const RequestHints& hints, const HandlerPolicy& policy) const {
  require_known_engines(cluster);
  return detail::judge(options_, hints, policy, carried_by(cluster, hints), *cluster.topology());
}

detail::Carried RequestRules::carried_by(Cluster& cluster, const RequestHints& hints) const {
  detail::Carried carried;
  const std::optional<std::string_view> pinned = pins_->honored(hints.pin);
  const bool is_called = !options_.token_header.empty() && !hints.token.empty();
  if (!pinned && !is_called) return carried;
  const auto newest = cluster.master_history().newest();
  const detail::UsefulTokens useful{.flavor = newest ? newest->flavor() : Flavor::unknown,
                                    .lifetime = cluster.config()->token_lifetime,
                                    .now = std::chrono::floor<std::chrono::seconds>(pins_->now())};
  if (pinned && carried.add_of_pin(*pinned, useful)) pins_->count_position();
  if (is_called) carried.add(hints.token, useful);
  return carried;
}

PinStatistics RequestRules::statistics() const noexcept { return pins_->statistics(); }

}  // namespace rwsplit
