import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityRecord } from "../../src/transports/wires.ts";
import { checks } from "../../src/probes/list.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { personalBreaks } from "../../src/simulator/break-personal.ts";
import { breakEnvironment, type BreakId } from "../../src/simulator/breaks.ts";
import {
  startSimulatedEnvironment,
  type SimulatedEnvironment,
} from "../../src/simulator/environment.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { running } from "../simulator/support.ts";
import {
  auditOf,
  clock,
  declare,
  findingsOf,
  identityFrom,
  resultOf,
  unknownsOf,
} from "./support.ts";

const ofPersonalData = checks(loadRegistry(registryDirectory())).filter(({ id }) =>
  Object.keys(personalBreaks).includes(id),
);

/** The subject of the one finding that each break gives. */
const expected: Readonly<Record<keyof typeof personalBreaks, string>> = {
  "masking.identifiers-contacts": "res.partner,email_normalized,email",
  "masking.identifiers-users": "res.users,signature,phone",
  "masking.identifiers-employees": "hr.employee,work_phone,phone",
  "masking.identifiers-leads": "crm.lead,name,phone",
  "masking.identifiers-bank-accounts": "res.partner.bank,acc_number,iban",
  "masking.identifiers-chatter": "mail.message,body,email",
  "masking.identifiers-tracked-values": "mail.tracking.value,old_value_char,email",
  "masking.identifiers-mails": "mail.mail,email_to,email",
  "masking.identifiers-attachments": "ir.attachment,index_content,card",
  "masking.identifiers-documents": "sale.order,note,iban",
  "masking.identifiers-logs": "ir.logging,message,email",
  "masking.obfuscate-reversible": "ir.config_parameter,odoo_cyph_pwd",
};

describe.each([14, 19] as const)("a masked copy on Odoo %i", (major) => {
  let sim: SimulatedEnvironment;
  let known: readonly IdentityRecord[];
  beforeAll(async () => {
    await using production = await running(seed(major, "production"));
    const own = { tier: "production", derivedFrom: undefined } as const;
    known = [identityFrom(await auditOf(declare(production, own)))];
    sim = await startSimulatedEnvironment(seed(major, "staging"), clock);
  });
  afterAll(() => sim.close());
  const audited = () => auditOf(declare(sim), { known, checks: ofPersonalData });

  it("gives nobody away, and says how much was looked at", async () => {
    const record = await audited();
    expect([findingsOf(record), unknownsOf(record)]).toEqual([[], []]);
    expect(resultOf(record, "masking.identifiers-bank-accounts").verdict).toEqual({
      outcome: "pass",
      proof: "none in 2 values of 1 row (all there are), by the form alone",
    });
  });

  it.each(Object.entries(expected) as [BreakId, string][])("fails %s alone", async (id, of) => {
    const safe = sim.spec();
    sim.change((spec) => breakEnvironment(spec, id));
    const record = await audited();
    sim.change(() => safe);
    expect(findingsOf(record)).toEqual([`${id} ${of}`]);
    expect(unknownsOf(record)).toEqual([]);
  });

  it("keeps nothing of what was found but counts and ids", async () => {
    const safe = sim.spec();
    const all = Object.keys(personalBreaks) as readonly BreakId[];
    sim.change((spec) => {
      let broken = spec;
      for (const id of all) broken = breakEnvironment(broken, id);
      return broken;
    });
    const record = await audited();
    sim.change(() => safe);
    expect(findingsOf(record).length).toBe(all.length);
    const text = JSON.stringify(record);
    for (const planted of ["harbour-goods", "691-3277", "0000 0184", "33000000000184", "9999"]) {
      expect([planted, text.includes(planted)]).toEqual([planted, false]);
    }
  });

  it("asks for each model's values once", async () => {
    const before = sim.calls.length;
    await audited();
    const models = sim.calls
      .slice(before)
      .filter(({ method, kwargs }) => method === "search_read" && kwargs["order"] === "id desc")
      .map(({ model }) => model);
    expect(new Set(models).size).toBe(models.length);
    expect(models).toContain("mail.message");
  });
});

it("an area of which a model may not be read is unknown, and fails all the same for what was seen", async () => {
  const environment = seed(17, "staging");
  const closed = environment.database.models["mail.tracking.value"];
  if (closed === undefined) throw new Error("there are no tracked values");
  const spec = {
    ...environment,
    database: {
      ...environment.database,
      models: {
        ...environment.database.models,
        "mail.tracking.value": { ...closed, readers: ["base.group_nobody"] },
      },
    },
  };
  await using sim = await running(spec);
  const record = await auditOf(declare(sim), { checks: ofPersonalData });
  expect(unknownsOf(record)).toEqual([
    "masking.identifiers-tracked-values access_denied",
    "masking.obfuscate-reversible access_denied",
  ]);
});
