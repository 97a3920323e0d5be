# The library, its headers, the program, the CMake package and the pkg-config file.

include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/rwsplit")

install(TARGETS rwsplit EXPORT rwsplitTargets
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
foreach(driver IN ITEMS mysql sqlite)
  if(TARGET rwsplit_${driver})
    install(TARGETS rwsplit_${driver} EXPORT rwsplitTargets)
  endif()
endforeach()
if(TARGET rwsplit_cli)
  install(TARGETS rwsplit_cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
install(EXPORT rwsplitTargets NAMESPACE rwsplit:: DESTINATION "${package_dir}")

get_target_property(library_type rwsplit TYPE)
if(library_type STREQUAL "STATIC_LIBRARY")
  set(library_is_static ON)
else()
  set(library_is_static OFF)
endif()
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/rwsplitConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/rwsplitConfig.cmake" INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/rwsplitConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/rwsplitConfig.cmake"
  "${PROJECT_BINARY_DIR}/rwsplitConfigVersion.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/FindMySQLClient.cmake"
  DESTINATION "${package_dir}")

# ---- pkg-config ------------------------------------------------------------------------------------------------------

# spdlog is in the public headers (as forward declarations); the rest only the library itself needs.
set(pc_private fmt libcrypto)
if(RWSPLIT_SQLITE)
  list(APPEND pc_private sqlite3)
endif()
if(RWSPLIT_MYSQL)
  if(MySQLClient_FLAVOR STREQUAL "mariadb")
    list(APPEND pc_private libmariadb)
  else()
    list(APPEND pc_private mysqlclient)
  endif()
endif()
list(JOIN pc_private ", " pc_private)
# A plain `pkg-config --libs` must give a line that links. A static library needs all of them for that; a shared one
# brings its own.
if(library_is_static)
  set(pc_requires "spdlog, ${pc_private}")
  set(pc_requires_private "")
  set(pc_libs "-lrwsplit ${CMAKE_THREAD_LIBS_INIT}")
else()
  set(pc_requires "spdlog")
  set(pc_requires_private "${pc_private}")
  set(pc_libs "-lrwsplit")
endif()
# Relative to the file itself, because `cmake --install --prefix` decides the place only after this has run.
file(RELATIVE_PATH pc_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" pc_prefix "${pc_prefix}")
configure_file("${CMAKE_CURRENT_LIST_DIR}/rwsplit.pc.in" "${PROJECT_BINARY_DIR}/rwsplit.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/rwsplit.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
