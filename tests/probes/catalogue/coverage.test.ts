import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { conditionOf, tableOf, type Asset } from "../../../src/model/assets.ts";
import { clausesOf, fieldsOf } from "../../../src/model/condition.ts";
import { inRange } from "../../../src/model/versions.ts";
import { checks } from "../../../src/probes/list.ts";
import { fulfils, solve, type Values } from "../../../src/simulator/solve.ts";
import { assets, registry } from "./support.ts";

// What Odoo's own neutralisation changes, by version: every entry must have a check that sees it undone.
const entries = z
  .array(
    z.object({
      module: z.string(),
      table: z.string(),
      column: z.string().nullable(),
      param_key: z.string().nullable(),
      expected: z.string(),
      versions_seen: z.array(z.string()),
    }),
  )
  .parse(
    JSON.parse(
      readFileSync(join(import.meta.dirname, "../../fixtures/odoo/neutralisation.json"), "utf8"),
    ),
  );
type Entry = (typeof entries)[number];

/** `table.column`, or the key of a parameter, to the handwritten check that judges it. */
const byHand: Readonly<Record<string, string>> = {
  "ir_cron.active": "integrations.scheduled-actions",
  "ir_mail_server.active": "mail.outgoing-servers",
  "ir_mail_server.(row)": "mail.fallback-server",
  "database.is_neutralized": "integrations.neutralized-flag",
  "auth_oauth_provider.enabled": "integrations.oauth-providers",
  "delivery_carrier.active": "integrations.delivery-carriers",
  "delivery_carrier.prod_environment": "integrations.delivery-carriers",
  "fetchmail_server.active": "mail.incoming-servers",
  "payment_provider.state": "integrations.payment-providers",
};

/**
 * What reaches nobody by itself, with the check of what it would be needed for: dates and switches beside
 * tokens, settings with a default beside keys, records that only another one leads to.
 */
const beside: Readonly<Record<string, string>> = {
  "microsoft_calendar_credentials.calendar_sync_token": "integrations.microsoft-calendar",
  "microsoft_calendar_credentials.last_sync_date": "integrations.microsoft-calendar",
  "microsoft_calendar_credentials.synchronization_stopped": "integrations.microsoft-calendar",
  "res_users.microsoft_synchronization_stopped": "integrations.microsoft-calendar",
  "res_users_settings.microsoft_calendar_sync_token": "integrations.microsoft-calendar",
  "res_users_settings.microsoft_last_sync_date": "integrations.microsoft-calendar",
  "res_users_settings.microsoft_synchronization_stopped": "integrations.microsoft-calendar",
  "res_company.l10n_hr_mer_software_ident": "integrations.edi-hr-credentials",
  "res_company.l10n_hu_edi_password": "integrations.edi-hu",
  "res_company.l10n_hu_edi_replacement_key": "integrations.edi-hu",
  "res_company.l10n_hu_edi_signature_key": "integrations.edi-hu",
  "res_company.l10n_hu_edi_username": "integrations.edi-hu",
  "res_company.l10n_in_edi_token_validity": "integrations.edi-in-credentials",
  "res_company.l10n_in_edi_ewaybill_auth_validity": "integrations.edi-in-credentials",
  "res_company.l10n_in_ewaybill_auth_validity": "integrations.edi-in-credentials",
  "res_company.l10n_tr_nilvera_purchase_journal_id": "integrations.edi-tr-credentials",
  "certificate_certificate.null": "integrations.edi-pl-credentials",
  "payment_provider.asiapay_currency_id": "integrations.payment-asiapay-keys",
  "payment_provider.asiapay_secure_hash_function": "integrations.payment-asiapay-keys",
  "payment_provider.razorpay_access_token_expiry": "integrations.payment-razorpay-keys",
};

const keyOf = ({ table, column, param_key: parameter }: Entry): string =>
  parameter ?? `${table}.${column}`;

/** Whether the asset looks at what the entry is about, in that version. */
function sees(asset: Asset, entry: Entry, major: number): boolean {
  const { module, table, column, param_key: parameter } = entry;
  if (asset.module !== module || tableOf(asset) !== table) return false;
  if (!inRange({ major, serie: `${major}.0` }, asset.versions ?? {})) return false;
  const condition = conditionOf(asset);
  if (parameter !== null) {
    return clausesOf(condition).some(
      ({ field, op, value }) =>
        field === "key" &&
        (op === "=" || op === "in") &&
        (Array.isArray(value) ? value.includes(parameter) : value === parameter),
    );
  }
  // Without a column the rows themselves are what must be gone.
  return column === null || fieldsOf(condition).includes(column);
}

function coverOf(entry: Entry, major: number): string | undefined {
  const asset = Object.values(assets).find((each) => sees(each, entry, major));
  return byHand[keyOf(entry)] ?? asset?.check ?? beside[keyOf(entry)];
}

const known = checks(registry);

describe("what Odoo's own neutralisation changes", () => {
  it("is 226 entries of 16 to 19", () => {
    expect(entries).toHaveLength(226);
    expect(new Set(entries.flatMap((entry) => entry.versions_seen))).toEqual(
      new Set(["16", "17", "18", "19"]),
    );
  });

  it.each(entries.map((entry) => [`${entry.module}: ${keyOf(entry)}`, entry] as const))(
    "%s",
    (_name, entry) => {
      for (const major of entry.versions_seen.map(Number)) {
        const id = coverOf(entry, major);
        const check = known.find((each) => each.id === id);
        expect(check, `no check covers it in ${major}`).toBeDefined();
        const range = check?.versions ?? {};
        expect(inRange({ major, serie: `${major}.0` }, range), `${id} in ${major}`).toBe(true);
      }
    },
  );

  it("leaves no line of the tables unused", () => {
    const keys = new Set(entries.map(keyOf));
    const unused = Object.keys({ ...byHand, ...beside }).filter((key) => !keys.has(key));
    expect(unused).toEqual([]);
    const seen = Object.keys(beside).filter((key) =>
      entries.some(
        (entry) =>
          keyOf(entry) === key &&
          entry.versions_seen.every((major) =>
            Object.values(assets).some((each) => sees(each, entry, Number(major))),
          ),
      ),
    );
    expect(seen).toEqual([]);
  });
});

/** The value that neutralisation leaves; undefined where it leaves no row. */
function neutralised({ expected }: Entry): Values[string] | undefined {
  const quoted = /^(equals|ends with) ("(?:[^"\\]|\\.)*")/.exec(expected);
  if (quoted !== null) {
    const text = z.string().parse(JSON.parse(quoted[2] ?? ""));
    return quoted[1] === "equals" ? text : `anything${text}`;
  }
  if (expected.startsWith("demo for")) return "demo";
  const words: Readonly<Record<string, Values[string]>> = {
    true: true,
    false: false,
    "is null": null,
    "empty string": "",
  };
  return words[expected];
}

/** Assets that are about what neutralisation leaves beside what it changes: keys of switched-off things. */
const survives = new Set([
  "mail.archived-server-login",
  "pos.adyen-keys",
  "pos.viva-wallet-keys",
  "pos.viva-com-keys",
]);

describe.each([16, 17, 18, 19])("what neutralisation leaves in %i is not live", (major) => {
  const here = entries.filter(({ versions_seen: seen }) => seen.includes(String(major)));
  const applicable = Object.entries(assets).filter(([, asset]) =>
    here.some((entry) => sees(asset, entry, major)),
  );

  it.each(applicable)("%s", (id, asset) => {
    const own = here.filter((entry) => sees(asset, entry, major));
    const rows: Values[] = [];
    const columns: Record<string, Values[string]> = {};
    for (const entry of own) {
      const value = neutralised(entry);
      if (value === undefined) continue; // no row is left
      if (entry.param_key === null) columns[entry.column ?? ""] = value;
      else rows.push({ key: entry.param_key, value });
    }
    if (Object.keys(columns).length > 0) rows.push(columns);
    const { live, required } = asset;
    for (const row of rows) {
      // Whatever else the row holds.
      const possible = live !== undefined && solve(live, true, row) !== undefined;
      expect(possible, JSON.stringify(row)).toBe(survives.has(id));
    }
    if (required !== undefined) expect(rows.some((row) => fulfils(row, required))).toBe(true);
  });
});

describe("the catalogue", () => {
  it("has no check that is written by hand as well", () => {
    const ids = known.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("gives every check an owner with the expertise for it", () => {
    const wrong = known.filter(({ owner, expertise }) => {
      const persona = Object.entries(registry.personas).find(([code]) => code === owner)?.[1];
      return persona?.required_expertise.some((domain) => domain === expertise) !== true;
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});
