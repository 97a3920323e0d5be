#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include <rwsplit/cluster/cluster_config.hpp>
#include <rwsplit/config/settings.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/request/request_options.hpp>

#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

using namespace std::chrono_literals;
using Map = std::map<std::string, std::string>;

[[nodiscard]] RequestOptions of_toml(std::string_view text) {
  return RequestOptions::from(Settings{}.add_toml(text, "app.toml"));
}

[[nodiscard]] std::string error_of(std::string_view text) {
  try {
    static_cast<void>(of_toml(text));
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("request configuration: everything at once, and the cluster's keys are for others",
          "[config][request][D-5]") {
  const RequestOptions options = of_toml(R"(
master.url = "sqlite:/m.db"
nonsense = 1
[request]
safe_methods = ["GET", "HEAD"]
path_rules = ["/admin/** master", "/a,b replica", "/bi/* engine=reporting"]
master_params = ["m", "token keep"]
trust_state_header = true
state_header = "X-State"
token_header = "X-Token"
[request.pin]
lifetime = "30s"
cookie = "app_pin"
secure = true
same_site = "none"
signing_key = "0123456789abcdef"
verification_keys = ["aaaaaaaaaaaaaaaa", "b,bbbbbbbbbbbbbb"]
)");
  CHECK(options.safe_methods == MethodSet{Method::get, Method::head});
  REQUIRE(options.path_rules.rules().size() == 3);
  CHECK(options.path_rules.match("/admin/x/y")->target.resolve({}) == Target::master());
  CHECK(options.path_rules.match("/a,b")->target.resolve({}) == Target::replica());
  CHECK(options.path_rules.match("/bi/x")->target.name() == "reporting");
  CHECK(options.master_params == MasterParams{{"m", true}, {"token", false}});
  CHECK(options.trust_state_header);
  CHECK(options.state_header == "X-State");
  CHECK(options.token_header == "X-Token");
  CHECK(options.pin.enabled);
  CHECK(options.pin.lifetime == 30s);
  CHECK(options.pin.cookie == "app_pin");
  CHECK(options.pin.secure);
  CHECK(options.pin.same_site == SameSite::none);
  CHECK(options.pin.signing_key == Secret{"0123456789abcdef"});
  REQUIRE(options.pin.verification_keys.size() == 2);
  CHECK(options.pin.verification_keys[1] == Secret{"b,bbbbbbbbbbbbbb"});
}

TEST_CASE("request configuration: nothing given is the default", "[config][request][D-5][W14]") {
  const RequestOptions options = of_toml("master.url = 'sqlite:m'");
  CHECK(options.safe_methods == safe_methods);
  CHECK(!options.trust_state_header);
  CHECK(options.token_header.empty());
  CHECK(options.pin.lifetime == 5s);
}

TEST_CASE("request configuration: one set of settings for cluster and requests", "[config][request]") {
  Settings settings;
  settings.add_variables(Map{{"RWSPLIT_MASTER_URL", "sqlite:m"}, {"RWSPLIT_REQUEST_PIN_SAME_SITE", "strict"}});
  CHECK(ClusterConfig::from(settings).master.url == "sqlite:m");
  CHECK(RequestOptions::from(settings).pin.same_site == SameSite::strict);
}

TEST_CASE("request configuration: what is wrong", "[config][request][TG-24][W24]") {
  struct Row {
    const char* line;
    const char* message;
  };
  const Row rows[] = {
      {"safe_method = 'GET'", "request.safe_method: there is no such option; the nearest is request.safe_methods"},
      {"scope_key = 1", "request.scope_key: this can be given in code only"},
      {"pin = true", "request.pin: this is a group of options"},
      {"safe_methods = 'GET, get'",
       "request.safe_methods: must be a list of GET, HEAD, OPTIONS, TRACE, POST, PUT, PATCH, DELETE, CONNECT"},
      {"path_rules = ['/admin']",
       "request.path_rules: must be a list of `GLOB master`, `GLOB replica` or `GLOB engine="},
      {"path_rules = ['/admin slave']", "request.path_rules: must be a list"},
      {"path_rules = ['/admin engine=']", "request.path_rules: must be a list"},
      {"path_rules = [' master']", "request.path_rules: must be a list"},
      {"path_rules = ['']", "request.path_rules: must be a list"},
      {"master_params = ['m lose']", "request.master_params: must be a list of names"},
      {"master_params = ['m n keep']", "request.master_params: must be a list of names"},
      {"master_params = ['']", "request.master_params: must be a list of names"},
      {"trust_state_header = 'S3cr3t'", "request.trust_state_header: must be true or false"},
      {"state_header = 'a b'", "request.state_header: is no name of a header"},
      {"token_header = 'a b'", "request.token_header: is no name of a header"},
      {"token_header = ''", "request.token_header: must be text that is not empty"},
      {"pin.lifetime = 5", "request.pin.lifetime: must be a duration"},
      {"pin.lifetime = '1500ms'", "at least 1s, at most 1d, in whole seconds"},
      {"pin.lifetime = '25h'", "request.pin.lifetime: must be a duration"},
      {"pin.signing_key = 'S3cr3t'", "request.pin.signing_key: must be text of at least 16 bytes"},
      {"pin.verification_keys = ['S3cr3t']",
       "request.pin.verification_keys: must be a list of texts of at least 16 bytes each"},
      {"pin.verification_keys = ['0123456789S3cr3t']", "request.pin.verification_keys: need a pin.signing_key"},
      {"pin.cookie = 'a b'", "request.pin.cookie: is no name of a cookie"},
      {"pin.same_site = 'none'", "request.pin.same_site: browsers take none only with pin.secure"},
      {"pin.same_site = 'Lax'", "request.pin.same_site: must be one of lax, strict, none"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const std::string message = error_of("[request]\n" + std::string{row.line});
    CAPTURE(message);
    CHECK(message.find("app.toml:2: request.") != std::string::npos);
    CHECK(message.find(row.message) != std::string::npos);
    CHECK(message.find("S3cr3t") == std::string::npos);
  }
  CHECK(error_of("[request]\npath_rules = ['" + std::string(256, '/') + " master']").find("at most 255 characters") !=
        std::string::npos);
}

}  // namespace rwsplit
