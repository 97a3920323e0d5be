#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/driver/cursor.hpp>
#include <rwsplit/pool/lease.hpp>

namespace rwsplit::detail {

/// A cursor with what must outlive it: its own lease, or a mark that the session's held connection is busy.
class OpenRows {
 public:
  /// Rows on a connection of their own.
  OpenRows(std::unique_ptr<Cursor> cursor, Lease lease, std::string_view engine, SourceLocation where) noexcept
      : lease_{std::move(lease)}, cursor_{std::move(cursor)}, engine_{engine}, where_{where} {}
  /// Rows on the session's held connection; `busy` is true until they end.
  OpenRows(std::unique_ptr<Cursor> cursor, bool& busy, std::string_view engine, SourceLocation where) noexcept
      : cursor_{std::move(cursor)}, busy_{&busy}, engine_{engine}, where_{where} {
    *busy_ = true;
  }
  OpenRows(const OpenRows&) = delete;
  OpenRows& operator=(const OpenRows&) = delete;
  ~OpenRows() {
    cursor_.reset();
    if (busy_ != nullptr) *busy_ = false;
  }

  [[nodiscard]] Cursor& cursor() noexcept { return *cursor_; }
  [[nodiscard]] std::string_view engine() const noexcept { return engine_; }
  [[nodiscard]] SourceLocation where() const noexcept { return where_; }

 private:
  Lease lease_;
  std::unique_ptr<Cursor> cursor_;
  bool* busy_{nullptr};
  std::string_view engine_;
  SourceLocation where_;
};

}  // namespace rwsplit::detail
