#pragma once

#include "cli/config_source.hpp"
#include "doctor/diagnosis.hpp"

namespace rwsplit::cli {

/// What `rwsplit doctor` was asked for.
struct DoctorOptions {
  ConfigSource config{};
  doctor::Expectations expectations{};
  bool json{false};
};

/// Prints what is wrong with a deployment; true if there is neither an error nor a warning.
/// Blocking: on the servers, bounded by the configuration's timeouts. Throws: IoError, CommandError.
[[nodiscard]] bool run_doctor(const DoctorOptions& options);

}  // namespace rwsplit::cli
