import { describe, expect, it } from "vitest";
import { fleetOf } from "../../src/audit/fleet.ts";
import type { FleetMember } from "../../src/model/record.ts";
import { Secret } from "../../src/model/secret.ts";
import { undeclaredDatabases } from "../../src/probes/lifecycle/undeclared-databases.ts";
import { undeclaredServices } from "../../src/probes/lifecycle/undeclared-services.ts";
import { declared } from "../audit/support.ts";
import { contextOf, policy, told } from "./support.ts";

const member = (name: string, host: string, change: Partial<FleetMember> = {}): FleetMember => ({
  name,
  tier: "staging",
  hosts: [host],
  databases: [name],
  odooConf: `/etc/odoo/${name}.conf`,
  odooConfFile: `${host} ${name}`,
  ...change,
});
const fleet = [member("staging", "one"), member("uat", "one"), member("dev", "two")];

describe("what is declared of an environment's place", () => {
  it("is every name of its machines, its databases and its file", () => {
    const ssh = {
      host: "Host.example.com",
      port: 22,
      user: "u",
      privateKey: new Secret("k"),
      hostKey: "k",
      jump: undefined,
      wrapper: ["docker", "exec", "odoo"],
      sudo: false,
      odooConf: "/etc/odoo/odoo.conf",
    };
    const sql = { database: "erp", user: undefined, host: "db.example.com", port: undefined };
    expect(fleetOf([declared({ ssh, sql })])).toEqual([
      {
        name: "staging",
        tier: "staging",
        hosts: ["host.example.com", "db.example.com"],
        databases: ["erp"],
        odooConf: "/etc/odoo/odoo.conf",
        odooConfFile: '["host.example.com",22,"docker","exec","odoo","/etc/odoo/odoo.conf"]',
        catchers: ["127.0.0.1:1025", "localhost:587"],
      },
    ]);
    const [onSocket] = fleetOf([declared({ ssh, sql: { ...sql, host: "/run/postgresql" } })]);
    expect(onSocket?.hosts).toEqual(["host.example.com"]);
  });
});

describe("lifecycle.undeclared-databases", () => {
  const judged = (databases: string[], allowedDatabases: readonly string[] = []) =>
    told(
      undeclaredDatabases.judge(
        { databases },
        {
          ...contextOf({
            policy: { ...policy, lifecycle: { ...policy.lifecycle, allowedDatabases } },
          }),
          fleet,
        },
      ),
    );

  it("passes for those of the environments on the host", () => {
    expect(judged(["staging", "uat"])).toBe(
      "pass: 2 databases of Odoo's account, each declared or allowed",
    );
  });

  it("finds the others, one of another host's name too", () => {
    expect(judged(["staging", "copy", "dev"])).toEqual([
      'database,copy: Database "copy" belongs to Odoo\'s account and to no declared environment',
      'database,dev: Database "dev" belongs to Odoo\'s account and to no declared environment',
    ]);
  });

  it("lets be what the policy allows", () => {
    expect(judged(["staging", "copy"], ["copy"])).toMatch(/^pass/);
  });
});

describe("lifecycle.undeclared-services", () => {
  type Process = Parameters<typeof undeclaredServices.judge>[0]["processes"][number];
  const odoo = (change: Partial<Process>): Process => ({
    user: "odoo",
    config: null,
    databases: [],
    port: null,
    ...change,
  });
  const judged = (processes: Process[], allowedServices: readonly string[] = []) =>
    told(
      undeclaredServices.judge(
        { processes },
        {
          ...contextOf({
            policy: { ...policy, lifecycle: { ...policy.lifecycle, allowedServices } },
          }),
          fleet,
        },
      ),
    );

  it("passes for the files and the databases of the environments on the host", () => {
    const processes = [
      odoo({ config: "/etc/odoo/staging.conf" }),
      odoo({ config: "/etc/odoo/other.conf", databases: ["uat"] }),
    ];
    expect(judged(processes)).toBe("pass: 2 Odoos on the host, each declared or allowed");
  });

  it("finds another file, another host's file, and another database in a declared file", () => {
    const processes = [
      odoo({ config: "/home/dev/odoo.conf", port: 8090, user: "dev" }),
      odoo({ config: "/etc/odoo/dev.conf" }),
      odoo({ config: "/etc/odoo/staging.conf", databases: ["staging", "copy"] }),
    ];
    expect(judged(processes)).toEqual([
      "odoo,/home/dev/odoo.conf,,8090: An Odoo of account dev runs with /home/dev/odoo.conf at port 8090, which no environment declares",
      "odoo,/etc/odoo/dev.conf,,: An Odoo of account odoo runs with /etc/odoo/dev.conf, which no environment declares",
      "odoo,/etc/odoo/staging.conf,staging+copy,: An Odoo of account odoo runs with /etc/odoo/staging.conf on staging, copy, which no environment declares",
    ]);
  });

  it("lets be what the policy allows", () => {
    expect(judged([odoo({ config: "/home/dev/odoo.conf" })], ["/home/dev/odoo.conf"])).toMatch(
      /^pass/,
    );
  });

  it("takes Odoos that say nothing of themselves for the declared ones, and no more of them", () => {
    const [one, two, three] = [8069, 8070, 8071].map((port) => odoo({ port }));
    if (one === undefined || two === undefined || three === undefined) throw new Error("no ports");
    expect(judged([one, two])).toMatch(/^pass/);
    expect(judged([one, two, three])).toHaveLength(3);
    // One of the two declared ones is there already, by its file.
    const named = odoo({ config: "/etc/odoo/uat.conf" });
    expect(judged([named, one])).toMatch(/^pass/);
    expect(judged([named, one, two])).toHaveLength(2);
  });
});
