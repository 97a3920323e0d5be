# shellcheck shell=bash
# Sourced by ../cluster: a master and replicas that follow it.

follow_master() {  # DIR NODE
  local port
  port=$(cat -- "$1/master/port")
  if [[ $(flavor_of "$1") == mysql ]]; then
    sql "$1" "$2" <<SQL
CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1', SOURCE_PORT=$port, SOURCE_USER='repl',
  SOURCE_PASSWORD='$password', SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1, SOURCE_CONNECT_RETRY=1,
  SOURCE_RETRY_COUNT=100000;
START REPLICA;
SQL
  else
    sql "$1" "$2" <<SQL
CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=$port, MASTER_USER='repl', MASTER_PASSWORD='$password',
  MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1;
START SLAVE;
SQL
  fi 2>>"$1/$2/log"
}

# What already waits on the replica is then late by the new time. Receiving goes on: only the applying is late.
delay_node() {  # DIR NODE SECONDS
  if [[ $(flavor_of "$1") == mysql ]]; then
    sql "$1" "$2" <<<"STOP REPLICA SQL_THREAD; CHANGE REPLICATION SOURCE TO SOURCE_DELAY=$3; START REPLICA SQL_THREAD;"
  else
    sql "$1" "$2" <<<"STOP SLAVE; CHANGE MASTER TO MASTER_DELAY=$3; START SLAVE;"
  fi 2>>"$1/$2/log" || fail "$2 does not take a delay of $3 s: $1/$2/log"
}

delay_replicas() {  # DIR SECONDS
  local node pids=()
  for node in $(nodes_of "$1"); do
    [[ $node != master ]] || continue
    delay_node "$1" "$node" "$2" &
    pids+=($!)
  done
  all_of "${pids[@]}"
}

wait_for_write() {  # DIR NODE TOKEN
  local deadline=$((SECONDS + start_seconds))
  while ((SECONDS < deadline)); do
    if [[ $(sql "$1" "$2" <<<"SELECT token FROM cluster_check.ready WHERE token = '$3'") == "$3" ]]; then return 0; fi
    sleep 0.02
  done
  fail_with_log "$1" "$2" "$2 does not replicate within $start_seconds s"
}

start_replication() {  # DIR TEMPLATE DELAY
  local dir=$1 template=$2 delay=$3 node pids=() token
  for node in $(nodes_of "$dir"); do
    { prepare_node "$dir" "$node" "$template" && start_node "$dir" "$node"; } &
    pids+=($!)
  done
  all_of "${pids[@]}" || return 1

  token=$EPOCHREALTIME
  sql "$dir" master <<<"INSERT INTO cluster_check.ready VALUES ('$token')" || return 1
  pids=()
  for node in $(sed 1d "$dir/nodes"); do
    { follow_master "$dir" "$node" && wait_for_write "$dir" "$node" "$token"; } &
    pids+=($!)
  done
  all_of "${pids[@]}" || return 1
  if ((delay)); then delay_replicas "$dir" "$delay" || return 1; fi
}
