#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "bench/post.hpp"

namespace rwsplit::bench {

/// The servers of the environment, the master first. Throws: `std::runtime_error` for fewer than two.
[[nodiscard]] std::vector<std::string> server_urls();

/// The master and the first `replicas` of the others, with `connections` to each.
[[nodiscard]] ClusterConfig cluster_of(const std::vector<std::string>& urls, std::size_t replicas,
                                       std::size_t connections);

/// Makes the table `consistency_post`, full, and returns when every replica has it.
void make_posts(Cluster& cluster);

[[nodiscard]] Post post_of(RoutingSession& db, std::int64_t id);
[[nodiscard]] std::int32_t views_of(RoutingSession& db, std::int64_t id);
void set_views(RoutingSession& db, std::int64_t id, std::int32_t views);

}  // namespace rwsplit::bench
