#pragma once

#include <exception>
#include <memory>
#include <span>
#include <utility>

#include <rwsplit/row/result_set.hpp>
#include <rwsplit/row/row_mapping.hpp>
#include <rwsplit/row/row_sink.hpp>
#include <rwsplit/row/row_source.hpp>
#include <rwsplit/row/value.hpp>

namespace rwsplit::detail {

/// Decodes rows as they arrive. `Keep` has `push_back` and `clear`: a vector, or what wants less than all.
///
/// A row that cannot be decoded is told of at the end, so that the reply is read and its connection stays good.
template <class Keep, class... Row>
class RowReader final : public RowSink {
 public:
  void begin(const std::shared_ptr<const ResultSet::Columns>& columns) override {
    columns_ = columns.get();
    rows_.clear();
    failure_ = nullptr;
    attempt([&] { check_columns<Row...>(*columns_); });
  }

  void row(std::span<const Value> values) override {
    if (failure_ != nullptr) return;
    attempt([&] { rows_.push_back(decode_row<Row...>(RowSource{ArrivingRow{*columns_, values}})); });
  }

  /// After the reply; `has_rows` as it says. Throws: `ConversionError`, and what a user's codec has thrown.
  [[nodiscard]] Keep take(bool has_rows) && {
    if (!has_rows) check_columns<Row...>({});
    if (failure_ != nullptr) std::rethrow_exception(failure_);
    return std::move(rows_);
  }

 private:
  template <class Action>
  void attempt(Action action) noexcept {
    try {
      action();
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

  /// Lifetime: until the last row.
  const ResultSet::Columns* columns_{nullptr};
  Keep rows_{};
  std::exception_ptr failure_{};
};

}  // namespace rwsplit::detail
