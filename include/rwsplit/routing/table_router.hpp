#pragma once

#include <map>
#include <string>
#include <string_view>

#include <rwsplit/routing/named_target.hpp>
#include <rwsplit/routing/router.hpp>

namespace rwsplit {

/// Orders names without regard to the case of ASCII letters, as table names are compared on most systems.
struct NameLess {
  using is_transparent = void;
  [[nodiscard]] bool operator()(std::string_view left, std::string_view right) const noexcept;
};

/// What a `TableRouter` knows. Names of tables are written without database and quotes.
struct TableRoutes {
  using Map = std::map<std::string, NamedTarget, NameLess>;

  /// By a table that the statement names.
  Map tables{};
  /// By the unit of work's tag.
  Map tags{};
};

/// Sends reads where their tables live, or where their unit of work (its tag) belongs; the tag is asked first.
///
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
