# shellcheck shell=bash
# Sourced by ../cluster: a Galera cluster, MariaDB nodes that all take writes.

galera_library() {
  local folder
  for folder in /usr/lib/galera /usr/lib64/galera-4 /usr/lib64/galera /usr/lib; do
    if [[ -e $folder/libgalera_smm.so ]]; then echo "$folder/libgalera_smm.so"; return; fi
  done
  fail "no libgalera_smm.so (package galera-4)"
}

galera_options() {  # DIR NODE -> adds to array `options`
  local dir=$1 node=$2 group_port ist_port sst_port library
  library=$(galera_library)
  read -r group_port ist_port sst_port <"$dir/$node/cluster_ports"
  options+=(
    --wsrep-on=ON "--wsrep-provider=$library" "--wsrep-cluster-name=$dir" "--wsrep-node-name=$node"
    "--wsrep-cluster-address=gcomm://$(cluster_addresses "$dir")" --wsrep-node-address=127.0.0.1
    --wsrep-sst-method=rsync "--wsrep-sst-receive-address=127.0.0.1:$sst_port" --innodb-autoinc-lock-mode=2
    # One domain for what the cluster replicates, one of each node's own for what it does not.
    --wsrep-gtid-mode=ON --wsrep-gtid-domain-id=1 "--gtid-domain-id=1${node#node}"
  )
  local provider=(
    "base_port=$group_port" "gmcast.listen_addr=tcp://127.0.0.1:$group_port" "ist.recv_addr=127.0.0.1:$ist_port"
    gcache.size=32M gcache.page_size=32M
    # A node of a busy machine may be silent for long, and is not dead.
    evs.suspect_timeout=PT30S evs.inactive_timeout=PT60S
  )
  options+=("--wsrep-provider-options=$(IFS=';' && echo "${provider[*]}")")
}

is_synced() {  # DIR NODE
  [[ $(sql "$1" "$2" 2>/dev/null <<<"SHOW STATUS LIKE 'wsrep_local_state_comment'") == *Synced ]]
}

sees_cluster_of() {  # DIR NODE COUNT
  local size
  size=$(sql "$1" "$2" 2>/dev/null <<<"SHOW STATUS LIKE 'wsrep_cluster_size'") && ((${size##*[[:space:]]} == $3)) &&
    is_synced "$1" "$2"
}

# What carries data from node to node outlives the server it belongs to, and a folder that it writes to cannot go.
transfer_pids() {  # DIR
  local file
  while read -r file; do
    file=${file#/proc/}
    echo "${file%/cmdline}"
  done < <(grep -lFa -f <(echo "$1/") /proc/[0-9]*/cmdline 2>/dev/null |
    xargs -r grep -lEa 'wsrep_sst_rsync|rsync_sst\.conf' 2>/dev/null || true)
}

end_transfers() {  # DIR
  local pids deadline=$((SECONDS + start_seconds))
  while pids=$(transfer_pids "$1") && [[ -n $pids ]]; do
    # shellcheck disable=SC2086  # a list of numbers
    kill -KILL $pids 2>/dev/null || true
    ((SECONDS < deadline)) || { fail "cannot end the transfers of $1"; return 1; }
    sleep 0.05
  done
}

# What `mariadbd-safe` does: a node that was killed finds in its own data how far it had come, and gets the rest only.
# Without another node that runs, the node makes the cluster anew from its data.
galera_start_options() {  # DIR NODE -> array `start_options`
  local dir=$1 node=$2 state=$1/$2/data/grastate.dat options position
  start_options=()
  if ! others_run "$dir" "$node"; then
    sed -i 's/^safe_to_bootstrap: .*/safe_to_bootstrap: 1/' "$state"
    start_options=(--wsrep-new-cluster)
  fi
  grep -q '^seqno: *-1$' "$state" || return 0
  server_options "$dir" "$node" 0
  position=$(mariadbd "${options[@]}" --wsrep-recover 2>&1 9>&- |
    sed -n 's/.*WSREP: Recovered position: *//p' | tail -n 1)
  [[ $position == [0-9a-f]*-*:[0-9]* ]] || { fail "$node does not know how far it had come"; return 1; }
  start_options+=("--wsrep-start-position=$position")
}

# The first node makes the cluster and stops; the others begin with a copy of that, and so are members that have missed
# next to nothing. A template is not enough: its data are no cluster's, and every node would fetch all of it.
start_galera() {  # DIR TEMPLATE
  local dir=$1 template=$2 node others=() data=$1/node1/data
  galera_library >/dev/null || return 1
  mapfile -t others < <(sed 1d "$dir/nodes")
  prepare_node "$dir" node1 "$template" || return 1
  start_node "$dir" node1 --wsrep-new-cluster || return 1
  end_servers "$dir" TERM || return 1
  rm -f -- "$data"/binlog.* "$data"/galera.cache "$data"/gvwstate.dat
  sed -i 's/^safe_to_bootstrap: .*/safe_to_bootstrap: 1/' "$data/grastate.dat"
  for node in "${others[@]}"; do prepare_node "$dir" "$node" "$data" || return 1; done
  start_node "$dir" node1 --wsrep-new-cluster || return 1
  # One after the other: while a node is being served, the next one would wait for five seconds.
  for node in "${others[@]}"; do start_node "$dir" "$node" || return 1; done
  for node in $(nodes_of "$dir"); do
    wait_until "$dir" "$node" sees_cluster_of "$dir" "$node" $((${#others[@]} + 1)) || return 1
  done
}
