# shellcheck shell=bash
# Sourced by ../cluster: one server, from its options to its end.

# galera is MariaDB with a plugin, group is MySQL with one: programs, accounts and templates are the same.
family_of() {  # FLAVOR
  case $1 in mysql | group) echo mysql ;; *) echo mariadb ;; esac
}

is_mysql() { [[ $(family_of "$(flavor_of "$1")") == mysql ]]; }  # DIR
first_node() { head -n 1 -- "$1/nodes"; }  # DIR: the one that takes the writes, at the start

# The words that bring a program of the flavor to run: MariaDB is the host's, MySQL lives in the Debian unstable root,
# which sees the state folder under the same path.
wrapper() {  # DIR -> array `wrapped`
  wrapped=()
  if is_mysql "$1"; then wrapped=("$here/sid_root" exec --bind "$1:$1" --); fi
}

server_version() {  # FAMILY
  if [[ $1 == mysql ]]; then "$here/sid_root" exec -- mysqld --version; else mariadbd --no-defaults --version; fi
}

# Servers refuse to run as root unless told to, and better do not: `mysql` if it can reach the folder, else root.
# As a number, since the name may have another one inside the Debian unstable root.
server_uid() {  # DIR
  local passwd=/etc/passwd uid
  if ((EUID != 0)); then echo "$EUID"; return; fi
  if is_mysql "$1"; then passwd=$("$here/sid_root" path)/etc/passwd; fi
  uid=$(awk -F: '$1 == "mysql" { print $3 }' "$passwd")
  if [[ -n $uid ]] && setpriv --reuid="$uid" --clear-groups test -x "$1" 2>/dev/null; then echo "$uid"; else echo 0; fi
}

server_options() {  # DIR NODE PORT -> array `options`
  local dir=$1 node=$2 port=$3 id=1
  case $node in replica*) id=$((${node#replica} + 1)) ;; node*) id=${node#node} ;; esac
  options=(
    --no-defaults "--datadir=$dir/$node/data" "--tmpdir=$dir/$node/tmp" "--socket=$dir/$node.sock"
    "--pid-file=$dir/$node/mysqld.pid" "--server-id=$id"
    --bind-address=127.0.0.1 "--port=$port" --skip-name-resolve --max-connections=300
    --log-bin=binlog --binlog-format=ROW --relay-log=relay --character-set-server=utf8mb4
    # Relaxed durability and small buffers: a crash of the machine may lose everything (see launch, too). A crash of the
    # server may not: tests kill servers, a kill can leave half a page written, and with that MySQL hangs when it starts
    # again. So the doublewrite buffer stays on.
    --sync-binlog=0 --innodb-flush-log-at-trx-commit=2 --innodb-flush-method=nosync
    --innodb-buffer-pool-size=64M --table-open-cache=400
    --innodb-buffer-pool-load-at-startup=OFF --innodb-buffer-pool-dump-at-shutdown=OFF
    --innodb-use-native-aio=OFF  # the kernel's number of AIO requests is bounded, and clusters are many
  )
  if ((EUID == 0)); then
    if [[ $(cat -- "$dir/uid") == 0 ]]; then options+=(--user=root); else options+=(--user=mysql); fi
  fi
  if is_mysql "$dir"; then
    options+=(
      --gtid-mode=ON --enforce-gtid-consistency=ON --log-replica-updates=ON --mysqlx=OFF
      --innodb-redo-log-capacity=32M --secure-file-priv=NULL --caching-sha2-password-digest-rounds=5000
    )
    [[ $node != replica* ]] || options+=(--read-only=ON --super-read-only=ON)
  else
    options+=(--gtid-strict-mode=ON --log-slave-updates=ON --innodb-log-file-size=32M)
    [[ $node != replica* ]] || options+=(--read-only=ON)
  fi
  case $(flavor_of "$dir") in
    galera) galera_options "$dir" "$node" ;;
    group) group_options "$dir" "$node" ;;
  esac
}

# No text says more surely which processes are a cluster's than its data folders on their command lines: it also finds
# a server that a test has started again, and never a stranger that has inherited the number in a pid file.
server_pids() {  # DIR [NODE]
  local file
  # The text goes to grep through a file, or grep would find itself.
  while read -r file; do
    file=${file#/proc/}
    echo "${file%/cmdline}"
  done < <(grep -lFa -f <(echo "--datadir=$1/${2:+$2/}") /proc/[0-9]*/cmdline 2>/dev/null || true)
}

is_alive() {  # PID; a zombie is not
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  stat=${stat##*) }
  [[ ${stat:0:1} != [ZX] ]]
}

# No option keeps servers from waiting for the disk: MySQL's doublewrite buffer is synchronized by whatever flush method.
# Where others write gigabytes, that takes seconds, and replicas fall behind without end. So eatmydata takes it out.
launch() {  # DIR NODE PORT [OPTION...]
  local dir=$1 node=$2 port=$3 wrapped options
  shift 3
  wrapper "$dir"
  server_options "$dir" "$node" "$port"
  local program=mariadbd
  if is_mysql "$dir"; then program=mysqld; fi
  echo "$port" >"$dir/$node/port"
  # A session of its own: Ctrl-C at the terminal is for us and for CMD, we end the servers in order.
  setsid "${wrapped[@]}" eatmydata "$program" "${options[@]}" "$@" </dev/null >>"$dir/$node/log" 2>&1 7>&- 9>&- &
  echo $! >"$dir/$node/pid"
  disown
}

sql() {  # DIR NODE, statements on standard input
  local wrapped client=mariadb
  wrapper "$1"
  if is_mysql "$1"; then client=mysql; fi
  "${wrapped[@]}" "$client" "--defaults-file=$1/client.cnf" --protocol=socket "--socket=$1/$2.sock" \
    --connect-timeout=10 --batch --skip-column-names 9>&-
}

# What is wrong goes to standard error.
# MySQL asks a client without TLS for a full login, which needs the server's public key, until the account has logged
# in once over a safe channel. The unix socket is one; the server remembers it until it stops.
ready_probe() {  # DIR NODE
  local wrapped
  wrapper "$1"
  if [[ $(flavor_of "$1") == galera ]]; then
    is_synced "$1" "$2"
  elif ! is_mysql "$1"; then
    sql "$1" "$2" <<<'DO 1'
  else
    # shellcheck disable=SC2016  # expanded by the inner shell
    "${wrapped[@]}" bash -c 'for user in admin app repl; do
      mysql --defaults-file="$1/client.cnf" --protocol=socket --socket="$1/$2.sock" --connect-timeout=10 \
        --user="$user" -e "DO 1" || exit
    done' ready "$1" "$2" 9>&-
  fi
}

wait_until_ready() {  # DIR NODE; 0 ready, 1 failed, 2 the port was taken
  local dir=$1 node=$2 pid said= deadline=$((SECONDS + start_seconds))
  pid=$(cat -- "$dir/$node/pid")
  while ((SECONDS < deadline)); do
    if [[ -S $dir/$node.sock ]] && said=$(ready_probe "$dir" "$node" 2>&1); then return 0; fi
    if ! is_alive "$pid"; then
      if grep -q 'ddress already in use' "$dir/$node/log"; then return 2; fi
      fail_with_log "$dir" "$node" "$node ended while starting"
      return
    fi
    sleep 0.05
  done
  fail_with_log "$dir" "$node" "$node was not ready within $start_seconds s${said:+ ($said)}"
}

fail_with_log() {  # DIR NODE TEXT
  fail "$3; the end of its log:" || true
  tail -n 20 -- "$1/$2/log" >&2
  return 1
}

# Below the range that the kernel hands out to clients. Somebody may still be faster: then the server says so and
# start_node takes another one.
free_port() {
  local port tries
  for ((tries = 0; tries < 100; tries++)); do
    port=$((20000 + SRANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
  done
  fail "no free port found"
}

# Galera and Group Replication talk to each other on ports of their own: three numbers a node, of which group uses one.
draw_cluster_ports() {  # DIR NODE
  local ports=() count
  case $(flavor_of "$1") in galera | group) ;; *) return 0 ;; esac
  for ((count = 0; count < 3; count++)); do ports+=("$(free_port)") || return 1; done
  echo "${ports[*]}" >"$1/$2/cluster_ports"
}

cluster_addresses() {  # DIR: those of the nodes that have been started so far, with commas
  local node port list=()
  for node in $(nodes_of "$1"); do
    [[ -f $1/$node/cluster_ports ]] || continue
    read -r port _ <"$1/$node/cluster_ports"
    list+=("127.0.0.1:$port")
  done
  (IFS=, && echo "${list[*]}")
}

start_node() {  # DIR NODE [OPTION...]
  local dir=$1 node=$2 port tries status
  shift 2
  for ((tries = 0; tries < 5; tries++)); do
    port=$(free_port) || return 1
    if [[ ! -f $dir/$node/cluster_ports ]] || ((tries)); then draw_cluster_ports "$dir" "$node" || return 1; fi
    : >"$dir/$node/log"
    rm -f -- "$dir/$node.sock"
    launch "$dir" "$node" "$port" "$@"
    status=0
    wait_until_ready "$dir" "$node" || status=$?
    ((status == 2)) || return "$status"
  done
  fail "$node: $tries ports in a row were taken"
}

others_run() {  # DIR NODE
  local node
  for node in $(nodes_of "$1"); do
    if [[ $node != "$2" && -n $(server_pids "$1" "$node") ]]; then return 0; fi
  done
  return 1
}

start_node_again() {  # DIR NODE: same data, same port
  local dir=$1 node=$2 deadline=$((SECONDS + 5))
  [[ -f $dir/$node/port ]] || { fail "no such node: $dir $node"; return 1; }
  # Just killed is not dead yet, and still holds files and port.
  while is_alive "$(cat -- "$dir/$node/pid")" && ((SECONDS <= deadline)); do sleep 0.02; done
  [[ -z $(server_pids "$dir" "$node") ]] || { fail "$node is running"; return 1; }
  rm -f -- "$dir/$node.sock" "$dir/$node.sock.lock"
  local start_options=()
  if [[ $(flavor_of "$dir") == galera ]]; then galera_start_options "$dir" "$node" || return 1; fi
  launch "$dir" "$node" "$(cat -- "$dir/$node/port")" "${start_options[@]}"
  wait_until_ready "$dir" "$node" || { fail "$node did not start again"; return 1; }
  if [[ $(flavor_of "$dir") == group ]]; then join_group "$dir" "$node"; fi
}

end_servers() {  # DIR SIGNAL
  local dir=$1 signal=$2 pids deadline=$((SECONDS + start_seconds))
  while pids=$(server_pids "$dir") && [[ -n $pids ]]; do
    # shellcheck disable=SC2086  # a list of numbers
    kill -s "$signal" $pids 2>/dev/null || true
    [[ $signal == KILL ]] || signal=0  # asking once is enough
    ((SECONDS < deadline)) || { fail "cannot end the servers of $dir"; return 1; }
    sleep 0.05
  done
}
