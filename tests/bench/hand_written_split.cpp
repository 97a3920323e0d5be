#include "bench/hand_written_split.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include <mysql.h>

namespace rwsplit::bench {

namespace {

using Bool = std::remove_pointer_t<decltype(MYSQL_BIND::is_null)>;

struct Close {
  void operator()(MYSQL* handle) const noexcept { mysql_close(handle); }
  void operator()(MYSQL_STMT* handle) const noexcept { mysql_stmt_close(handle); }
  void operator()(MYSQL_RES* handle) const noexcept { mysql_free_result(handle); }
};
using Connection = std::unique_ptr<MYSQL, Close>;
using Result = std::unique_ptr<MYSQL_RES, Close>;

[[noreturn]] void fail(MYSQL* handle) { throw std::runtime_error{mysql_error(handle)}; }
[[noreturn]] void fail(MYSQL_STMT* handle) { throw std::runtime_error{mysql_stmt_error(handle)}; }

Connection connect(const Url& url) {
  Connection connection{mysql_init(nullptr)};
  const std::string socket{url.option("socket").value_or("")};
  const unsigned protocol = socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
  mysql_options(connection.get(), MYSQL_OPT_PROTOCOL, &protocol);
  mysql_options(connection.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
#if defined(MARIADB_BASE_VERSION) || defined(MARIADB_VERSION_ID)
  const Bool verify = 0;
  mysql_options(connection.get(), MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
#else
  const unsigned tls = SSL_MODE_DISABLED;
  mysql_options(connection.get(), MYSQL_OPT_SSL_MODE, &tls);
  const bool fetch_key = true;
  mysql_options(connection.get(), MYSQL_OPT_GET_SERVER_PUBLIC_KEY, &fetch_key);
#endif
  if (mysql_real_connect(connection.get(), url.host.c_str(), url.user.c_str(), url.password.reveal().c_str(),
                         url.path.c_str(), url.port.value_or(3306), socket.empty() ? nullptr : socket.c_str(),
                         0) == nullptr) {
    fail(connection.get());
  }
  return connection;
}

template <class Number>
Number number_in(const char* text, unsigned long length) {
  Number number{};
  if (std::from_chars(text, text + length, number).ec != std::errc{}) throw std::runtime_error{"not a number"};
  return number;
}

/// A statement by key, prepared once. Its key is bound once as well.
class Prepared {
 public:
  Prepared(MYSQL* connection, std::string_view text) : statement_{mysql_stmt_init(connection)} {
    if (mysql_stmt_prepare(get(), text.data(), text.size()) != 0) fail(get());
    MYSQL_BIND bind{};
    bind.buffer_type = MYSQL_TYPE_LONGLONG;
    bind.buffer = &key_;
    if (mysql_stmt_bind_param(get(), &bind) != 0) fail(get());
  }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  void execute(std::int64_t key) {
    key_ = key;
    if (mysql_stmt_execute(get()) != 0) fail(get());
  }
  [[nodiscard]] MYSQL_STMT* get() const noexcept { return statement_.get(); }

 private:
  std::unique_ptr<MYSQL_STMT, Close> statement_;
  std::int64_t key_{0};
};

/// The point read: the columns' buffers are bound once, too.
class PreparedRead {
 public:
  explicit PreparedRead(MYSQL* connection)
      : statement_{connection, "SELECT id, title, views, note FROM bench_post WHERE id = ?"} {
    place(0, MYSQL_TYPE_LONGLONG, &id_, sizeof id_);
    place(1, MYSQL_TYPE_STRING, title_.data(), title_.size());
    place(2, MYSQL_TYPE_LONG, &views_, sizeof views_);
    place(3, MYSQL_TYPE_STRING, note_.data(), note_.size());
    if (mysql_stmt_bind_result(statement_.get(), binds_.data()) != 0) fail(statement_.get());
  }

  [[nodiscard]] Post one(std::int64_t key) {
    statement_.execute(key);
    if (mysql_stmt_fetch(statement_.get()) != 0) fail(statement_.get());
    Post post{.id = id_, .title = std::string{title_.data(), lengths_[1]}, .views = views_, .note = {}};
    if (nulls_[3] == 0) post.note.emplace(note_.data(), lengths_[3]);
    if (mysql_stmt_fetch(statement_.get()) != MYSQL_NO_DATA) throw std::runtime_error{"more than one row"};
    mysql_stmt_free_result(statement_.get());
    return post;
  }

 private:
  void place(std::size_t column, enum_field_types type, void* buffer, std::size_t size) {
    MYSQL_BIND& bind = binds_[column];
    bind.buffer_type = type;
    bind.buffer = buffer;
    bind.buffer_length = size;
    bind.length = &lengths_[column];
    bind.is_null = &nulls_[column];
  }

  Prepared statement_;
  std::array<MYSQL_BIND, 4> binds_{};
  std::array<unsigned long, 4> lengths_{};
  std::array<Bool, 4> nulls_{};
  std::int64_t id_{};
  std::int32_t views_{};
  std::array<char, 4 * longest_title> title_{};
  std::array<char, 4 * longest_title> note_{};
};

class Replica {
 public:
  explicit Replica(const Url& url) : connection_{connect(url)}, read_{connection_.get()} {}

  [[nodiscard]] Post prepared_read(std::int64_t key) { return read_.one(key); }

  [[nodiscard]] Post text_read() {
    constexpr std::string_view text = "SELECT id, title, views, note FROM bench_post WHERE id = 1234";
    if (mysql_real_query(connection_.get(), text.data(), text.size()) != 0) fail(connection_.get());
    const Result result{mysql_store_result(connection_.get())};
    if (!result) fail(connection_.get());
    if (mysql_num_rows(result.get()) != 1) throw std::runtime_error{"not one row"};
    const MYSQL_ROW row = mysql_fetch_row(result.get());
    const unsigned long* const lengths = mysql_fetch_lengths(result.get());
    Post post{.id = number_in<std::int64_t>(row[0], lengths[0]),
              .title = std::string{row[1], lengths[1]},
              .views = number_in<std::int32_t>(row[2], lengths[2]),
              .note = {}};
    if (row[3] != nullptr) post.note.emplace(row[3], lengths[3]);
    return post;
  }

 private:
  // The connection goes last.
  Connection connection_;
  PreparedRead read_;
};

class HandWrittenSplit final : public Contestant {
 public:
  HandWrittenSplit(const Url& master, const std::vector<Url>& replicas)
      : master_{connect(master)}, write_{master_.get(), "UPDATE bench_post SET views = views + 1 WHERE id = ?"} {
    for (const Url& url : replicas) replicas_.push_back(std::make_unique<Replica>(url));
  }

 private:
  [[nodiscard]] Replica& next_replica() noexcept { return *replicas_[units_++ % replicas_.size()]; }

  [[nodiscard]] std::uint64_t text_reads() override {
    Replica& replica = next_replica();
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < statements_per_unit; ++i) sum += seen(replica.text_read());
    return sum;
  }
  [[nodiscard]] std::uint64_t prepared_reads(Keys& keys, std::uint64_t count) override {
    Replica& replica = next_replica();
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) sum += seen(replica.prepared_read(keys.next()));
    return sum;
  }
  [[nodiscard]] std::uint64_t mix(Keys& keys) override {
    const std::uint64_t sum = prepared_reads(keys, statements_per_unit - 1);
    write_.execute(keys.next());
    return sum + mysql_stmt_affected_rows(write_.get());
  }

  // The connection goes last.
  Connection master_;
  Prepared write_;
  std::vector<std::unique_ptr<Replica>> replicas_;
  std::size_t units_{0};
};

}  // namespace

std::unique_ptr<Contestant> hand_written_split(const Url& master, const std::vector<Url>& replicas) {
  return std::make_unique<HandWrittenSplit>(master, replicas);
}

MysqlVersions mysql_versions(const Url& server) {
  const Connection connection = connect(server);
#if defined(MARIADB_BASE_VERSION) || defined(MARIADB_VERSION_ID)
  const std::string client = "MariaDB Connector/C ";
#else
  const std::string client = "libmysqlclient ";
#endif
  return {.client = client + mysql_get_client_info(), .server = mysql_get_server_info(connection.get())};
}

}  // namespace rwsplit::bench
