import { didYouMean } from "../documents/nearest.ts";
import { printKey, type Path } from "../documents/path.ts";
import type { Problem } from "../model/problem.ts";
import { isPlainHttp } from "./addresses.ts";
import type { Declared } from "./outline.ts";

type Complaint = { readonly at: Path; readonly message: string };

/** Rules between the fields of one environment. */
export function environmentProblems(declared: Declared): Problem[] {
  const complaints = [
    ...tierComplaints(declared),
    ...accessComplaints(declared),
    ...credentialComplaints(declared),
    ...gapComplaints(declared),
    ...fingerprintComplaints(declared),
  ];
  return complaints.map(({ at, message }) =>
    declared.file.problemAt([...declared.path, ...at], message),
  );
}

/** Copies are compared with what they derive from: their own digests would find nothing. */
function fingerprintComplaints({ outline }: Declared): Complaint[] {
  if (outline.fingerprint === undefined || outline.derived_from === undefined) return [];
  const message = `it is a copy: take the fingerprint of ${outline.derived_from}`;
  return [{ at: ["fingerprint"], message }];
}

function tierComplaints({ outline }: Declared): Complaint[] {
  if (outline.tier !== "production") return [];
  const complaints: Complaint[] = [];
  if (outline.lifecycle.expires !== undefined) {
    const message = "production does not expire: leave it out, or use `keep`";
    complaints.push({ at: ["lifecycle", "expires"], message });
  }
  if (outline.policy.lifecycle.max_age_days !== undefined) {
    const message = "production is the original: it has no maximum age";
    complaints.push({ at: ["policy", "lifecycle", "max_age_days"], message });
  }
  const { mail, integrations } = outline.policy;
  const proofs = [
    { at: ["mail", "canary"], proof: mail.canary },
    { at: ["mail", "egress_test"], proof: mail.egress_test },
    { at: ["integrations", "egress_test"], proof: integrations.egress_test },
  ];
  for (const { at, proof } of proofs) {
    if (proof.enabled !== true) continue;
    const message = "production is no place for an active proof: leave it out";
    complaints.push({ at: ["policy", ...at, "enabled"], message });
  }
  return complaints;
}

function accessComplaints({ outline }: Declared): Complaint[] {
  const { odoo, prefer } = outline;
  const [ssh, sql] = [outline.ssh !== undefined, outline.sql !== undefined];
  const complaints: Complaint[] = [];
  if (odoo?.url !== undefined && odoo.allow_plain_http !== true && isPlainHttp(odoo.url)) {
    const message =
      "http:// sends the secret over the network in clear text: use https://, " +
      "or accept that with `allow_plain_http: true`";
    complaints.push({ at: ["odoo", "url"], message });
  }
  if (sql && !ssh) complaints.push({ at: ["sql"], message: "needs `ssh`: psql runs on the host" });
  const preferred = prefer === "sql" ? sql : prefer === "api" ? odoo !== undefined : true;
  if (!preferred) {
    const section = prefer === "sql" ? "sql" : "odoo";
    complaints.push({ at: ["prefer"], message: `\`${section}\` is not configured` });
  }
  return complaints;
}

function credentialComplaints({ outline: { odoo } }: Declared): Complaint[] {
  if (odoo === undefined) return [];
  const [secret, apiKey] = [odoo.secret !== undefined, odoo.api_key !== undefined];
  if (secret && apiKey) {
    const message = "give either `secret` or `api_key`: an API key does wherever a password would";
    return [{ at: ["odoo", "api_key"], message }];
  }
  if (!secret && !apiKey) {
    return [{ at: ["odoo"], message: "has neither `secret` (a password) nor `api_key`" }];
  }
  if (odoo.api !== "json2" || apiKey) return [];
  const message = "JSON-2 takes an API key alone: give one as `api_key` instead of `secret`";
  return [{ at: ["odoo", "api"], message }];
}

function gapComplaints({ outline }: Declared): Complaint[] {
  const odoo = outline.odoo !== undefined;
  // Odoo's pages are read at the address of its API.
  const sections = { ssh: outline.ssh !== undefined, sql: outline.sql !== undefined };
  const configured: Readonly<Record<string, boolean>> = { ...sections, api: odoo, http: odoo };
  return outline.accepted_gaps.flatMap((gap, index) => {
    if (typeof gap !== "string" || configured[gap] !== true) return [];
    const by = gap === "api" || gap === "http" ? " by `odoo`" : "";
    const message = `\`${gap}\` is no gap: it is configured${by}`;
    return [{ at: ["accepted_gaps", index], message }];
  });
}

/** Rules between environments: names that are taken, and where copies come from. */
export function fleetProblems(fleet: readonly Declared[]): Problem[] {
  const byName = new Map<string, Declared>();
  const problems: Problem[] = [];
  for (const declared of fleet) {
    const earlier = byName.get(declared.name);
    if (earlier === undefined) byName.set(declared.name, declared);
    else problems.push(declaredTwice(declared, earlier));
  }
  return [...problems, ...fleet.flatMap((declared) => originProblems(declared, byName))];
}

function declaredTwice(declared: Declared, earlier: Declared): Problem {
  const { line, column } = earlier.file.at(earlier.path, "key");
  const place = `${earlier.file.file}:${line}:${column}`;
  const message = `\`${printKey(declared.name)}\` is declared already at ${place}`;
  return declared.file.problemAt(declared.path, message, "key");
}

function originProblems(declared: Declared, byName: ReadonlyMap<string, Declared>): Problem[] {
  const origin = declared.outline.derived_from;
  if (origin === undefined) return [];
  const message = originComplaint(declared.name, origin, byName);
  if (message === undefined) return [];
  return [declared.file.problemAt([...declared.path, "derived_from"], message)];
}

function originComplaint(name: string, origin: string, byName: ReadonlyMap<string, Declared>) {
  if (!byName.has(origin)) {
    const suggestion = didYouMean(origin, byName.keys());
    return `no environment \`${printKey(origin)}\` is declared${suggestion}`;
  }
  if (origin === name) return "an environment is no copy of itself";
  const way = wayBack(name, byName);
  if (way === undefined) return undefined;
  // A circle is one mistake: it is told once, at its first environment.
  if ([...byName.keys()].find((each) => way.includes(each)) !== name) return undefined;
  return `copies in a circle: ${way.map(printKey).join(" → ")}`;
}

/** The way along `derived_from` from an environment back to itself, if there is one. */
function wayBack(name: string, byName: ReadonlyMap<string, Declared>): string[] | undefined {
  const way = [name];
  for (;;) {
    const next = byName.get(way.at(-1) ?? name)?.outline.derived_from;
    if (next === undefined) return undefined;
    if (next === name) return [...way, name];
    if (way.includes(next)) return undefined;
    way.push(next);
  }
}
