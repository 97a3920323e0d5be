# What the library links to. Nothing is downloaded; cmake/rwsplitConfig.cmake.in repeats this list for consumers.

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
# Only its headers: its packages (CMake and pkg-config alike) name its compiled library, which is not needed. Every
# version has this file at this place.
find_path(RWSPLIT_TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h)
mark_as_advanced(RWSPLIT_TOMLPLUSPLUS_INCLUDE_DIR)
if(NOT RWSPLIT_TOMLPLUSPLUS_INCLUDE_DIR)
  message(FATAL_ERROR "rwsplit needs the headers of toml++ (Debian: libtomlplusplus-dev), or "
    "RWSPLIT_TOMLPLUSPLUS_INCLUDE_DIR set to the folder that has toml++/toml.h")
endif()
if(RWSPLIT_SQLITE)
  find_package(SQLite3 REQUIRED)
  if(NOT TARGET SQLite3::SQLite3)  # its name up to CMake 4.2, which later ones warn about
    add_library(SQLite3::SQLite3 ALIAS SQLite::SQLite3)
  endif()
endif()
if(RWSPLIT_MYSQL)
  set(RWSPLIT_MYSQL_CLIENT "auto" CACHE STRING "MySQL client library: auto, libmysqlclient or mariadb")
  set_property(CACHE RWSPLIT_MYSQL_CLIENT PROPERTY STRINGS auto libmysqlclient mariadb)
  list(PREPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")
  find_package(MySQLClient REQUIRED)
  list(POP_FRONT CMAKE_MODULE_PATH)
endif()
if(RWSPLIT_CLI)
  foreach(package IN ITEMS CLI11 nlohmann_json)
    find_package(${package} QUIET)
    if(NOT ${package}_FOUND)
      message(FATAL_ERROR "The program rwsplit needs ${package} (Debian: libcli11-dev, nlohmann-json3-dev). "
        "Without the program: -DRWSPLIT_CLI=OFF")
    endif()
  endforeach()
endif()
