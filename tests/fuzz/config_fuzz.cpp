#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <rwsplit/cluster/cluster_config.hpp>
#include <rwsplit/config/settings.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/request/request_options.hpp>

#include "require.hpp"

namespace {

/// Stands for a password, in the dictionary and the seeds. No key can hold it, so that no message may.
constexpr std::string_view secret = "S3cr3t!";

/// Gives what it says, or ends in a `ConfigError` that can be shown to anybody.
template <class Read>
void require_answer(const Read& read) {
  try {
    read();
  } catch (const rwsplit::ConfigError& error) {
    const std::string_view message = error.what();
    require(message.find("app:") != std::string_view::npos || message.find("app: ") != std::string_view::npos);
    require(message.find(secret) == std::string_view::npos);
    for (const char c : message) require(static_cast<unsigned char>(c) >= ' ');
  }
}

/// The first character chooses the reader.
void add(rwsplit::Settings& settings, std::string_view text) {
  switch (text.empty() ? 't' : text.front()) {
    case 'p': settings.add_properties_text(text.substr(1), "app"); return;
    case 'q': settings.add_properties_text(text.substr(1), "app", "sqlalchemy"); return;
    default: settings.add_toml(text.substr(text.empty() ? 0 : 1), "app"); return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  require_answer([&] {
    rwsplit::Settings settings;
    add(settings, text);
    for (const rwsplit::Setting& setting : settings.all()) require(setting.origin.starts_with("app:"));
    require_answer([&] {
      const rwsplit::ClusterConfig config = rwsplit::ClusterConfig::from(settings);
      config.validate();
      require(!config.master.url.empty());
    });
    require_answer([&] { rwsplit::RequestOptions::from(settings).validate(); });
  });
  return 0;
}
