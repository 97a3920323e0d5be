#pragma once

#include <string>
#include <string_view>

#include "cluster/replication_channel.hpp"
#include "doctor/server_facts.hpp"

// Statements that mend something, in the words of the server in question.

namespace rwsplit::doctor {

[[nodiscard]] inline bool is_server(Flavor flavor) noexcept {
  return flavor == Flavor::mysql || flavor == Flavor::mariadb;
}

/// Sets a variable for good. `value` as it stands in a statement: `ON`, `100`, `'STRICT'`.
[[nodiscard]] std::string set_for_good(const ServerFacts& server, std::string_view name, std::string_view value);

/// A text in quotes, as part of a statement.
[[nodiscard]] std::string quoted(std::string_view text);

/// The account as GRANT takes it.
[[nodiscard]] std::string account_in_statement(const ServerFacts& server);

/// `STOP REPLICA FOR CHANNEL 'x'`, `START SLAVE 'x'`: verb and object for this channel.
[[nodiscard]] std::string channel_statement(const ServerFacts& server, std::string_view verb,
                                            const detail::ReplicationChannel& channel);

/// `RESET REPLICA ALL FOR CHANNEL 'x'`, `RESET SLAVE 'x' ALL`: without ALL the channel would still be there.
[[nodiscard]] std::string forget_channel(const ServerFacts& server, const detail::ReplicationChannel& channel);

/// What shows the channels with the errors they met.
[[nodiscard]] std::string_view show_channels(const ServerFacts& server);

/// `CHANGE REPLICATION SOURCE TO` or what it is called here, with options and channel.
[[nodiscard]] std::string change_source(const ServerFacts& server, std::string_view options,
                                        const detail::ReplicationChannel& channel);

}  // namespace rwsplit::doctor
