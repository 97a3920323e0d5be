#include <rwsplit/cluster/engine.hpp>

#include <utility>

namespace rwsplit {

Engine::Engine(Role role, std::shared_ptr<Driver> driver, ConnectOptions connect, PoolOptions options,
               PoolListener listener)
    : role_{role}, pool_{std::move(driver), std::move(connect), options, std::move(listener)} {}

}  // namespace rwsplit
