#include "cluster/cluster_formats.hpp"

#include <array>

#include <rwsplit/routing/least_in_use_balancer.hpp>
#include <rwsplit/routing/power_of_two_balancer.hpp>
#include <rwsplit/routing/random_balancer.hpp>
#include <rwsplit/routing/round_robin_balancer.hpp>
#include <rwsplit/routing/weighted_balancer.hpp>
#include <rwsplit/sql/read_functions.hpp>

namespace rwsplit::detail {

namespace {

using DialectWords = WordFormat<Dialect, word_of>;

constexpr std::array levels{ConsistencyLevel::eventual, ConsistencyLevel::bounded, ConsistencyLevel::session,
                            ConsistencyLevel::strong};

struct BalancerName {
  std::string_view name;
  std::shared_ptr<const Balancer> (*make)();
  bool (*is)(const Balancer&);
};

template <class T>
constexpr BalancerName balancer_name(std::string_view name) {
  return {name, [] { return std::shared_ptr<const Balancer>{std::make_shared<const T>()}; },
          [](const Balancer& balancer) { return dynamic_cast<const T*>(&balancer) != nullptr; }};
}

constexpr std::array balancers{
    balancer_name<WeightedBalancer>("weighted"), balancer_name<RoundRobinBalancer>("round_robin"),
    balancer_name<RandomBalancer>("random"), balancer_name<LeastInUseBalancer>("least_in_use"),
    balancer_name<PowerOfTwoBalancer>("power_of_two")};

}  // namespace

std::string_view word_of(OnReplicaWrite value) {
  switch (value) {
    case OnReplicaWrite::refuse: return "refuse";
    case OnReplicaWrite::promote: return "promote";
  }
  return {};
}

std::string_view word_of(ReplicaFallback value) {
  switch (value) {
    case ReplicaFallback::master: return "master";
    case ReplicaFallback::error: return "error";
  }
  return {};
}

std::string_view word_of(Stickiness value) {
  switch (value) {
    case Stickiness::session: return "session";
    case Stickiness::statement: return "statement";
  }
  return {};
}

std::string_view word_of(HintPolicy value) {
  switch (value) {
    case HintPolicy::ignore: return "ignore";
    case HintPolicy::warn: return "warn";
    case HintPolicy::refuse: return "refuse";
  }
  return {};
}

std::string_view word_of(AdministrationPolicy value) {
  switch (value) {
    case AdministrationPolicy::run_on_master: return "run_on_master";
    case AdministrationPolicy::refuse: return "refuse";
  }
  return {};
}

std::string_view word_of(FreshnessFallback value) {
  switch (value) {
    case FreshnessFallback::next_replica: return "next_replica";
    case FreshnessFallback::master: return "master";
    case FreshnessFallback::stale: return "stale";
    case FreshnessFallback::error: return "error";
  }
  return {};
}

std::string_view word_of(Dialect value) {
  switch (value) {
    case Dialect::mysql: return "mysql";
    case Dialect::mariadb: return "mariadb";
    case Dialect::sqlite: return "sqlite";
  }
  return {};
}

using LevelFormat = ValueFormat<ConsistencyLevel>;

std::string LevelFormat::rule(Limits) {
  std::vector<std::string> words;
  for (const ConsistencyLevel level : levels) words.emplace_back(to_string(level));
  return "one of " + joined(words);
}

std::optional<ConsistencyLevel> LevelFormat::read(const ValueText& value, Limits) {
  for (const ConsistencyLevel level : levels) {
    if (to_string(level) == value.text()) return level;
  }
  if (value.text() == to_string(ConsistencyLevel::causal)) {
    value.wrong("causal needs a token, which only a session or call can have");
  }
  return std::nullopt;
}

std::string LevelFormat::print(ConsistencyLevel value) { return std::string{to_string(value)}; }

using DialectsFormat = ValueFormat<std::optional<DialectSet>>;

std::string DialectsFormat::rule(Limits) { return "a list of " + joined(DialectWords::words()); }

std::optional<std::optional<DialectSet>> DialectsFormat::read(const ValueText& value, Limits) {
  DialectSet dialects;
  for (const std::string_view word : value.list()) {
    const auto dialect = DialectWords::value_of(word);
    if (!dialect) return std::nullopt;
    dialects.add(*dialect);
  }
  if (dialects.empty()) value.wrong("none is named; leave the key out to go by the URLs");
  return std::optional{dialects};
}

std::string DialectsFormat::print(const std::optional<DialectSet>& value) {
  if (!value) return {};
  std::vector<std::string> words;
  for (const std::string& word : DialectWords::words()) {
    if (value->has(*DialectWords::value_of(word))) words.push_back(word);
  }
  return joined(words);
}

using NamesFormat = ValueFormat<std::vector<std::string>>;

std::string NamesFormat::rule(Limits) { return "a list of names, `f` or `db.f`"; }

std::optional<std::vector<std::string>> NamesFormat::read(const ValueText& value, Limits) {
  std::vector<std::string> names;
  for (const std::string_view name : value.list()) {
    names.emplace_back(name);
    const auto problem = ReadFunctions::problem_with(names.back());
    if (problem) value.wrong("name " + std::to_string(names.size()) + ": " + *problem);
  }
  return names;
}

std::string NamesFormat::print(const std::vector<std::string>& value) { return joined(value); }

using BalancerFormat = ValueFormat<std::shared_ptr<const Balancer>>;

std::string BalancerFormat::rule(Limits) {
  std::vector<std::string> names;
  for (const BalancerName& known : balancers) names.emplace_back(known.name);
  return "one of " + joined(names);
}

std::optional<std::shared_ptr<const Balancer>> BalancerFormat::read(const ValueText& value, Limits) {
  for (const BalancerName& known : balancers) {
    if (known.name == value.text()) return known.make();
  }
  return std::nullopt;
}

std::string BalancerFormat::print(const std::shared_ptr<const Balancer>& value) {
  for (const BalancerName& known : balancers) {
    if (!value || known.is(*value)) return std::string{known.name};  // without one: the first
  }
  return {};
}

}  // namespace rwsplit::detail
