#pragma once

#include <memory>
#include <span>
#include <string_view>

#include <rwsplit/driver/driver.hpp>

namespace rwsplit::testing {

/// A connection to nothing: every call succeeds at once with an empty reply, and nothing allocates, so that what is
/// left of a statement's cost and allocations is the library's own.
class NullConnection final : public Connection {
 public:
  [[nodiscard]] ReplySummary run(std::string_view, std::span<const Value>, RowSink&) override { return {}; }
  [[nodiscard]] std::unique_ptr<Cursor> open_cursor(std::string_view, std::span<const Value>) override {
    return std::make_unique<NoRows>();
  }
  void begin(TransactionMode) override { status_.in_transaction = true; }
  void commit() override { status_.in_transaction = false; }
  void rollback() override { status_.in_transaction = false; }
  void ping() override {}
  void reset() override {}
  [[nodiscard]] bool alive() noexcept override { return true; }
  [[nodiscard]] ConnectionStatus status() const noexcept override { return status_; }
  [[nodiscard]] const ServerIdentity& server() const noexcept override { return server_; }

 private:
  class NoRows final : public Cursor {
   public:
    [[nodiscard]] const ResultSet::Columns& columns() const noexcept override { return columns_; }
    [[nodiscard]] bool next() override { return false; }
    [[nodiscard]] Value at(std::size_t) const noexcept override { return {}; }

   private:
    ResultSet::Columns columns_;
  };

  ConnectionStatus status_;
  ServerIdentity server_;
};

class NullDriver final : public Driver {
 public:
  [[nodiscard]] std::string_view name() const noexcept override { return "null"; }
  void validate(const Url&) const override {}
  [[nodiscard]] std::unique_ptr<Connection> connect(const ConnectOptions&) override {
    return std::make_unique<NullConnection>();
  }
};

}  // namespace rwsplit::testing
