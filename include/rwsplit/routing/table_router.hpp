#pragma once

#include <rwsplit/routing/named_targets.hpp>
#include <rwsplit/routing/router.hpp>

namespace rwsplit {

/// What a `TableRouter` knows. Names of tables are written without database and quotes.
struct TableRoutes {
  /// By a table that the statement names.
  NamedTargets tables{};
  /// By the tag of the row type, else of the unit of work; as in a `BindingRouter`.
  NamedTargets tags{};
};

/// Sends reads where their tables live, or where their row type or unit of work (its tag) belongs; tags are asked
/// first.
///
/// Only reads: what an INSERT, UPDATE or DELETE changes is changed on the master, whatever its table is mapped to.
/// Tables that are not mapped do not count. A statement whose mapped tables disagree, or that names more tables than
/// are kept, reads from the master, which has them all. Without a mapped name there is no opinion.
class TableRouter final : public Router {
 public:
  explicit TableRouter(TableRoutes routes);

  [[nodiscard]] std::optional<Target> route(const RouteQuery& query) const noexcept override;

  /// Throws: `UnknownEngine`, naming the table or tag, the engine, and the engines that exist.
  void validate(const Topology& topology) const override;

 private:
  TableRoutes routes_;
};

}  // namespace rwsplit
