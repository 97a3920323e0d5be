#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <rwsplit/cluster/master_history.hpp>
#include <rwsplit/consistency/causal_token.hpp>
#include <rwsplit/error/flavor.hpp>
#include <rwsplit/session/unit_of_work.hpp>

namespace rwsplit::detail {

/// In the place of a token: something has to be visible, and nobody knows its position.
inline constexpr std::string_view unknown_position = "unknown";

/// Which tokens say something to a cluster.
struct UsefulTokens {
  /// Of its servers; `unknown` until one was asked.
  Flavor flavor{Flavor::unknown};
  /// 0: however old they are.
  std::chrono::seconds lifetime{0};
  std::chrono::sys_seconds now{};
};

/// What a request brings that has to be visible to it.
struct Carried {
  Position position{};
  /// Something has to be, and nobody can tell where: the master has it.
  bool unknown{false};

  /// Adds the token of a pin that holds. An empty one is of a write at an unknown position. Gives whether the token is
  /// of use.
  bool add_of_pin(std::string_view token, const UsefulTokens& useful);
  /// Adds the token of a service that calls, in which nothing may have to be visible.
  void add(std::string_view token, const UsefulTokens& useful);

 private:
  bool merge(const std::optional<CausalToken>& token, const UsefulTokens& useful);
};

/// The text of a token for what the unit of work has written, as far as that is known without asking; empty if it is
/// not, or too long.
[[nodiscard]] std::string token_of_writes(const UnitOfWork& unit, const MasterHistory& master,
                                          std::chrono::sys_seconds now);
/// The text for a header; empty if nothing has to be visible, `unknown_position` if it would be too long to be read.
[[nodiscard]] std::string token_text(const CausalToken& token);

}  // namespace rwsplit::detail
