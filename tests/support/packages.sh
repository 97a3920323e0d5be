# shellcheck shell=bash
# Sourced by ./examples/run, ./tests/run and .ci/run: which Debian packages each of them needs, and how they get here.
#
#   ensure_packages "${packages_example[@]}"
#
# Nothing happens if all are installed; otherwise it says what it installs. libclang-rt stands for the sanitizers' and
# libFuzzer's run time of the default clang, whose package carries clang's version in its name.

# shellcheck disable=SC2034  # used by those who source this
packages_example=(
  g++ cmake ninja-build pkg-config ccache
  libfmt-dev libspdlog-dev libsqlite3-dev libssl-dev default-libmysqlclient-dev libcli11-dev nlohmann-json3-dev
  libtomlplusplus-dev libcpp-httplib-dev
)
# shellcheck disable=SC2034
packages_mariadb=(mariadb-server eatmydata)
# shellcheck disable=SC2034  # today's mariadb-server brings them along, but need not
packages_galera=(galera-4 rsync)
# shellcheck disable=SC2034
packages_test=(
  catch2 librapidcheck-dev libbenchmark-dev chromium chromium-driver
  clang libclang-rt valgrind
  debootstrap debian-archive-keyring python3-minimal git
)

# What a package is for, for people whose system has it under another name.
declare -A package_purpose=(
  [g++]='C++20 compiler'
  [cmake]='build system, 3.25 or later'
  [ninja-build]='build tool'
  [pkg-config]='finds libraries'
  [ccache]='compiler cache'
  [libfmt-dev]='fmt library, with headers'
  [libspdlog-dev]='spdlog library, with headers'
  [libsqlite3-dev]='SQLite 3 library, with headers'
  [libssl-dev]='OpenSSL 3, with headers: signs the pins of requests'
  [default-libmysqlclient-dev]='MariaDB Connector/C or libmysqlclient, with headers'
  [libtomlplusplus-dev]='toml++, headers only: reads TOML files'
  [libcli11-dev]='CLI11 command line parser, with headers and CMake files'
  [nlohmann-json3-dev]='JSON for Modern C++, with headers and CMake files'
  [libcpp-httplib-dev]='cpp-httplib library, with headers and pkg-config file (only for examples/guestbook)'
  [mariadb-server]='mariadbd, mariadb-install-db and the mariadb client'
  [eatmydata]='lets throw-away servers not wait for the disk'
  [galera-4]='libgalera_smm.so, what MariaDB needs to be a node of a Galera cluster'
  [rsync]='copies data to a node that joins a Galera cluster'
  [catch2]='Catch2 test library, 2 or 3'
  [librapidcheck-dev]='RapidCheck property testing library'
  [libbenchmark-dev]='Google Benchmark library'
  [chromium]='web browser, for the tests of examples/guestbook'
  [chromium-driver]='WebDriver for it'
  [clang]='second C++ compiler'
  [libclang-rt]="run time of clang's sanitizers and libFuzzer"
  [valgrind]='memory checker'
  [debootstrap]='makes the Debian unstable root with MySQL (optional elsewhere)'
  [debian-archive-keyring]='keys that debootstrap checks Debian with'
  [python3-minimal]='Python 3'
  [git]='git'
)

package_is_installed() { [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# Up to Debian 11 and Ubuntu 22.04 the run time was part of libclang-common-N-dev.
clang_runtime_package() {
  local version name
  version=$(dpkg-query --show --showformat='${Version}' clang 2>/dev/null) || version=
  [[ -n $version ]] || version=$(apt-cache show --no-all-versions clang 2>/dev/null | sed -n 's/^Version: //p')
  version=${version#*:}
  version=${version%%[!0-9]*}
  [[ -n $version ]] || return 1
  for name in "libclang-rt-$version-dev" "libclang-common-$version-dev"; do
    if package_is_installed "$name" || [[ -n $(apt-cache show "$name" 2>/dev/null) ]]; then echo "$name"; return; fi
  done
  return 1
}

missing_packages() {  # PKG... -> array `missing`
  local package
  missing=()
  for package in "$@"; do
    if [[ $package == libclang-rt ]]; then package=$(clang_runtime_package) || package=libclang-rt; fi
    package_is_installed "$package" || missing+=("$package")
  done
}

ask_for_counterparts() {  # PKG...
  local package
  {
    echo "This system has no apt, so nothing can be checked or installed here."
    echo "Needed are the counterparts of these Debian packages; please install them by hand:"
    for package in "$@"; do printf '  %-28s %s\n' "$package" "${package_purpose[$package]:-}"; done
  } >&2
}

# Runs as root. A package must not start its server (we only want the program), which a policy file says, if the
# system does not have one already. Nor shall the next boot start it: so a server that we bring is disabled.
# shellcheck disable=SC2016  # expanded by the inner shell
readonly install_script='
  export DEBIAN_FRONTEND=noninteractive
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap "rm -f $policy" EXIT
    trap "exit 1" HUP INT TERM
    printf "#!/bin/sh\nexit 101\n" >"$policy"
    chmod 755 "$policy"
  fi
  apt-get -q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" || exit 1
  for package in "$@"; do
    if [ "$package" = mariadb-server ] && command -v systemctl >/dev/null; then
      systemctl --quiet disable mariadb.service || true
    fi
  done'

ensure_packages() {  # PKG...
  local missing=() as_root=() try
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    ask_for_counterparts "$@"
    return 1
  fi
  missing_packages "$@"
  ((${#missing[@]})) || return 0
  echo "To be installed with apt-get: ${missing[*]}" >&2
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "That needs root, and there is no sudo. Please run as root: apt-get install ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  # Mirrors have bad moments; a list that cannot be fetched matters only if the packages cannot be had either.
  for try in 1 2 3 4; do
    "${as_root[@]}" apt-get -q -o DPkg::Lock::Timeout=300 update || true
    missing_packages "$@"  # only now the lists surely tell clang's version
    if "${as_root[@]}" sh -c "$install_script" install_script "${missing[@]}"; then return 0; fi
    echo "apt-get failed (try $try of 4)" >&2
    if ((try < 4)); then sleep $((try * 5)); fi
  done
  echo "Could not be installed: ${missing[*]}" >&2
  return 1
}
