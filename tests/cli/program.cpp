#include "program.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rwsplit::testing {

namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error{errno, std::generic_category(), what}; }

[[nodiscard]] std::filesystem::path program_folder() {
  const char* other = std::getenv("RWSPLIT_TEST_PROGRAM");
  return std::filesystem::absolute(other != nullptr ? other : RWSPLIT_PROGRAM).parent_path();
}

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using TemporaryFile = std::unique_ptr<std::FILE, CloseFile>;

[[nodiscard]] TemporaryFile temporary_file() {
  TemporaryFile file{std::tmpfile()};
  if (!file) fail("tmpfile");
  return file;
}

[[nodiscard]] std::string content_of(std::FILE* file) {
  std::string text;
  std::rewind(file);
  std::array<char, 65'536> block{};
  while (const std::size_t count = std::fread(block.data(), 1, block.size(), file)) text.append(block.data(), count);
  return text;
}

/// Starts it with these as its standard streams.
[[nodiscard]] pid_t start(const std::string& command, int input, int output, int error) {
  const std::string path = "PATH=" + program_folder().string() + ":/usr/local/bin:/usr/bin:/bin";
  const pid_t process = ::fork();
  if (process < 0) fail("fork");
  if (process > 0) return process;
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(error, STDERR_FILENO);
  ::signal(SIGPIPE, SIG_DFL);  // a client library that was used in this process may have switched it off
  const std::array<const char*, 2> environment{path.c_str(), nullptr};
  ::execle("/bin/sh", "sh", "-c", command.c_str(), nullptr, environment.data());
  ::_exit(127);
}

[[nodiscard]] int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) fail("waitpid");
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Finished run(const std::string& command, std::string_view input) {
  const TemporaryFile in = temporary_file();
  const TemporaryFile out = temporary_file();
  const TemporaryFile error = temporary_file();
  if (!input.empty() && std::fwrite(input.data(), 1, input.size(), in.get()) != input.size()) fail("fwrite");
  std::rewind(in.get());
  const int status = wait_for(start(command, ::fileno(in.get()), ::fileno(out.get()), ::fileno(error.get())));
  return {.status = status, .output = content_of(out.get()), .error = content_of(error.get())};
}

Conversation::Conversation(const std::string& command) {
  std::array<int, 2> to{};
  std::array<int, 2> from{};
  if (::pipe2(to.data(), O_CLOEXEC) != 0 || ::pipe2(from.data(), O_CLOEXEC) != 0) fail("pipe2");
  process_ = start("exec " + command, to[0], from[1], STDERR_FILENO);
  ::close(to[0]);
  ::close(from[1]);
  input_ = to[1];
  output_ = from[0];
}

Conversation::~Conversation() {
  close_input();
  ::close(output_);
  int ignored = 0;  // the tests look at what it says
  ::waitpid(process_, &ignored, 0);
}

void Conversation::say(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(input_, text.data(), text.size());
    if (count < 0) fail("write");
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::optional<std::string> Conversation::next_line() {
  std::size_t scanned = 0;
  for (;;) {
    if (const std::size_t end = unread_.find('\n', scanned); end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    scanned = unread_.size();
    std::array<char, 4'096> block{};
    const ssize_t count = ::read(output_, block.data(), block.size());
    if (count < 0) fail("read");
    if (count == 0) return std::nullopt;
    unread_.append(block.data(), static_cast<std::size_t>(count));
  }
}

void Conversation::close_input() {
  if (input_ >= 0) ::close(input_);
  input_ = -1;
}

std::size_t Conversation::peak_memory() const {
  std::ifstream status{"/proc/" + std::to_string(process_) + "/status"};
  for (std::string word; status >> word;) {
    std::size_t size = 0;
    if (word == "VmHWM:" && status >> size) return size;
  }
  throw std::runtime_error{"no VmHWM in /proc"};
}

}  // namespace rwsplit::testing
