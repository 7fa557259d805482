# shellcheck shell=bash
# Makes the databases production, staging and staging_pristine; sourced.

# payment brings portal; sale_management and delivery bring account, stock and the second company.
MODULES=mail,fetchmail,payment,payment_stripe,payment_paypal,crm,sale_management,delivery,auth_oauth,auth_signup
MODULES+=,google_calendar,microsoft_calendar,iap,sms,mass_mailing,contacts,envaudit_lab

# Our own module, on a path that odoo.conf names, as an operator's would be.
ADDONS=/opt/harbour-goods/addons
NEUTRALIZE=addons/envaudit_lab/data/neutralize.sql

install_addons() {
  rm -rf --one-file-system "${ROOT:?}$ADDONS"
  mkdir -p "$ROOT$ADDONS"
  cp -R "$LAB_SOURCE/addons/." "$ROOT$ADDONS/"
  chmod -R u=rwX,go=rX "$ROOT$ADDONS"
}

odoo_command() { # stdin and LAB_* variables reach Odoo
  "${CLEAN_ENV[@]}" HOME=/var/lib/odoo LAB_ADMIN_PASSWORD="$PRODUCTION_ADMIN_PASSWORD" \
    LAB_AUDITOR_PASSWORD="$AUDITOR_PASSWORD" \
    chroot --userspec=odoo:odoo "$ROOT" odoo "$@" 9>&-
}

# Odoo keeps passwords hashed by passlib; its own Python has it.
password_hash() {
  printf '%s' "$1" | in_root python3 -c '
import sys
from passlib.context import CryptContext
print(CryptContext(["pbkdf2_sha512"]).hash(sys.stdin.read()))'
}

make_roles() {
  sql postgres -At >/dev/null <<SQL
do \$\$ begin
  if not exists (select from pg_roles where rolname = 'odoo') then create role odoo login createdb; end if;
  if not exists (select from pg_roles where rolname = '$PSQL_ROLE') then create role $PSQL_ROLE login; end if;
end \$\$;
SQL
}

drop_database() {
  sql_plain -c "drop database if exists \"$1\" with (force)"
  rm -rf --one-file-system "${ROOT:?}$FILESTORE/$1"
}

# copy_database SOURCE TARGET: the database and the files that Odoo keeps beside it.
copy_database() {
  drop_database "$2" 2>/dev/null
  sql_plain -c "create database \"$2\" owner odoo template \"$1\""
  in_root_as odoo cp -a --reflink=auto "$FILESTORE/$1" "$FILESTORE/$2"
}

make_production() {
  local log=$LOGS/production.log
  drop_database production 2>/dev/null
  say "installing Odoo's modules into the database production (about a minute)"
  # Odoo creates the database itself, since it then also sets its language and its identity.
  odoo_command -c /etc/odoo/odoo.conf -d production --no-http --stop-after-init -i "$MODULES" >"$log" 2>&1 ||
    die "Odoo could not install its modules; see $log"
  odoo_command shell -c /etc/odoo/odoo.conf -d production --no-http <"$LAB_SOURCE/production.py" >>"$log" 2>&1 ||
    die "production could not be filled; see $log"
  sql production -v role="$PSQL_ROLE" <"$LAB_SOURCE/grant-auditor.sql"
}

make_staging() {
  say "copying production to staging and making it safe"
  copy_database production staging_pristine
  sql staging_pristine -v admin_password="$(password_hash "$STAGING_ADMIN_PASSWORD")" \
    -v base_url="http://127.0.0.1:$ODOO_PORT" -v mail_port="$MAIL_PORT" <"$LAB_SOURCE/safe-staging.sql"
  sql staging_pristine <"$LAB_SOURCE/$NEUTRALIZE" # Odoo 14 would not run it by itself
  copy_database staging_pristine staging
}

# Makes staging anew from the pristine copy while Odoo runs. Odoo opens new connections by
# itself; its caches are told by the sequence that its worker processes tell each other with. In
# milliseconds: in seconds two resets, or a reset and what Odoo counts up itself, could say the same.
reset_staging() {
  copy_database staging_pristine staging
  sql staging -At -c "select setval('base_cache_signaling', (extract(epoch from clock_timestamp()) * 1000)::bigint)" >/dev/null
  if pid_of odoo >/dev/null; then wait_for 120 "Odoo's staging" odoo_serves staging; fi
}

production_digest() {
  digest lib/root.sh production.py grant-auditor.sql lib/databases.sh addons/envaudit_lab/__manifest__.py \
    addons/envaudit_lab/models/link.py
}
# Ports stand in the database.
staging_digest() {
  printf '%s-%s-%s\n' "$(production_digest)" "$(digest safe-staging.sql $NEUTRALIZE)" "$(cat "$STATE/ports" 2>/dev/null || true)"
}

make_databases() {
  if ! stamped production "$(production_digest)"; then
    unstamp production
    make_production
    stamp production "$(production_digest)"
  fi
  if ! stamped staging "$(staging_digest)"; then
    unstamp staging
    make_staging
    stamp staging "$(staging_digest)"
  fi
}

is_current() { stamped root "$(digest lib/root.sh)" && stamped staging "$(staging_digest)"; }
