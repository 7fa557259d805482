import type { Identity } from "../../src/model/environment.ts";
import type { Exception } from "../../src/model/exception.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import type { Ground } from "../../src/exceptions/rules.ts";

/** From the 2nd to the 8th of March 2026, for everything that `mail.servers` says of staging. */
export function exception(over: Partial<Exception> = {}): Exception {
  return {
    id: "relay",
    type: "deviation",
    rationale: "The relay is needed for the trial of invoices",
    risk: "Invoices of the trial reach customers",
    requester: "dana",
    approver: "rika",
    approvedOn: "2026-03-02",
    expires: "2026-03-08",
    gates: ["G4"],
    review: "Which mails left",
    environments: ["staging"],
    checks: { "mail.servers": "all" },
    revoked: undefined,
    reviewed: undefined,
    ...over,
  };
}

const identity = (id: string, persona: string): Identity => ({
  id,
  kind: "person",
  personas: [persona],
  odooLogins: [],
  sshUsers: [],
  sshKeys: [],
  apiKeys: [],
});

export const ground: Ground = {
  registry: loadRegistry(registryDirectory()),
  identities: [
    identity("dana", "developer"),
    identity("quinn", "qa_tester"),
    identity("rika", "release_manager"),
    identity("sam", "sre"),
  ],
  environments: ["staging", "uat"],
  checks: new Map([
    ["mail.servers", "critical"],
    ["mail.queue", "high"],
    ["masking.phones", "medium"],
    ["lifecycle.declared", "low"],
    ["access.default-credentials", "critical"],
  ]),
};
