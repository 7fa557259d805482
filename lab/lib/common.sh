# shellcheck shell=bash disable=SC2034 # the names are used by the files that source this one
# Shared by every command in this folder; sourced, never run.
# Needs bash. Sets the names of files and ports and gives small helpers.

set -euo pipefail

LAB_SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Two folders. LAB is small, lives in the clone and holds lab.json and the logs. STATE is a whole
# Debian with /proc mounted in it, and must be outside every source tree: tools that walk a tree
# follow /proc/PID/root round in circles until memory is gone (a test runner took 7 GB that way).
# Resolved, since the kernel's own tables (mounts, a process's root) hold no symbolic links.
LAB=$(realpath -m -- "${ENVAUDIT_LAB:-$LAB_SOURCE/../.lab}")
STATE=$(realpath -m -- "${ENVAUDIT_LAB_STATE:-/var/lib/envaudit-lab/$(sha256sum <<<"$LAB" | cut -c1-12)}")
case $LAB$STATE in
  *[!A-Za-z0-9/._-]*) echo "lab: folders must have plain names (they go into JSON and mount tables): $LAB $STATE" >&2; exit 64 ;;
esac
ROOT=$STATE/root
STAMPS=$STATE/stamps
PIDS=$STATE/pids
LOGS=$LAB/logs
FILESTORE=/var/lib/odoo/.local/share/Odoo/filestore
PSQL_ROLE=envaudit_auditor
# Debian's own psql is a Perl script that looks for the newest server each time, with a dozen processes.
PSQL=/usr/lib/postgresql/13/bin/psql

# Nothing from the caller's shell reaches the chroot, except what apt needs to get out.
CLEAN_ENV=(env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive)

say() { printf 'lab: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

need_root() { [ "$(id -u)" = 0 ] || die "this must run as root: it uses chroot and mount"; }
need_up() { pid_of postgres >/dev/null || die "the lab is not up; run lab/up first"; }

# One command at a time may change the lab. The daemons must not inherit the lock (9>&-).
lock() {
  mkdir -p "$STATE"
  exec 9>"$STATE/.lock"
  flock -w 900 9 || die "another lab command holds the lab for too long"
}

in_root() { "${CLEAN_ENV[@]}" chroot "$ROOT" "$@" 9>&-; }
in_root_as() { local user=$1; shift; "${CLEAN_ENV[@]}" chroot --userspec="$user:$user" "$ROOT" "$@" 9>&-; }

# SQL as the PostgreSQL superuser; stops at the first error and changes nothing then.
sql() {
  local database=$1; shift
  in_root_as postgres "$PSQL" -p "$(pg_port)" -X -q -v ON_ERROR_STOP=1 --single-transaction -d "$database" "$@"
}
# For what PostgreSQL refuses inside a transaction (create and drop database).
pg_port() { echo $(($(cat "$STATE/ports") + 32)); }
sql_plain() { in_root_as postgres "$PSQL" -p "$(pg_port)" -X -q -v ON_ERROR_STOP=1 -d postgres "$@"; }

# A stamp holds a digest of what a stage was made from, so a changed script remakes the stage.
digest() { (cd "$LAB_SOURCE" && cat -- "$@" | sha256sum | cut -c1-16); }
stamped() { [ "$(cat "$STAMPS/$1" 2>/dev/null || true)" = "$2" ]; }
stamp() { mkdir -p "$STAMPS"; printf '%s\n' "$2" >"$STAMPS/$1"; }
unstamp() { rm -f "$STAMPS/$1"; }

random_word() { od -An -N12 -tx1 /dev/urandom | tr -d ' \n'; }

# A pid alone may be reused by a stranger; with its start time it names one process.
# A zombie counts as gone: some machines' first process is slow to reap.
started_at() { sed -n 's/.*) \([^Z].*\)/\1/p' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
remember() { mkdir -p "$PIDS"; printf '%s %s\n' "$2" "$(started_at "$2")" >"$PIDS/$1"; }
pid_of() {
  local pid start
  [ -f "$PIDS/$1" ] && read -r pid start <"$PIDS/$1" || return 1
  [ -n "$start" ] && [ "$(started_at "$pid")" = "$start" ] && printf '%s\n' "$pid"
}

# Ends one remembered daemon: asks with the signal given, insists after ten seconds.
end() {
  local name=$1 signal=$2 pid i
  if pid=$(pid_of "$name"); then
    kill -s "$signal" "$pid" 2>/dev/null || true
    for ((i = 0; i < 100; i++)); do
      pid_of "$name" >/dev/null || break
      sleep 0.1
    done
    pid_of "$name" >/dev/null && kill -s KILL "$pid"
  fi
  rm -f "$PIDS/$name"
}
