#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/driver/cursor.hpp>
#include <rwsplit/pool/lease.hpp>

namespace rwsplit::detail {

/// A cursor with what must outlive it: its own lease, or a mark that the session's held connection streams.
class OpenRows {
 public:
  /// Rows on a connection of their own.
  OpenRows(std::unique_ptr<Cursor> cursor, Lease lease, std::string_view engine, SourceLocation where) noexcept
      : lease_{std::move(lease)}, cursor_{std::move(cursor)}, engine_{engine}, where_{where} {}
  /// Rows on the session's held connection; `mark` points to them until they end.
  OpenRows(std::unique_ptr<Cursor> cursor, OpenRows*& mark, std::string_view engine, SourceLocation where) noexcept
      : cursor_{std::move(cursor)}, mark_{&mark}, engine_{engine}, where_{where} {
    mark = this;
  }
  OpenRows(const OpenRows&) = delete;
  OpenRows& operator=(const OpenRows&) = delete;
  ~OpenRows() {
    cursor_.reset();
    if (mark_ != nullptr) *mark_ = nullptr;
  }

  /// The session lets go of its connection while these rows still come from it: they keep it alive until they end.
  void adopt(Lease lease) noexcept {
    lease_ = std::move(lease);
    mark_ = nullptr;
  }

  [[nodiscard]] Cursor& cursor() noexcept { return *cursor_; }
  [[nodiscard]] std::string_view engine() const noexcept { return engine_; }
  [[nodiscard]] SourceLocation where() const noexcept { return where_; }

 private:
  Lease lease_;
  std::unique_ptr<Cursor> cursor_;
  OpenRows** mark_{nullptr};
  std::string_view engine_;
  SourceLocation where_;
};

}  // namespace rwsplit::detail
