#include "doctor/read_facts.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/driver/driver.hpp>
#include <rwsplit/driver/url.hpp>
#include <rwsplit/error/config_error.hpp>

#include "cluster/driver_for.hpp"
#include "doctor/server_questions.hpp"
#include "driver/loopback.hpp"

namespace rwsplit::doctor {

namespace {

/// A server that falls silent must not hold up the whole examination.
constexpr std::chrono::milliseconds longest_reply{10'000};
constexpr std::uint16_t default_port = 3306;

/// One engine, ready to be asked.
struct Patient {
  std::shared_ptr<Driver> driver{};
  ConnectOptions connect{};
  EngineFacts facts{};
};

[[nodiscard]] std::string address_of(const Url& url) {
  if (url.scheme == "sqlite") return url.path;
  if (const auto socket = url.option("socket")) return std::string{*socket};
  const bool ipv6 = url.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", ipv6 ? "[" : "", url.host, ipv6 ? "]" : "", url.port.value_or(default_port));
}

/// A driver that can open the URL; `connect` gets it.
[[nodiscard]] std::shared_ptr<Driver> prepare(const EngineConfig& engine, ConnectOptions& connect) {
  try {
    connect.url = Url::parse(engine.url);
    auto driver = engine.driver ? engine.driver : detail::driver_for(connect.url);
    driver->validate(connect.url);
    return driver;
  } catch (const ConfigError& error) {
    throw ConfigError{fmt::format("engine \"{}\": {}", connect.engine, error.info().what)};
  }
}

[[nodiscard]] Patient patient_of(const ClusterConfig& config, const EngineConfig& engine, Role role) {
  const std::string name = role == Role::master ? "master" : engine.name;
  Patient patient;
  ConnectOptions& connect = patient.connect;
  connect.engine = name;
  connect.read_only = true;  // on the master, too: an examination changes nothing
  connect.connect_timeout = config.connect_timeout;
  connect.read_timeout = config.read_timeout.count() > 0 ? config.read_timeout : longest_reply;
  patient.driver = prepare(engine, connect);
  patient.facts = {.name = name,
                   .role = role,
                   .weight = engine.weight,
                   .pool = engine.pool.value_or(config.pool),
                   .address = address_of(connect.url),
                   .on_this_machine = connect.url.scheme == "sqlite" || connect.url.option("socket").has_value() ||
                                      detail::is_loopback(connect.url.host)};
  if (role == Role::master) {
    patient.facts.pool.max_size = std::min(patient.facts.pool.max_size, patient.driver->max_writers());
    if (!config.master_accepts_reads) patient.facts.weight = 0;
  }
  return patient;
}

void examine(Patient& patient, const std::string& heartbeat_table) noexcept {
  try {
    const auto connection = patient.driver->connect(patient.connect);
    patient.facts.server = ask_server(*connection, patient.connect.url.user, heartbeat_table);
  } catch (const Error& error) {
    patient.facts.failure = error.info().what;
  } catch (const std::exception&) {
    // Its text is not this library's: it may hold anything.
    patient.facts.failure = "the driver failed with an error that is not one of rwsplit";
  }
}

}  // namespace

ClusterFacts read_facts(const ClusterConfig& config) {
  config.validate();
  std::vector<Patient> patients;
  patients.push_back(patient_of(config, config.master, Role::master));
  for (const EngineConfig& replica : config.replicas) {
    patients.push_back(patient_of(config, replica, Role::replica));
  }
  {
    std::vector<std::jthread> threads;
    threads.reserve(patients.size());
    for (Patient& patient : patients) {
      threads.emplace_back([&] { examine(patient, config.monitor.heartbeat_table); });
    }
  }
  ClusterFacts facts{.engines = {}, .dialects = config.dialects};
  for (Patient& patient : patients) facts.engines.push_back(std::move(patient.facts));
  return facts;
}

}  // namespace rwsplit::doctor
