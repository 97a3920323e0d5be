#pragma once

#include <cerrno>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rwsplit::testing {

/// A program that this test has started; it ends with the test, however that ends.
class ChildProcess {
 public:
  explicit ChildProcess(std::vector<std::string> command) {
    int pipe_ends[2];
    if (::pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::system_error{errno, std::generic_category(), "pipe"};
    output_ = pipe_ends[0];
    const ::pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) run(command, pipe_ends[1], parent);
    ::close(pipe_ends[1]);
    if (pid_ < 0) throw std::system_error{errno, std::generic_category(), "fork"};
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() {
    if (pid_ > 0) static_cast<void>(stop(SIGKILL));
    ::close(output_);
  }

  /// What it prints up to and without `end`. Throws when it ends before, or takes longer than `limit`.
  [[nodiscard]] std::string read_until(const std::string& end, std::chrono::seconds limit = std::chrono::seconds{30}) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    std::size_t at = 0;
    while ((at = printed_.find(end)) == std::string::npos) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      ::pollfd ready{.fd = output_, .events = POLLIN, .revents = 0};
      char bytes[4096];
      if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) {
        throw std::runtime_error{"not printed in time: " + end + "; printed so far: " + printed_};
      }
      const ::ssize_t count = ::read(output_, bytes, sizeof bytes);
      if (count <= 0) throw std::runtime_error{"ended without printing: " + end + "; printed: " + printed_};
      printed_.append(bytes, static_cast<std::size_t>(count));
    }
    std::string text = printed_.substr(0, at);
    printed_.erase(0, at + end.size());
    return text;
  }

  /// Sends the signal to it and waits for its end. Gives its exit code, or minus the signal that ended it.
  [[nodiscard]] int stop(int signal) noexcept {
    ::kill(pid_, signal);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  [[noreturn]] static void run(std::vector<std::string>& command, int output, ::pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(126);  // it ended before the line above
    ::dup2(output, STDOUT_FILENO);
    std::vector<char*> words;
    for (std::string& word : command) words.push_back(word.data());
    words.push_back(nullptr);
    ::execv(words.front(), words.data());
    ::_exit(127);
  }

  ::pid_t pid_{-1};
  int output_{-1};
  std::string printed_;
};

}  // namespace rwsplit::testing
