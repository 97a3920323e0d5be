# What the library links to. Nothing is downloaded; cmake/rwsplitConfig.cmake.in repeats this list for consumers.

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
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
