# shellcheck shell=bash
# Sourced by ../cluster: MySQL Group Replication, of which one member, the primary, takes writes.

group_options() {  # DIR NODE -> adds to array `options`
  local dir=$1 node=$2 port
  read -r port _ <"$dir/$node/cluster_ports"
  options+=(
    --plugin-load-add=group_replication.so --group-replication-start-on-boot=OFF --super-read-only=ON
    "--group-replication-group-name=$(cat -- "$dir/group")" --group-replication-single-primary-mode=ON
    "--group-replication-local-address=127.0.0.1:$port" "--group-replication-group-seeds=$(cluster_addresses "$dir")"
    --group-replication-recovery-get-public-key=ON --group-replication-recovery-reconnect-interval=1
    --report-host=127.0.0.1
    # A member of a busy machine may be silent for long, and is not dead. One that was killed can join again only after
    # this and 5 s more, and its START GROUP_REPLICATION does not try for longer than a minute.
    --loose-group-replication-member-expel-timeout=30
  )
}

has_members() {  # DIR NODE COUNT
  [[ $(sql "$1" "$2" 2>/dev/null <<SQL
SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE MEMBER_STATE = 'ONLINE'
SQL
  ) == "$3" ]]
}

is_online() {  # DIR NODE
  [[ $(sql "$1" "$2" 2>/dev/null <<SQL
SELECT MEMBER_STATE FROM performance_schema.replication_group_members WHERE MEMBER_ID = @@server_uuid
SQL
  ) == ONLINE ]]
}

# Without another node that runs, the node makes the group anew from its data.
join_group() {  # DIR NODE
  local dir=$1 node=$2 bootstrap=OFF
  others_run "$dir" "$node" || bootstrap=ON
  make_member "$dir" "$node" "$bootstrap" && wait_until "$dir" "$node" is_online "$dir" "$node"
}

make_member() {  # DIR NODE BOOTSTRAP
  sql "$1" "$2" 2>>"$1/$2/log" <<SQL || { fail "$2 does not join the group: $1/$2/log"; return 1; }
SET GLOBAL group_replication_bootstrap_group = $3;
START GROUP_REPLICATION USER = 'repl', PASSWORD = '$password';
SET GLOBAL group_replication_bootstrap_group = OFF;
SQL
}

start_group() {  # DIR TEMPLATE
  local dir=$1 template=$2 node pids=()
  cat /proc/sys/kernel/random/uuid >"$dir/group"
  # Addresses first: each node is to know all of them.
  for node in $(nodes_of "$dir"); do
    prepare_node "$dir" "$node" "$template" && draw_cluster_ports "$dir" "$node" || return 1
  done
  for node in $(nodes_of "$dir"); do
    start_node "$dir" "$node" &
    pids+=($!)
  done
  all_of "${pids[@]}" || return 1
  make_member "$dir" node1 ON && wait_until "$dir" node1 is_online "$dir" node1 || return 1
  pids=()
  for node in $(sed 1d "$dir/nodes"); do
    make_member "$dir" "$node" OFF &
    pids+=($!)
  done
  all_of "${pids[@]}" || return 1
  for node in $(nodes_of "$dir"); do
    wait_until "$dir" "$node" has_members "$dir" "$node" "$(nodes_of "$dir" | wc -l)" || return 1
  done
}
