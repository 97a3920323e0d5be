#include "bench/machine.hpp"

#include <sched.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

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

int cores_of_this_program() {
  cpu_set_t cores;
  return ::sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 0;
}

}  // namespace

std::string machine() {
  double load = 0;
  const bool known = getloadavg(&load, 1) == 1;
  return fmt::format("{}, {} cores ({} for this program), load {}", processor(), ::sysconf(_SC_NPROCESSORS_ONLN),
                     cores_of_this_program(), known ? fmt::format("{:.1f}", load) : "unknown");
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
