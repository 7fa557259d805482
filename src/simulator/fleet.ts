import type { Clock } from "../model/clock.ts";
import type { Environment, Identity } from "../model/environment.ts";
import { breakEnvironment, type BreakId } from "./breaks.ts";
import { holdClosedPort } from "./closed-port.ts";
import {
  day,
  declaredCopy,
  declaredProduction,
  identities,
  odooAccess,
  sshAccess,
  type Declaration,
} from "./declarations.ts";
import { startSimulatedEnvironment, type SimulatedEnvironment } from "./environment.ts";
import { auditorLogin } from "./odoo/seed/people.ts";
import { seed } from "./odoo/seed/seed.ts";
import { odooConfPath, type EnvironmentSpec } from "./spec.ts";
import { newKeyPair } from "./ssh/keys.ts";

/** Running demo environments, and the declarations that an operator would have written for them. */
export type DemoFleet = {
  readonly environments: readonly Environment[];
  readonly identities: readonly Identity[];
  /** The ones that answer, by name, for looking at what was asked of them and for changing them. */
  readonly running: Readonly<Record<string, SimulatedEnvironment>>;
  close(): Promise<void>;
};

/**
 * Starts the demo fleet on loopback: a production, a safe and an unsafe staging, an expired dev and one that
 * nothing answers for. Dates are relative to the clock.
 */
export async function startDemoFleet(clock: Clock): Promise<DemoFleet> {
  const now = clock.now();
  const started = await Promise.all(
    specs(now).map((spec) => startSimulatedEnvironment(spec, clock)),
  );
  const closed = await holdClosedPort();
  const running = Object.fromEntries(started.map((one) => [one.name, one]));
  const reachable = started.map((one) => ({
    ...declarations(now)[one.name as DemoName], // the specs below are named so
    name: one.name,
    odoo: odooAccess(one.odoo),
    ssh: sshAccess(one.ssh),
  }));
  return {
    environments: [...reachable, unreachable(closed.port, now)],
    identities,
    running,
    async close() {
      closed.close();
      await Promise.all(started.map((one) => one.close()));
    },
  };
}

type DemoName = "production" | "staging" | "staging-unsafe" | "dev-expired";

const unsafe: readonly BreakId[] = [
  "mail.outgoing-servers",
  "mail.outgoing-queue",
  "integrations.payment-providers",
  "integrations.scheduled-actions",
  "integrations.neutralized-flag",
  "access.default-credentials",
  "access.administrators",
  "access.database-manager",
  "access.odoo-conf-permissions",
  "masking.email-domains",
  "masking.phone-numbers",
];

function specs(now: Date): readonly EnvironmentSpec[] {
  let broken = seed(16, "staging", { name: "staging-unsafe", now, without: ["auth_oauth"] });
  for (const id of unsafe) broken = breakEnvironment(broken, id);
  return [
    seed(17, "production", { name: "production", now }),
    seed(17, "staging", { name: "staging", now }),
    broken,
    seed(14, "staging", {
      name: "dev-expired",
      now,
      ageDays: 45,
      without: ["delivery", "auth_oauth"],
    }),
  ];
}

function declarations(now: Date): Readonly<Record<DemoName, Declaration>> {
  const copy = declaredCopy(now);
  return {
    production: declaredProduction(now),
    staging: copy,
    "staging-unsafe": copy,
    "dev-expired": {
      ...copy,
      tier: "dev",
      owner: "dev-team",
      derivedFrom: undefined,
      lifecycle: { kind: "expires", on: day(now, -12) },
    },
  };
}

function unreachable(port: number, now: Date): Environment {
  const keys = newKeyPair();
  return {
    ...declarations(now)["staging"],
    name: "uat-unreachable",
    tier: "uat",
    odoo: odooAccess({
      url: `http://127.0.0.1:${port}`,
      database: "uat",
      login: auditorLogin,
      password: "simulated-password",
    }),
    ssh: sshAccess({
      host: "127.0.0.1",
      port,
      user: "envaudit",
      privateKey: keys.privateKey,
      hostKey: keys.publicKey,
      odooConf: odooConfPath,
    }),
  };
}
