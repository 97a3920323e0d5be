#include <utility>

#include <rwsplit/consistency/position.hpp>
#include <rwsplit/error/usage_error.hpp>

namespace rwsplit {
namespace {

template <typename Part>
std::optional<Position> parse_as(std::string_view text) {
  std::optional<Part> part = Part::parse(text);
  if (!part) return std::nullopt;
  return Position{*std::move(part)};
}

}  // namespace

Position::Position(MysqlGtidSet set) {
  if (!set.empty()) value_ = std::move(set);
}

Position::Position(MariadbPosition position) {
  if (!position.empty()) value_ = std::move(position);
}

std::optional<Position> Position::parse(Flavor flavor, std::string_view text) {
  switch (flavor) {
    case Flavor::mysql: return parse_as<MysqlGtidSet>(text);
    case Flavor::mariadb: return parse_as<MariadbPosition>(text);
    case Flavor::sqlite:
    case Flavor::unknown: break;
  }
  if (!text.empty()) return std::nullopt;
  return Position{};
}

Flavor Position::flavor() const noexcept {
  if (mysql() != nullptr) return Flavor::mysql;
  if (mariadb() != nullptr) return Flavor::mariadb;
  return Flavor::unknown;
}

bool Position::contains(const Position& other) const noexcept {
  if (other.empty()) return true;
  if (mysql() != nullptr && other.mysql() != nullptr) return mysql()->contains(*other.mysql());
  if (mariadb() != nullptr && other.mariadb() != nullptr) return mariadb()->contains(*other.mariadb());
  return false;
}

void Position::merge(const Position& other) {
  if (other.empty()) return;
  if (empty()) {
    value_ = other.value_;
  } else if (auto* set = std::get_if<MysqlGtidSet>(&value_); set != nullptr && other.mysql() != nullptr) {
    set->merge(*other.mysql());
  } else if (auto* own = std::get_if<MariadbPosition>(&value_); own != nullptr && other.mariadb() != nullptr) {
    own->merge(*other.mariadb());
  } else {
    throw UsageError{"a position of " + std::string{rwsplit::to_string(flavor())} + " cannot take one of " +
                     std::string{rwsplit::to_string(other.flavor())} +
                     ": use a token only with the cluster that issued it"};
  }
}

void Position::fill_gaps(const Position& known) {
  auto* set = std::get_if<MysqlGtidSet>(&value_);
  if (set != nullptr && known.mysql() != nullptr) set->fill_gaps(*known.mysql());
}

void Position::keep_sources_of(const Position& known) {
  if (auto* set = std::get_if<MysqlGtidSet>(&value_); set != nullptr && known.mysql() != nullptr) {
    set->keep_sources_of(*known.mysql());
    if (set->empty()) value_ = std::monostate{};
  } else if (auto* own = std::get_if<MariadbPosition>(&value_); own != nullptr && known.mariadb() != nullptr) {
    own->keep_sources_of(*known.mariadb());
    if (own->empty()) value_ = std::monostate{};
  }
}

std::uint64_t Position::distance_to(const Position& other) const noexcept {
  static const MysqlGtidSet no_set;
  static const MariadbPosition no_position;
  if (other.mysql() != nullptr) return (mysql() != nullptr ? *mysql() : no_set).distance_to(*other.mysql());
  if (other.mariadb() != nullptr) {
    return (mariadb() != nullptr ? *mariadb() : no_position).distance_to(*other.mariadb());
  }
  return 0;
}

std::string Position::to_string() const {
  if (mysql() != nullptr) return mysql()->to_string();
  if (mariadb() != nullptr) return mariadb()->to_string();
  return {};
}

}  // namespace rwsplit
