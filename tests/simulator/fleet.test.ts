import { createServer, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { holdClosedPort } from "../../src/simulator/closed-port.ts";
import { startDemoFleet, type DemoFleet } from "../../src/simulator/fleet.ts";
import { clock, exec, valueOf } from "./support.ts";

const failureOf = (port: number): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => reject(new Error("it answered")));
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
  });

describe("the demo fleet", () => {
  let fleet: DemoFleet;
  beforeAll(async () => {
    fleet = await startDemoFleet(clock);
  });
  afterAll(() => fleet.close());

  const find = (name: string): DemoFleet["environments"][number] => {
    const found = fleet.environments.find((environment) => environment.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };

  it("has one environment of each sort", () => {
    expect(fleet.environments.map(({ name, tier, lifecycle }) => [name, tier, lifecycle])).toEqual([
      ["production", "production", expect.objectContaining({ kind: "keep", review: "2027-05-23" })],
      ["staging", "staging", { kind: "expires", on: "2026-12-18" }],
      ["staging-unsafe", "staging", { kind: "expires", on: "2026-12-18" }],
      ["dev-expired", "dev", { kind: "expires", on: "2026-11-12" }],
      ["uat-unreachable", "uat", { kind: "expires", on: "2026-12-18" }],
    ]);
  });

  it("tries no passwords on production", () => {
    expect(find("production").policy.access.tryDefaultCredentials).toBe(false);
  });

  it("shows no secret", () => {
    const text = JSON.stringify(fleet.environments);
    expect(text).not.toContain("PRIVATE KEY");
    expect(text).not.toContain("simulated-envaudit-password");
  });

  for (const name of ["production", "staging", "staging-unsafe", "dev-expired"]) {
    it(`${name} answers on both ways in`, async () => {
      const environment = fleet.running[name];
      if (environment === undefined) throw new Error(`no ${name}`);
      expect(find(name).odoo?.url).toBe(environment.odoo.url);
      expect(find(name).ssh?.hostKey).toBe(environment.ssh.hostKey);
      expect(await valueOf(environment, "res.company", "search_count", [[]])).toBe(2);
      expect(await exec(environment, "id -un")).toMatchObject({ stdout: "envaudit\n" });
    });
  }

  it("knows each administrator but the unsafe one's", async () => {
    const known = new Set(fleet.identities.flatMap((identity) => identity.odooLogins));
    const logins = async (name: string, field: string): Promise<readonly string[]> => {
      const environment = fleet.running[name];
      if (environment === undefined) throw new Error(`no ${name}`);
      const rows = await valueOf(environment, "res.users", "search_read", [[[field, "in", [4]]]]);
      return (rows as { login: string }[])
        .map((row) => row.login)
        .filter((login) => !known.has(login) && login !== environment.odoo.login);
    };
    expect(await logins("staging", "groups_id")).toEqual([]);
    expect(await logins("staging-unsafe", "groups_id")).toEqual(["former-contractor"]);
  });

  it("the unreachable one refuses", async () => {
    const { odoo, ssh } = find("uat-unreachable");
    expect(await failureOf(Number(new URL(odoo?.url ?? "").port))).toBe("ECONNREFUSED");
    expect(await failureOf(ssh?.port ?? 0)).toBe("ECONNREFUSED");
  });
});

it("nothing listens once the fleet is closed", async () => {
  const fleet = await startDemoFleet(clock);
  const ports = Object.values(fleet.running).flatMap(({ odoo, ssh }) => [
    Number(new URL(odoo.url).port),
    ssh.port,
  ]);
  await fleet.close();
  expect(ports).toHaveLength(8);
  for (const port of ports) expect(await failureOf(port)).toBe("ECONNREFUSED");
});

describe("a port that is held closed", () => {
  it("refuses connections, and nobody else can listen on it", async () => {
    const held = await holdClosedPort();
    try {
      expect(await failureOf(held.port)).toBe("ECONNREFUSED");
      const taken = new Promise((resolve, reject) => {
        const server = createServer();
        server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
        server.listen(held.port, "127.0.0.1", () => reject(new Error("it listens")));
      });
      expect(await taken).toBe("EADDRINUSE");
    } finally {
      held.close();
    }
  });
});
