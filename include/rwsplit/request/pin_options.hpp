#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <rwsplit/driver/secret.hpp>
#include <rwsplit/request/same_site.hpp>

namespace rwsplit {

/// The cookie that lets the request after a write see it.
struct PinOptions {
  /// Shortest key, in bytes.
  static constexpr std::size_t min_key = 16;

  /// Off: none is made, and one that comes in is not looked at.
  bool enabled{true};
  /// Its name, which is part of what is signed.
  std::string cookie{"rwsplit_pin"};
  /// How long it holds, from 1 s to a day: longer than replicas usually lag behind. For that long the one who wrote
  /// sees it: on replicas that have it by then, else, and where servers have no positions (GTID), on the master. With
  /// positions a longer one costs next to nothing.
  std::chrono::seconds lifetime{5};
  /// Signs; any bytes, at least `min_key` and better 32 random ones, the same in every process that serves the
  /// application. Without one each process makes its own, and honors no pin of another process or of its own life
  /// before.
  Secret signing_key{};
  /// Are accepted beside `signing_key`. To change the key of a running application: add the new key here everywhere,
  /// then sign with it and keep the old one here, then remove the old one after `lifetime`.
  std::vector<Secret> verification_keys{};
  /// Browsers send it over TLS only. On for any application that is served by HTTPS.
  bool secure{false};
  SameSite same_site{SameSite::lax};

  /// Throws: `ConfigError` that names the field, and nothing of a key.
  void validate() const;
};

}  // namespace rwsplit
