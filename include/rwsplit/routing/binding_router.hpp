#pragma once

#include <rwsplit/routing/named_targets.hpp>
#include <rwsplit/routing/router.hpp>

namespace rwsplit {

/// Binds row types and units of work to an engine or a role, by their tags: static binding.
///
///     auto router = std::make_shared<rwsplit::BindingRouter>(rwsplit::NamedTargets{
///         {rwsplit::tag_of<AuditLine>(), rwsplit::NamedTarget::engine("reporting")},
///         {"nightly", rwsplit::NamedTarget::replica()}});
///
/// A row type has its tag by `rwsplit::model`, a unit of work by `SessionOptions::tag`. The type's binding comes before
/// the session's, as it says more about this one statement. It moves plain reads alone: a write of a bound type runs on
/// the master like any other. Without a bound tag there is no opinion; put a `TableRouter` behind it in a `RouterChain`
/// for bindings by table.
class BindingRouter final : public Router {
 public:
  explicit BindingRouter(NamedTargets tags);

  [[nodiscard]] std::optional<Target> route(const RouteQuery& query) const noexcept override;

  /// Throws: `UnknownEngine`, naming the tag, the engine, and the engines that exist.
  void validate(const Topology& topology) const override;

 private:
  NamedTargets tags_;
};

}  // namespace rwsplit
