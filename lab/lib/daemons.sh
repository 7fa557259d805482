# shellcheck shell=bash
# Ports, configuration files and the three daemons of the lab; sourced.

# Saved ports are kept as long as they are free; else the next free block is taken.
choose_ports() {
  local base used
  used=$(listening_ports)
  for base in $(cat "$STATE/ports" 2>/dev/null) "${ENVAUDIT_LAB_PORTS:-18100}" 18200 18300 18400 18500 18600 18700; do
    if ! grep -qxE "$((base + 22))|$((base + 25))|$((base + 32))|$((base + 69))" <<<"$used"; then
      printf '%s\n' "$base" >"$STATE/ports"
      load_ports
      return
    fi
  done
  die "no free block of ports found; name one with ENVAUDIT_LAB_PORTS"
}

load_ports() {
  local base
  base=$(cat "$STATE/ports")
  SSH_PORT=$((base + 22)) MAIL_PORT=$((base + 25)) PG_PORT=$(pg_port) ODOO_PORT=$((base + 69))
}

# From the kernel's own table, since a fresh machine may have neither ss nor netstat.
listening_ports() {
  local hex
  awk '$4 == "0A" { sub(/.*:/, "", $2); print $2 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    while read -r hex; do printf '%d\n' "0x$hex"; done
}

listens() { listening_ports | grep -qx "$1"; }

wait_for() { # wait_for SECONDS WHAT COMMAND...: at least so long, and as much longer as COMMAND takes
  local tenths=$(($1 * 10)) what=$2 i
  shift 2
  for ((i = 0; i < tenths; i++)); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.1
  done
  die "$what did not come up; see $LOGS"
}

is_up() {
  [ -f "$LAB/lab.json" ] && [ -f "$STATE/ports" ] || return 1
  load_ports
  mountpoint -q "$ROOT/proc" && pid_of postgres >/dev/null && pid_of odoo >/dev/null && pid_of sshd >/dev/null &&
    odoo_answers
}

mount_proc() {
  mountpoint -q "$ROOT/proc" || mount -t proc -o nosuid,nodev,noexec proc "$ROOT/proc"
}

start_postgres() {
  pid_of postgres >/dev/null && return
  local conf=$ROOT/etc/postgresql/13/main
  if [ ! -d "$conf" ]; then
    in_root pg_createcluster --locale C.UTF-8 -e UTF8 13 main >/dev/null
  fi
  # Durability is off: the lab can be remade, and copies of databases must be quick.
  cat >"$conf/conf.d/lab.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $PG_PORT
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 256MB
max_wal_size = 1GB
CONF
  # The auditor's system account and its database role have different names, so peer needs a map.
  cat >"$conf/pg_hba.conf" <<CONF
local all postgres peer
local all $PSQL_ROLE peer map=lab
local all all peer
host all all 127.0.0.1/32 scram-sha-256
CONF
  printf 'lab auditor %s\n' "$PSQL_ROLE" >"$conf/pg_ident.conf"
  in_root mkdir -p /run/postgresql
  in_root chown postgres:postgres /run/postgresql "/etc/postgresql/13/main/pg_ident.conf" "/etc/postgresql/13/main/pg_hba.conf"
  # A machine that died leaves this file, and its pid may by now belong to another process.
  rm -f "$ROOT/var/lib/postgresql/13/main/postmaster.pid"
  in_root pg_ctlcluster 13 main start >>"$LOGS/postgres.log" 2>&1
  remember postgres "$(head -1 "$ROOT/var/lib/postgresql/13/main/postmaster.pid")"
}

write_odoo_conf() {
  # No cron threads: jobs would change the databases under the tests and hold connections to
  # them. The name resolver is off as well, so nothing can leave the machine by name. No limits: at
  # one of them Odoo restarts by itself, in the middle of whatever a test is doing.
  cat >"$ROOT/etc/odoo/odoo.conf" <<CONF
[options]
admin_passwd = $1
db_host = False
db_port = $PG_PORT
db_user = odoo
db_password = False
list_db = False
dbfilter = ^(production|staging)$
http_interface = 127.0.0.1
http_port = $ODOO_PORT
proxy_mode = False
workers = 0
max_cron_threads = 0
addons_path = $ADDONS
smtp_server = 127.0.0.1
smtp_port = $MAIL_PORT
limit_memory_soft = 0
limit_time_real = 0
CONF
  in_root chown odoo:odoo /etc/odoo/odoo.conf
  chmod 0640 "$ROOT/etc/odoo/odoo.conf"
}

# ask_odoo BODY: calls the service `common` and prints the whole answer.
ask_odoo() {
  exec 8<>"/dev/tcp/127.0.0.1/$ODOO_PORT" || return 1
  printf 'POST /xmlrpc/2/common HTTP/1.0\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s' "${#1}" "$1" >&8
  timeout 60 cat <&8 || true
  exec 8>&-
} 2>/dev/null

odoo_answers() {
  [[ $(ask_odoo '<methodCall><methodName>version</methodName></methodCall>') == HTTP/1.*\ 200* ]]
}

# Logs in to DATABASE. The first login after a start loads all models, which takes many seconds on a slow
# machine, and the first one after a database was replaced meets its old connections: neither is a test's
# business. A login that succeeds also ends the cooldown that failed ones have begun.
odoo_serves() {
  local params
  params=$(printf '<param><value>%s</value></param>' "$1" auditor "$AUDITOR_PASSWORD" '<struct></struct>')
  [[ $(ask_odoo "<methodCall><methodName>authenticate</methodName><params>$params</params></methodCall>") == *'<int>'* ]]
}

start_odoo() {
  pid_of odoo >/dev/null && return
  "${CLEAN_ENV[@]}" HOME=/var/lib/odoo setsid chroot --userspec=odoo:odoo "$ROOT" \
    /usr/bin/odoo --config /etc/odoo/odoo.conf </dev/null >>"$LOGS/odoo.log" 2>&1 9>&- &
  remember odoo $!
  # Minutes, since a machine with one busy core is that slow; it waits no longer than it must.
  wait_for 300 Odoo odoo_answers
  wait_for 300 "Odoo's production" odoo_serves production
  wait_for 300 "Odoo's staging" odoo_serves staging
}

# The auditor's account as `envaudit grants` prints it: its key runs the dispatcher and nothing else, and sudo
# the commands of src/transports/ssh/commands.ts word for word, since it compares the arguments as well.
# The last two databases are made by tests.
admit_auditor() {
  local database options="--odoo-conf=/etc/odoo/odoo.conf"
  for database in production staging masking_origin masking_copy; do
    options+=" --psql=$database,$PSQL_ROLE,,$PG_PORT"
  done
  ln -sf "$PSQL" "$ROOT/usr/local/bin/psql"
  install -m 0755 "$LAB_SOURCE/../deploy/ssh/envaudit-probe" "$ROOT/usr/local/bin/envaudit-probe"
  printf 'restrict,command="/usr/local/bin/envaudit-probe %s --egress --sudo" %s\n' "$options" \
    "$(cat "$STATE/auditor_ed25519.pub")" >"$ROOT/home/auditor/.ssh/authorized_keys"
  in_root chown auditor:auditor /home/auditor/.ssh/authorized_keys
  chmod 0600 "$ROOT/home/auditor/.ssh/authorized_keys"
  printf 'auditor ALL=(root) NOPASSWD: %s\n' \
    '/usr/bin/cat -- /etc/odoo/odoo.conf' \
    '/usr/bin/find /root /home /var/lib /srv /opt /etc/ssh -maxdepth 4 -name authorized_keys\* -type f -exec grep -aH -e . {} +' \
    '/usr/bin/grep -raH -e . -- /etc/ssh/sshd_config /etc/ssh/sshd_config.d' \
    '/usr/bin/grep -raH -e . -- /etc/sudoers /etc/sudoers.d' \
    '/usr/bin/stat -L -c %a %U %G -- /etc/odoo/odoo.conf' >"$ROOT/etc/sudoers.d/auditor"
  chmod 0440 "$ROOT/etc/sudoers.d/auditor"
}

start_sshd() {
  pid_of sshd >/dev/null && return
  cat >"$ROOT/etc/ssh/sshd_config" <<CONF
ListenAddress 127.0.0.1
Port $SSH_PORT
HostKey /etc/ssh/ssh_host_ed25519_key
AuthenticationMethods publickey
PasswordAuthentication no
PermitRootLogin no
AllowUsers auditor
UsePAM no
# Tests open many connections at once; the default drops some from the tenth on.
MaxStartups 100
MaxSessions 50
AllowAgentForwarding no
AllowTcpForwarding no
X11Forwarding no
CONF
  in_root mkdir -p /run/sshd
  "${CLEAN_ENV[@]}" setsid chroot "$ROOT" /usr/sbin/sshd -D -e </dev/null >>"$LOGS/sshd.log" 2>&1 9>&- &
  remember sshd $!
  wait_for 60 sshd listens "$SSH_PORT"
}
