#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include <rwsplit/error/error.hpp>
#include <rwsplit/row/row_mapping.hpp>
#include <rwsplit/session/open_rows.hpp>

namespace rwsplit {

/// The rows of one query as they arrive, in constant memory: an input range for one loop.
///
///     for (const Post& post : db.stream<Post>("SELECT id, title, body FROM post")) ...
///
/// Each step reads one row. It holds a connection until it ends; leaving the loop early closes that connection instead
/// of reading the rest (not with SQLite, where nothing is on the way). Within a transaction, or with session state
/// pinned, it keeps that connection busy: another statement there is a `UsageError` until the stream ends, and leaving
/// early loses the transaction with the connection.
/// Thread safety: one thread. Lifetime: ends before its session.
/// Throws while iterating: `ConversionError`; `ServerError` and `ConnectionError` with the outcome `partial_result`
/// once a row was delivered.
template <class... Row>
class RowStream {
 public:
  using value_type = detail::RowType<Row...>;

  class iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = RowStream::value_type;
    using difference_type = std::ptrdiff_t;

    iterator() = default;
    explicit iterator(RowStream& stream) : stream_{&stream} {}
    [[nodiscard]] const value_type& operator*() const noexcept { return *stream_->current_; }
    [[nodiscard]] const value_type* operator->() const noexcept { return &*stream_->current_; }
    iterator& operator++() {
      stream_->advance();
      return *this;
    }
    void operator++(int) { ++*this; }
    [[nodiscard]] bool operator==(std::default_sentinel_t) const noexcept { return !stream_->current_.has_value(); }

   private:
    RowStream* stream_{nullptr};
  };

  explicit RowStream(std::unique_ptr<detail::OpenRows> rows) : rows_{std::move(rows)} {
    in_context([&] { detail::check_columns<Row...>(rows_->cursor().columns()); });
    advance();
  }
  RowStream(const RowStream&) = delete;
  RowStream& operator=(const RowStream&) = delete;

  [[nodiscard]] iterator begin() noexcept { return iterator{*this}; }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

 private:
  void advance() {
    in_context([&] {
      current_.reset();
      if (rows_->cursor().next()) current_.emplace(detail::decode_row<Row...>(detail::RowSource{rows_->cursor()}));
    });
    if (!current_) rows_.reset();  // the connection goes back at the last row, not at the end of the scope
  }

  template <class Action>
  void in_context(Action action) {
    try {
      action();
    } catch (Error& error) {
      error.add_context(rows_->engine(), rows_->where());
      throw;
    }
  }

  std::unique_ptr<detail::OpenRows> rows_;
  std::optional<value_type> current_;
};

}  // namespace rwsplit
