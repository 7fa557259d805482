# shellcheck shell=bash
# Makes the Debian bullseye folder that everything runs in; sourced.

PACKAGES=(odoo-14 postgresql-13 openssh-server sudo)

# The mirror of this machine's own apt: no host name is written in the repository.
mirror() {
  if [ -n "${ENVAUDIT_LAB_MIRROR:-}" ]; then
    printf '%s\n' "$ENVAUDIT_LAB_MIRROR"
    return
  fi
  # shellcheck disable=SC2016 # apt fills these in
  apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' 'Component: main' |
    awk '$2 !~ /security|updates|backports/ { print $1; exit }'
}

# need COMMAND PACKAGE: installs what the machine lacks.
need() {
  command -v "$1" >/dev/null && return
  say "installing $2"
  [ -n "${APT_UPDATED:-}" ] || apt-get update -qq || die "apt-get update failed"
  APT_UPDATED=1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null ||
    die "apt-get could not install $2"
}

# Proxy and CA settings of this machine's apt, kept in the folder only while packages install.
borrow_apt_settings() {
  apt-config dump | grep -E '^Acquire::https?::.*(Proxy|CaInfo)' >"$ROOT/etc/apt/apt.conf.d/99machine" || true
  [ ! -f /etc/ssl/certs/ca-certificates.crt ] ||
    install -D -m 0644 /etc/ssl/certs/ca-certificates.crt "$ROOT/etc/ssl/certs/ca-certificates.crt"
}

prepare_root() {
  # Packages try to start their daemons; 101 is "forbidden by policy".
  printf '#!/bin/sh\nexit 101\n' >"$ROOT/usr/sbin/policy-rc.d"
  chmod 0755 "$ROOT/usr/sbin/policy-rc.d"
  # We make the cluster ourselves, with our port and locale.
  mkdir -p "$ROOT/etc/postgresql-common"
  printf 'create_main_cluster = false\nadd_include_dir = conf.d\n' >"$ROOT/etc/postgresql-common/createcluster.conf"
  printf 'APT::Install-Recommends "false";\nAcquire::Languages "none";\nAcquire::Check-Valid-Until "false";\n' \
    >"$ROOT/etc/apt/apt.conf.d/90lab"
  # Half the time of dpkg is fsync, and nobody reads manuals here.
  printf 'force-unsafe-io\npath-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\n' >"$ROOT/etc/dpkg/dpkg.cfg.d/lab"
}

install_packages() {
  local log=$LOGS/packages.log
  # The proxy variables of the caller are let through here and nowhere else.
  local get=(env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 chroot "$ROOT" apt-get -y -qq -o Dpkg::Options::=--force-confold)
  "${get[@]}" update >"$log" 2>&1 9>&- || die "apt-get update failed in the lab; see $log"
  "${get[@]}" install "${PACKAGES[@]}" >>"$log" 2>&1 9>&- || die "packages could not be installed; see $log"
  "${get[@]}" clean 9>&-
}

make_accounts() {
  # Files before the name service, and no name service: nothing leaves the machine by name.
  sed -i 's/^hosts:.*/hosts: files/' "$ROOT/etc/nsswitch.conf"
  printf '127.0.0.1 localhost %s\n' "$(uname -n)" >"$ROOT/etc/hosts"
  # The star is "no password, not locked": sshd without PAM turns locked accounts away.
  in_root useradd --create-home --shell /bin/bash --password '*' --groups odoo auditor
  rm -f "$ROOT"/etc/ssh/ssh_host_*
  in_root ssh-keygen -q -t ed25519 -N '' -C 'lab host key' -f /etc/ssh/ssh_host_ed25519_key
  rm -f "$STATE/auditor_ed25519" "$STATE/auditor_ed25519.pub"
  in_root ssh-keygen -q -t ed25519 -N '' -C 'lab auditor' -f /root/auditor_ed25519
  in_root install -d -o auditor -g auditor -m 0700 /home/auditor/.ssh
  mv "$ROOT/root/auditor_ed25519" "$ROOT/root/auditor_ed25519.pub" "$STATE/"
}

make_root() {
  local site want
  want=$(digest lib/root.sh)
  stamped root "$want" && return
  if [ -d "$ROOT" ]; then
    say "the folder is unfinished or older than lab/lib/root.sh: making it anew"
    rm -rf --one-file-system "$ROOT"
    rm -f "$STAMPS"/*
  fi
  need debootstrap debootstrap
  site=$(mirror)
  [ -n "$site" ] || { apt-get update -qq && site=$(mirror); }
  [ -n "$site" ] || die "apt has no source on this machine; name a mirror with ENVAUDIT_LAB_MIRROR"
  say "making a Debian bullseye folder (about half a minute)"
  debootstrap --variant=minbase --include=ca-certificates bullseye "$ROOT" "$site" >"$LOGS/debootstrap.log" 2>&1 9>&- ||
    die "debootstrap failed; see $LOGS/debootstrap.log"
  prepare_root
  mount_proc
  borrow_apt_settings
  say "installing Odoo 14, PostgreSQL 13 and OpenSSH in it (about a minute)"
  install_packages
  rm -f "$ROOT/etc/apt/apt.conf.d/99machine"
  make_accounts
  stamp root "$want"
}
