#include "bench/machine.hpp"

#include <cstdlib>
#include <fstream>
#include <thread>

#include <fmt/format.h>

namespace rwsplit::bench {

namespace {

std::string processor() {
  std::ifstream file{"/proc/cpuinfo"};
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, 10, "model name") == 0) return line.substr(line.find(':') + 2);
  }
  return "unknown processor";
}

}  // namespace

std::string machine() {
  double load = 0;
  const bool known = getloadavg(&load, 1) == 1;
  return fmt::format("{}, {} cores, load {}", processor(), std::thread::hardware_concurrency(),
                     known ? fmt::format("{:.1f}", load) : "unknown");
}

std::string compiler() {
#if defined(__clang__)
  std::string text = "clang " __clang_version__;
#else
  std::string text = "g++ " __VERSION__;
#endif
#if defined(NDEBUG) && defined(__OPTIMIZE__)
  return text + ", optimized";
#else
  return text + ", NOT OPTIMIZED: these figures say nothing";
#endif
}

}  // namespace rwsplit::bench
