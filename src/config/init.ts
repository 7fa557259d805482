import { utcDayAfter } from "../model/days.ts";

/**
 * The file that `envaudit init` writes. It is valid as it stands, and stays valid when every line that
 * begins with a single `#` loses it (and the secrets that it then names are there).
 */
export function initText(now: Date): string {
  return text
    .replaceAll("NEXT_QUARTER", utcDayAfter(now, 90))
    .replaceAll("NEXT_YEAR", utcDayAfter(now, 365));
}

const text = `## Configuration of envaudit. Lines with two hashes explain; remove a single hash to use a line.
## Check this file with: envaudit validate
## More environments may stand in environments.d/*.yaml beside this file.

## SQLite file with audits and findings, relative to this file, and days that audits are kept.
store:
  path: ./envaudit.db
  retention_days: 400

## The daemon's address. /metrics, /healthz, /readyz and /checks are there.
server:
  listen: 127.0.0.1:9480
  ## Where others reach the page of the checks, for the links of alerts.
#  runbook_base_url: https://envaudit.example.com/checks

## Audits at the same time: in the fleet, and on one host.
concurrency:
  audits: 4
  per_host: 1

## How often to look whether an environment was restored; it is then audited at once.
refresh_poll: 60s

## The ledger of everything that is recorded is signed by a key that is made beside the store. Put copies of
## its checkpoints where whoever can change the store cannot change them.
#evidence:
#  anchors:
#    - directory: /mnt/anchors
#    - s3:
#        bucket: example-anchors
#        prefix: envaudit/
#        region: eu-central-1
#        object_lock: { mode: compliance, retain_days: 400 }

## How often the daemon audits broken simulated environments, to see that every check still fires.
self_test_every: 1h

## Files of your own that say what must be safe in custom modules, relative to this file.
#assets: [./assets.yaml]

## Who is who. persona: developer, qa_tester, release_manager or sre.
identities:
  - id: ada
    persona: sre
    odoo_logins: [ada@example.com]

## For environments that say nothing else.
defaults:
  schedule: "0 */6 * * *"
  timezone: UTC
  deadline: 5m

environments:
  staging:
    ## dev, staging, uat or production
    tier: staging
    owner: ada
    lifecycle:
      expires: NEXT_QUARTER
#    derived_from: production

    ## Odoo's API. Secrets stand in variables or files that only you may read:
    ## \${env:NAME} or \${file:path}. An API key works everywhere; without one, give the password as secret.
#    odoo:
#      url: https://staging.example.com
#      database: staging
#      login: envaudit
#      api_key: \${env:ENVAUDIT_STAGING_API_KEY}
    ## auto, the default: JSON-2 from Odoo 19 on, XML-RPC before. Or xmlrpc, or json2.
#      api: auto

    ## For an Odoo of a version that envaudit does not know, such as saas~18.3.
#    judge_as: "18.0"

    ## The host. Pin its key: run ssh-keyscan HOST and compare the fingerprint with the host's own.
#    ssh:
#      host: staging.example.com
#      user: envaudit
#      private_key: \${file:./id_ed25519}
#      host_key: ssh-ed25519 ${exampleHostKey()}
#      wrapper: [docker, exec, -i, odoo]
#      odoo_conf: /etc/odoo/odoo.conf

    ## psql on that host, through a role that may only read.
#    sql:
#      database: staging
#      user: envaudit

    ## What is allowed here. Leave masking out where personal data is not masked.
#    policy:
#      mail:
#        allowed_servers: [mailcatcher.example.com:1025]
    ## Active proofs, off unless they stand here: one message per audit, one attempt to connect per relay.
#        canary:
#          enabled: true
#          catcher: http://mailcatcher.example.com:8025
#          api: mailpit
#        egress_test:
#          enabled: true
#          relays: [smtp.example.com]
#      integrations:
#        allowed_scheduled_actions: [base.autovacuum_job]
#        egress_test:
#          enabled: true
#          endpoints: [api.stripe.com, api.paypal.com]
#      access:
#        try_default_credentials: true
#      masking:
#        safe_email_domains: [masked.example.com]

#  production:
#    tier: production
#    owner: ada
#    lifecycle:
#      keep:
#        reason: the business runs on it
#        approver: ada
#        review: NEXT_YEAR
    ## Accesses that are missing on purpose.
#    accepted_gaps: [api, ssh, sql, http]
`;

/** Well-formed, and the key of no host: an operator who forgets to replace it is refused. */
function exampleHostKey(): string {
  const type = "ssh-ed25519";
  const key = Buffer.alloc(4 + type.length + 4 + 32);
  key.writeUInt32BE(type.length, 0);
  key.write(type, 4, "latin1");
  key.writeUInt32BE(32, 4 + type.length);
  return key.toString("base64");
}
