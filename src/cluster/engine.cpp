#include <rwsplit/cluster/engine.hpp>

#include <utility>

namespace rwsplit {

Engine::Engine(Role role, std::shared_ptr<Driver> driver, ConnectOptions connect, PoolOptions options,
               EngineListener listener)
    : role_{role},
      driver_{std::move(driver)},
      connect_{std::move(connect)},
      pool_{driver_, connect_, options, [this, tell = std::move(listener)](const PoolEvent& event) {
              if (tell) tell(*this, event);
            }} {}

}  // namespace rwsplit
