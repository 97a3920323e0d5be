#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "chaos/databases/database.hpp"

namespace rwsplit::chaos {

/// An SQLite database, whose replicas are connections that only read.
class SqliteFile final : public Database {
 public:
  /// Made by whoever connects first.
  explicit SqliteFile(std::string path);

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] Flavor flavor() const noexcept override { return Flavor::sqlite; }
  [[nodiscard]] ClusterConfig configuration() const override;
  /// Throws: `std::logic_error`, there is but one.
  void set_master(std::size_t server) override;
  [[nodiscard]] std::unique_ptr<Connection> connect() const override;
  /// At once: they read the same file.
  void await_replicas() const override {}

 private:
  std::string path_;
};

}  // namespace rwsplit::chaos
