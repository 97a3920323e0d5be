# Finds the C library behind <mysql.h>: Oracle's libmysqlclient or MariaDB Connector/C.
#
#   RWSPLIT_MYSQL_CLIENT      in:  libmysqlclient, mariadb, or auto (default): whichever is there, in this order
#   MySQLClient_FOUND         out: as usual
#   MySQLClient_FLAVOR        out: libmysqlclient or mariadb
#   MySQLClient_VERSION       out: the library's own version, not the server's
#   MySQLClient::MySQLClient  out: the imported target
#
# The names of the files do not tell the two apart: Debian gives Connector/C the names of libmysqlclient as well.
# The headers do: only Connector/C has mariadb_version.h.

if(NOT RWSPLIT_MYSQL_CLIENT)
  set(RWSPLIT_MYSQL_CLIENT auto)
endif()

find_path(MySQLClient_libmysqlclient_INCLUDE_DIR mysql.h PATH_SUFFIXES mysql mysql/include
  PATHS /usr/local/mysql/include)
find_library(MySQLClient_libmysqlclient_LIBRARY mysqlclient PATH_SUFFIXES mysql PATHS /usr/local/mysql/lib)
find_path(MySQLClient_mariadb_INCLUDE_DIR mariadb_version.h PATH_SUFFIXES mariadb mysql)
find_library(MySQLClient_mariadb_LIBRARY NAMES mariadb libmariadb PATH_SUFFIXES mariadb)
mark_as_advanced(
  MySQLClient_libmysqlclient_INCLUDE_DIR MySQLClient_libmysqlclient_LIBRARY
  MySQLClient_mariadb_INCLUDE_DIR MySQLClient_mariadb_LIBRARY)

unset(MySQLClient_FLAVOR)
if(RWSPLIT_MYSQL_CLIENT MATCHES "^(auto|libmysqlclient)$" AND MySQLClient_libmysqlclient_LIBRARY
   AND MySQLClient_libmysqlclient_INCLUDE_DIR
   AND NOT EXISTS "${MySQLClient_libmysqlclient_INCLUDE_DIR}/mariadb_version.h")
  set(MySQLClient_FLAVOR libmysqlclient)
  set(_mysqlclient_version_file mysql_version.h)
  set(_mysqlclient_version_macro LIBMYSQL_VERSION)
elseif(RWSPLIT_MYSQL_CLIENT MATCHES "^(auto|mariadb)$" AND MySQLClient_mariadb_LIBRARY
       AND MySQLClient_mariadb_INCLUDE_DIR)
  set(MySQLClient_FLAVOR mariadb)
  set(_mysqlclient_version_file mariadb_version.h)
  set(_mysqlclient_version_macro MARIADB_PACKAGE_VERSION)
endif()

unset(MySQLClient_VERSION)
unset(MySQLClient_LIBRARY)
unset(MySQLClient_INCLUDE_DIR)
if(MySQLClient_FLAVOR)
  set(MySQLClient_LIBRARY "${MySQLClient_${MySQLClient_FLAVOR}_LIBRARY}")
  set(MySQLClient_INCLUDE_DIR "${MySQLClient_${MySQLClient_FLAVOR}_INCLUDE_DIR}")
  file(STRINGS "${MySQLClient_INCLUDE_DIR}/${_mysqlclient_version_file}" MySQLClient_VERSION
    REGEX "#define[ \t]+${_mysqlclient_version_macro}[ \t]+\"")
  string(REGEX REPLACE ".*\"([0-9.]+).*" "\\1" MySQLClient_VERSION "${MySQLClient_VERSION}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MySQLClient
  REQUIRED_VARS MySQLClient_LIBRARY MySQLClient_INCLUDE_DIR
  VERSION_VAR MySQLClient_VERSION
  REASON_FAILURE_MESSAGE "wanted: ${RWSPLIT_MYSQL_CLIENT}. Debian: default-libmysqlclient-dev or libmysqlclient-dev")

if(MySQLClient_FOUND AND NOT TARGET MySQLClient::MySQLClient)
  add_library(MySQLClient::MySQLClient UNKNOWN IMPORTED)
  set_target_properties(MySQLClient::MySQLClient PROPERTIES
    IMPORTED_LOCATION "${MySQLClient_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${MySQLClient_INCLUDE_DIR}")
endif()
unset(_mysqlclient_version_file)
unset(_mysqlclient_version_macro)
