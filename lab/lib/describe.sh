# shellcheck shell=bash
# The lab's secrets, and lab.json for those who use the lab; sourced.

load_secrets() {
  if [ ! -f "$STATE/secrets" ]; then
    local name
    for name in ODOO_MASTER PRODUCTION_ADMIN STAGING_ADMIN AUDITOR; do
      printf '%s_PASSWORD=%s\n' "$name" "$(random_word)"
    done >"$STATE/secrets.new"
    chmod 0600 "$STATE/secrets.new"
    mv "$STATE/secrets.new" "$STATE/secrets"
  fi
  # shellcheck source=/dev/null
  . "$STATE/secrets"
}

# No value holds a quote or a backslash: the folder's name is checked, secrets are hexadecimal.
describe() {
  local host_key
  host_key=$(cut -d' ' -f1,2 "$ROOT/etc/ssh/ssh_host_ed25519_key.pub")
  cat <<JSON
{
  "root": "$ROOT",
  "odoo": {
    "url": "http://127.0.0.1:$ODOO_PORT",
    "version": "14.0",
    "conf": "/etc/odoo/odoo.conf",
    "masterPassword": "$ODOO_MASTER_PASSWORD",
    "log": "$LOGS/odoo.log",
    "filestore": "$FILESTORE"
  },
  "databases": {
    "production": { "name": "production", "adminLogin": "admin", "adminPassword": "$PRODUCTION_ADMIN_PASSWORD" },
    "staging": { "name": "staging", "adminLogin": "admin", "adminPassword": "$STAGING_ADMIN_PASSWORD", "pristine": "staging_pristine" }
  },
  "users": {
    "auditor": { "login": "auditor", "password": "$AUDITOR_PASSWORD", "is": "administrator in every company" },
    "limited": { "login": "auditor_limited", "password": "$AUDITOR_PASSWORD", "is": "administrator in one company" },
    "lowpriv": { "login": "auditor_lowpriv", "password": "$AUDITOR_PASSWORD", "is": "plain internal user in every company" }
  },
  "ssh": {
    "host": "127.0.0.1",
    "port": $SSH_PORT,
    "user": "auditor",
    "privateKey": "$STATE/auditor_ed25519",
    "hostKey": "$host_key",
    "knownHostsLine": "[127.0.0.1]:$SSH_PORT $host_key"
  },
  "sql": { "role": "$PSQL_ROLE", "port": $PG_PORT, "psql": "psql -X -U $PSQL_ROLE -p $PG_PORT -d" },
  "mailCatcher": { "host": "127.0.0.1", "port": $MAIL_PORT }
}
JSON
}
