# shellcheck shell=bash
# Sourced by ../cluster: a prepared data folder for each server version, of which every node gets a copy.

accounts_sql() {  # FAMILY
  # Roots have no password in a fresh data folder: they go.
  if [[ $1 == mysql ]]; then
    cat <<SQL
CREATE USER admin@'%' IDENTIFIED BY '$password', app@'%' IDENTIFIED BY '$password', repl@'%' IDENTIFIED BY '$password';
GRANT ALL ON *.* TO admin@'%' WITH GRANT OPTION;
GRANT REPLICATION SLAVE ON *.* TO repl@'%';
DROP USER root@localhost;
SQL
  else
    cat <<SQL
CREATE USER admin@'%' IDENTIFIED BY '$password', app@'%' IDENTIFIED BY '$password', repl@'%' IDENTIFIED BY '$password';
GRANT ALL ON *.* TO admin@'%' WITH GRANT OPTION;
GRANT REPLICATION SLAVE ON *.* TO repl@'%';
DELETE FROM mysql.global_priv WHERE User IN ('root', '');
FLUSH PRIVILEGES;
SQL
  fi
  cat <<SQL
CREATE DATABASE app CHARACTER SET utf8mb4;
GRANT ALL ON app.* TO app@'%';
CREATE DATABASE cluster_check;
CREATE TABLE cluster_check.ready (token VARCHAR(64) PRIMARY KEY) ENGINE=InnoDB;
SQL
}

template_key() {  # FAMILY
  local options recipe version
  version=$(server_version "$1") || return 1
  recipe=$(accounts_sql "$1"; declare -f server_options make_template)
  cksum <<<"$version $recipe" | cut -d ' ' -f 1
}

client_config() {  # USER [PASSWORD]
  printf '[client]\nuser=%s\npassword=%s\nconnect_timeout=10\n' "$1" "${2:-}"
}

# Without binary log: the copies must start with no GTID executed, or a replica would differ from its master.
make_template() {  # DIR: a state folder of its own; leaves the result in DIR/master/data
  local dir=$1 family wrapped user=()
  family=$(flavor_of "$dir")
  server_uid "$dir" >"$dir/uid" || return 1
  if ((EUID == 0)); then user=(--user=mysql); [[ $(cat -- "$dir/uid") != 0 ]] || user=(--user=root); fi
  mkdir -p -- "$dir/master/tmp" "$dir/master/data" || return 1
  chown -R -- "$(cat -- "$dir/uid")" "$dir"
  wrapper "$dir"
  if [[ $family == mysql ]]; then
    "${wrapped[@]}" mysqld --no-defaults --initialize-insecure "${user[@]}" "--datadir=$dir/master/data" \
      --innodb-redo-log-capacity=32M --innodb-use-native-aio=OFF >"$dir/install.log" 2>&1 9>&-
  else
    TMPDIR=$dir/master/tmp mariadb-install-db --no-defaults "${user[@]}" "--datadir=$dir/master/data" \
      --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve --force --innodb-log-file-size=32M \
      --innodb-use-native-aio=OFF >"$dir/install.log" 2>&1 9>&-
  fi || { fail "cannot make a data folder:"; tail -n 20 -- "$dir/install.log" >&2; return 1; }
  client_config root >"$dir/client.cnf"
  local ready
  ready=$(declare -f ready_probe)
  ready_probe() { sql "$1" "$2" <<<'DO 1'; }  # only root exists yet
  start_node "$dir" master --skip-log-bin || return 1
  eval "$ready"
  accounts_sql "$family" | sql "$dir" master || return 1
  end_servers "$dir" TERM || return 1
  # auto.cnf holds the server's uuid, which replication wants to differ
  (cd "$dir/master/data" && rm -f auto.cnf binlog.* ./*.err ./*.pid ibtmp1)
}

template_of() {  # FAMILY; prints its folder, makes it if there is none
  local family=$1 key template dir
  key=$(template_key "$family") || { fail "no $family server to be found"; return 1; }
  template=$cache/template-$family-$key
  if [[ ! -d $template ]]; then
    (
      flock 7  # one shell makes it, the others wait
      [[ ! -d $template ]] || exit 0
      dir=$(new_state_folder "$family") || exit 1
      make_template "$dir" || { stop_cluster "$dir"; exit 1; }
      rm -rf -- "$template.new"
      find "$cache" -maxdepth 1 -name "template-$family-*" -mtime +30 -exec rm -rf -- {} +  # of older versions
      cp -a --sparse=always -- "$dir/master/data" "$template.new" || exit 1
      mv -- "$template.new" "$template" || exit 1
      stop_cluster "$dir"
    ) 7>"$cache/template-$family.lock" >&2 || return 1
  fi
  touch -- "$template"  # in use
  echo "$template"
}
