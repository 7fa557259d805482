import { describe, expect, test } from "vitest";
import type { App } from "../../src/app.ts";
import type { Recorded } from "../../src/record/record.ts";
import { conductAll, hostsOf } from "../../src/conduct-all.ts";
import { auditOnRequest } from "../../src/daemon-audit.ts";
import { InternalError, RecordError, UsageError } from "../../src/model/errors.ts";
import type { AuditEvent } from "../../src/model/events.ts";
import type { Environment } from "../../src/model/environment.ts";
import type { AuditRequest } from "../../src/server/services.ts";
import { odooAt } from "../cli/environments.ts";
import { records } from "../cli/records.ts";
import { temporaryFolder } from "../cli/support.ts";
import { configIn } from "./support.ts";

const never = new AbortController().signal;
const dark = { gaps: ["api", "ssh", "sql", "http"] } as const;

/** Three environments, of which the second is production. */
function fleet() {
  const config = configIn(temporaryFolder(), { first: dark, live: dark, last: dark });
  const environments = config.environments.map((environment) =>
    environment.name === "live" ? { ...environment, tier: "production" as const } : environment,
  );
  return { ...config, environments };
}

/** Gives what an audit of the environment would, or throws what `fails` says. */
function outcome(name: string, fails: Readonly<Record<string, Error>>): Recorded {
  const error = fails[name];
  if (error !== undefined) throw error;
  const [record] = records;
  if (record === undefined) throw new Error("there is one");
  const findings = { new: [], worse: [], unchanged: [], fixed: [] };
  return { record: { ...record, environment: name }, diff: { checks: {}, findings } };
}

const brief = (event: AuditEvent): string =>
  `${event.type} ${event.environment}${"error" in event ? `: ${event.error}` : ""}`;

/** The two ways to audit several environments: in this process, and in the daemon. */
const ways = {
  async here(fails: Readonly<Record<string, Error>>, heard: (event: AuditEvent) => void) {
    const config = fleet();
    const conduct = async (_: unknown, { name }: Environment) => outcome(name, fails);
    const app = { conduct } as unknown as App;
    await conductAll(app, config, config.environments, { trigger: "manual" }, heard, never);
  },
  async "in the daemon"(
    fails: Readonly<Record<string, Error>>,
    heard: (event: AuditEvent) => void,
    request: AuditRequest = {},
  ) {
    const runNow = async (_: string, name: string, __: string, asked: { onStart: () => void }) => {
      asked.onStart();
      return outcome(name, fails);
    };
    await auditOnRequest(fleet(), { runNow } as never, request, heard, never);
  },
};

describe.each(Object.entries(ways))("audits %s", (_, way) => {
  test("begin with production, and tell how they go on", async () => {
    const events: string[] = [];
    await way({}, (event) => events.push(brief(event)));
    expect(events.slice(0, 3)).toEqual(["planned first", "planned live", "planned last"]);
    expect(events.slice(3, 5)).toEqual(["started live", "finished live"]);
    expect(events.slice(5).toSorted()).toEqual([
      "finished first",
      "finished last",
      "started first",
      "started last",
    ]);
  });

  test("go on when one is not recorded", async () => {
    const events: string[] = [];
    await way({ live: new RecordError("the disk is full") }, (event) => events.push(brief(event)));
    expect(events).toContain("failed live: the disk is full");
    expect(events).toContain("finished first");
    expect(events).toContain("finished last");
  });

  test("end with a mistake of ours, after the others of its group", async () => {
    const events: string[] = [];
    const fails = { first: new InternalError("odd") };
    await expect(way(fails, (event) => events.push(brief(event)))).rejects.toThrow("odd");
    expect(events).toContain("finished last");
  });
});

describe("a request to the daemon", () => {
  test("for what it does not know is wrong, and nothing is begun", async () => {
    const events: string[] = [];
    const request = { environments: ["first", "added"] };
    const asked = ways["in the daemon"]({}, (event) => events.push(brief(event)), request);
    await expect(asked).rejects.toThrow(
      new UsageError("the running daemon has no environment added: reload it (SIGHUP)"),
    );
    expect(events).toEqual([]);
  });

  test("names its environments", async () => {
    const events: string[] = [];
    await ways["in the daemon"]({}, (event) => events.push(brief(event)), {
      environments: ["last"],
    });
    expect(events).toEqual(["planned last", "started last", "finished last"]);
  });
});

test("an audit burdens the hosts that it talks to, or its own name where there is none", () => {
  const [api, none] = configIn(temporaryFolder(), {
    api: { odoo: odooAt("https://odoo.example.com:8069") },
    none: dark,
  }).environments;
  if (api === undefined || none === undefined) throw new Error("two were declared");
  expect(hostsOf(api)).toEqual(["odoo.example.com"]);
  expect(hostsOf(none)).toEqual(["none"]);
  const host = { ...api, ssh: { host: "db.example.com" } as NonNullable<Environment["ssh"]> };
  expect(hostsOf(host)).toEqual(["odoo.example.com", "db.example.com"]);
  const same = { ...api, ssh: { host: "odoo.example.com" } as NonNullable<Environment["ssh"]> };
  expect(hostsOf(same)).toEqual(["odoo.example.com"]);
});
