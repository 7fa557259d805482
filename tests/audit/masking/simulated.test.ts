import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDigester } from "../../../src/audit/digester.ts";
import { rpcCells } from "../../../src/audit/masking/cells-rpc.ts";
import { inMemoryFingerprints } from "../../../src/audit/masking/in-memory.ts";
import { jsonText } from "../../../src/audit/masking/json-text.ts";
import type { Digester } from "../../../src/audit/rows.ts";
import type { Environment } from "../../../src/model/environment.ts";
import type { Fingerprint } from "../../../src/model/fingerprint.ts";
import type { AuditRecord } from "../../../src/model/record.ts";
import { Secret } from "../../../src/model/secret.ts";
import { checks } from "../../../src/probes/list.ts";
import { accessMatrixOf } from "../../../src/registry/access.ts";
import { registryDirectory } from "../../../src/registry/directory.ts";
import { loadRegistry } from "../../../src/registry/load.ts";
import {
  startSimulatedEnvironment,
  type SimulatedEnvironment,
} from "../../../src/simulator/environment.ts";
import { mapRows, type SimRow } from "../../../src/simulator/odoo/database.ts";
import { seed } from "../../../src/simulator/odoo/seed/seed.ts";
import { withPersonalData } from "../../../src/simulator/personal-data.ts";
import { fingerprint } from "../../../src/take-fingerprint.ts";
import { openWires } from "../../../src/transports/open.ts";
import { closeWires } from "../../../src/transports/wires.ts";
import { audit } from "../../../src/audit/audit.ts";
import { planAudit } from "../../../src/audit/plan.ts";
import { clock, declare, digester, verdictOf } from "../support.ts";

const registry = loadRegistry(registryDirectory());
const contacts = checks(registry).filter(({ id }) => id === "masking.matches-contacts");
const keep = inMemoryFingerprints();
const whole = (kind: "production" | "staging", values: "original" | "masked") =>
  withPersonalData(seed(17, kind), registry.personalData, values);

let production: SimulatedEnvironment;
let staging: SimulatedEnvironment;
beforeAll(async () => {
  production = await startSimulatedEnvironment(whole("production", "original"), clock);
  staging = await startSimulatedEnvironment(whole("staging", "masked"), clock);
  await take();
});
afterAll(() => Promise.all([production.close(), staging.close()]));

const origin = (): Environment =>
  declare(production, { tier: "production", derivedFrom: undefined });

async function take(by: Digester = digester, signal?: AbortSignal): Promise<Fingerprint> {
  const environment = origin();
  const wires = openWires(environment, { identities: () => Promise.resolve([]) }, randomBytes);
  try {
    return await fingerprint({
      environment,
      environments: [environment],
      mode: "sample",
      wires,
      registry,
      keep,
      digester: by,
      clock,
      signal: signal ?? AbortSignal.timeout(60_000),
      onProgress: () => undefined,
    });
  } finally {
    closeWires(wires);
  }
}

async function judged(records = keep, change: Partial<Environment> = {}): Promise<AuditRecord> {
  const environment = declare(staging, change);
  const identities = () => Promise.resolve([]);
  const wires = openWires(environment, { identities, fingerprints: records }, randomBytes);
  try {
    return await audit(environment, {
      plan: planAudit(environment, contacts),
      wires,
      digester,
      clock,
      newId: () => "audit",
      signal: AbortSignal.timeout(60_000),
      trigger: "manual",
      fleet: [{ name: "production", tier: "production" }],
      identities: [],
      accessMatrix: accessMatrixOf(registry),
      registryDigest: registry.digest,
    });
  } finally {
    closeWires(wires);
  }
}
const verdict = async (records = keep, change: Partial<Environment> = {}) =>
  verdictOf(await judged(records, change), "masking.matches-contacts");

/** Changes rows of the copy for the time of `work`. */
async function withRows(
  model: string,
  change: (rows: readonly SimRow[]) => readonly SimRow[],
  work: () => Promise<void>,
): Promise<void> {
  const before = staging.spec();
  staging.change((spec) => ({ ...spec, database: mapRows(spec.database, model, change) }));
  await work().finally(() => staging.change(() => before));
}

describe("masking.matches-contacts", () => {
  it("passes a masked copy, and says what was compared", async () => {
    expect(await verdict()).toEqual({
      outcome: "pass",
      proof: expect.stringMatching(
        /^\d+ values of 37 rows compared with production's fingerprint of 2026-11-24T06:00:00\.000Z \(sample, seed [0-9a-f]{16}\), no leak: every value that production had was looked for$/,
      ),
    });
  });

  it("names the column and the row that was forgotten, archived ones too", async () => {
    const forget = (row: SimRow): SimRow =>
      row.id === 105 ? { ...row, active: false, vat: "Simulated res.partner vat 105" } : row;
    await withRows(
      "res.partner",
      (rows) => rows.map(forget),
      async () => {
        expect(await verdict()).toMatchObject({
          outcome: "fail",
          findings: [
            {
              subject: "res.partner,vat",
              title: "1 of 22 compared values of res.partner.vat is still production's (id 105)",
              count: 1,
            },
          ],
        });
      },
    );
  });

  it("leaves out what the policy calls safe", async () => {
    const all = (row: SimRow): SimRow => ({ ...row, ref: `Simulated res.partner ref ${row.id}` });
    await withRows(
      "res.partner",
      (rows) => rows.map(all),
      async () => {
        expect((await verdict()).outcome).toBe("fail");
        const { policy } = declare(staging);
        const masking = { safeEmailDomains: [], safePhonePrefixes: [], safe: ["res.partner.ref"] };
        expect((await verdict(keep, { policy: { ...policy, masking } })).outcome).toBe("pass");
      },
    );
  });

  it("is unknown without a fingerprint, and with one of another key", async () => {
    expect(await verdict(inMemoryFingerprints())).toEqual({
      outcome: "unknown",
      reason: "fact_missing",
      detail: "there is no fingerprint of production: run `envaudit fingerprint production`",
    });
    await take(createDigester(new Secret("another key")));
    expect(await verdict()).toMatchObject({
      reason: "fact_missing",
      detail: expect.stringContaining("made with another digest key and is of no use"),
    });
    await take();
  });

  it("is unknown where the rows are others", async () => {
    const later = (row: SimRow): SimRow => ({ ...row, create_date: "2026-02-02 02:02:02" });
    await withRows(
      "res.partner",
      (rows) => rows.map(later),
      async () => {
        expect(await verdict()).toMatchObject({
          outcome: "unknown",
          reason: "fact_missing",
          detail: expect.stringContaining("the rows of res.partner do not line up: 22 of 22 rows"),
        });
      },
    );
  });

  it("does not apply to an environment that is no copy", async () => {
    const known = await verdict(keep, { derivedFrom: undefined });
    expect(known.outcome).toBe("unknown"); // production was never audited
  });
});

describe("a fingerprint", () => {
  it("holds counts and digests, and nothing that was read", async () => {
    const taken = await take();
    const text = JSON.stringify([taken, await keep.chunk(taken.id, "res.partner", 0)]);
    expect(text).not.toMatch(/harbour|Simulated|211-691/);
    expect(taken).toMatchObject({ via: "rpc", mode: "sample", gaps: [] });
  });

  it("that is interrupted is not kept", async () => {
    const before = await keep.list();
    await expect(take(digester, AbortSignal.abort())).rejects.toThrow(/stopped/);
    expect(await keep.list()).toEqual(before);
  });

  it("over an API that gives fewer rows than asked for is a gap", async () => {
    const safe = production.spec();
    production.change((spec) => ({
      ...spec,
      database: mapRows({ ...spec.database, mostRows: 100 }, "mail.blacklist", () =>
        Array.from({ length: 300 }, (_, i): SimRow => ({ id: i + 1, email: `x${i}@y.z` })),
      ),
    }));
    const environment = origin();
    const wires = openWires(environment, { identities: () => Promise.resolve([]) }, randomBytes);
    const signal = AbortSignal.timeout(60_000);
    if (wires.rpc === undefined) throw new Error("there is no API");
    const reader = rpcCells(wires.rpc, signal);
    const model = { model: "mail.blacklist", table: "mail_blacklist", where: { all: [] } };
    const page = reader.read(model, [{ name: "email", kind: "email" }], { after: 0, limit: 500 });
    await expect(page).rejects.toThrow("Odoo gave 100 rows of mail.blacklist and counts 300");
    closeWires(wires);
    production.change(() => safe);
  });
});

it("JSON is written as PostgreSQL writes a jsonb, but for the blanks", () => {
  const value = { bb: [1, "é", null], a: { z: true, y: 1.5 }, ccc: "x\n" };
  expect(jsonText(value)).toBe(`{"a":{"y":1.5,"z":true},"bb":[1,"é",null],"ccc":"x\\n"}`);
});
