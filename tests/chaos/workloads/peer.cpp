#include "chaos/workloads/peer.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <rwsplit/rwsplit.hpp>

#include "chaos/history/log_file.hpp"
#include "chaos/history/recorder.hpp"
#include "chaos/workloads/errors.hpp"

namespace rwsplit::chaos {
namespace {

std::array<int, 2> new_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error{"no pipe to the second process"};
  return ends;
}

/// A session with a token reads a register once.
bool read_with_token(Cluster& cluster, Recorder& recorder, std::istream& line) {
  SessionNumber session = 0;
  TokenNumber number = 0;
  Key key = 0;
  std::string text;
  line >> session >> number >> key >> text;
  const auto token = CausalToken::parse(text);
  if (!token) throw std::runtime_error{"the token is not readable: " + text};
  recorder.use_session(session);
  RoutingSession db{cluster};
  db.require(*token);
  recorder.accept(number);
  recorder.begin(Promise::session);
  try {
    recorder.read(key, db.query_one<std::int64_t>("SELECT v FROM chaos_register WHERE k = ?", key));
    recorder.end(Outcome::ok);
    return true;
  } catch (const CausalTokenLost&) {
    recorder.end(Outcome::fail);
    recorder.position_lost();
  } catch (const Error& error) {
    recorder.end(outcome_of(error));
  }
  return false;
}

}  // namespace

Peer::Peer(std::string sqlite_file) {
  const auto down = new_pipe();
  const auto up = new_pipe();
  ::posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, down[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, up[1], STDOUT_FILENO);
  std::string program{"/proc/self/exe"};
  std::string option{"--peer"};
  char* const database = sqlite_file.empty() ? nullptr : sqlite_file.data();
  const std::array<char*, 4> arguments{program.data(), option.data(), database, nullptr};
  const int failed = ::posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments.data(), ::environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(down[0]);
  ::close(up[1]);
  to_ = down[1];
  from_ = up[0];
  if (failed != 0) {
    process_ = 0;
    end();
    throw std::runtime_error{"the second process does not start"};
  }
}

Peer::~Peer() { end(); }

void Peer::end() noexcept {
  ::close(to_);
  ::close(from_);
  if (process_ != 0) ::waitpid(process_, nullptr, 0);
}

std::string Peer::ask(const std::string& line) {
  const detail::MutexLock lock{mutex_};  // a pipe to our own process, and the turns are what it is for
  const std::string text = line + "\n";
  for (std::size_t sent = 0; sent < text.size();) {
    const auto count = ::write(to_, text.data() + sent, text.size() - sent);
    if (count <= 0) throw std::runtime_error{"the second process is gone"};
    sent += static_cast<std::size_t>(count);
  }
  std::string answer;
  std::array<char, 65536> buffer{};
  while (answer.empty() || answer.back() != '\0') {
    const auto count = ::read(from_, buffer.data(), buffer.size());
    if (count <= 0) throw std::runtime_error{"the second process is gone"};
    answer.append(buffer.data(), static_cast<std::size_t>(count));
  }
  answer.pop_back();
  if (answer.starts_with("error")) throw std::runtime_error{"the second process: " + answer};
  return answer;
}

bool Peer::read(SessionNumber session, TokenNumber token, Key key, const std::string& text) {
  std::ostringstream line;
  line << "read " << session << ' ' << token << ' ' << key << ' ' << text;
  return ask(line.str()) == "ok";
}

void Peer::point_to_master(std::size_t server) { static_cast<void>(ask("master " + std::to_string(server))); }

void Peer::execute(std::string_view statement) { static_cast<void>(ask("execute " + std::string{statement})); }

void Peer::kill() noexcept { ::kill(process_, SIGKILL); }

Log Peer::take() {
  std::istringstream text{ask("take")};
  auto log = read_log(text);
  if (!log) throw std::runtime_error{"the second process's log is cut off"};
  return std::move(*log);
}

int Peer::serve(Database& database) {
  Cluster cluster{database.configuration()};
  std::unique_ptr<Connection> connection;
  Recorder recorder{0};
  for (std::string text; std::getline(std::cin, text);) {
    std::istringstream line{text};
    std::string word;
    line >> word;
    try {
      if (word == "read") {
        std::cout << (read_with_token(cluster, recorder, line) ? "ok" : "no");
      } else if (word == "master") {
        std::size_t server = 0;
        line >> server;
        database.set_master(server);
        auto next = database.configuration();
        next.logger = nullptr;  // stays as it is
        cluster.reconfigure(std::move(next));
        std::cout << "ok";
      } else if (word == "execute") {
        if (!connection) connection = database.connect();
        static_cast<void>(connection->execute(text.substr(word.size() + 1), {}));
        std::cout << "ok";
      } else {
        write_log(recorder.take(), std::cout);
      }
    } catch (const std::exception& error) {
      std::cout << "error: " << error.what();
    }
    std::cout << '\0' << std::flush;
  }
  return 0;
}

}  // namespace rwsplit::chaos
