# shellcheck shell=bash
# Stops what the lab started and unmounts; sourced.

# Sessions of the auditor and commands of lab/host have the folder as their root; nobody else does.
end_leftovers() {
  local signal link pid
  for signal in TERM KILL; do
    for link in /proc/[0-9]*/root; do
      [ "$(readlink "$link" 2>/dev/null)" = "$ROOT" ] || continue
      pid=${link#/proc/} pid=${pid%/root}
      kill -s "$signal" "$pid" 2>/dev/null || true
    done
    [ "$signal" = KILL ] || sleep 0.2
  done
}

take_down() {
  end sshd TERM
  end odoo TERM
  # INT is PostgreSQL's fast stop: sessions are cut, data is flushed.
  end postgres INT
  end_leftovers
  if mountpoint -q "$ROOT/proc"; then
    umount "$ROOT/proc" 2>/dev/null || umount -l "$ROOT/proc"
  fi
}
