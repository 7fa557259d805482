import type { Clock } from "../model/clock.ts";
import { startMailCatcher, type CaughtMail } from "./mail-catcher.ts";
import { startOdooServer } from "./odoo/server.ts";
import type { OdooState, SimCall } from "./odoo/state.ts";
import { odooConfPath, type EnvironmentSpec } from "./spec.ts";
import { startSshServer } from "./ssh/server.ts";

/** A running simulated environment, with everything that an auditor needs to get in. */
export type SimulatedEnvironment = {
  readonly name: string;
  readonly odoo: {
    /** `http://127.0.0.1:<port>`. */
    readonly url: string;
    readonly database: string;
    readonly login: string;
    readonly password: string;
    readonly apiKey: string;
  };
  readonly ssh: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    /** OpenSSH private key. */
    readonly privateKey: string;
    /** `ssh-ed25519 AAAA…`. */
    readonly hostKey: string;
    readonly odooConf: string;
  };
  readonly catcher: {
    /** Address of its API. */
    readonly url: string;
    /** What it holds now. */
    readonly messages: readonly CaughtMail[];
    /** Puts a message of somebody else's there. */
    take(mail: Omit<CaughtMail, "id">): void;
  };
  /** What was asked of Odoo's API, oldest first. */
  readonly calls: readonly SimCall[];
  /** Command lines that came over SSH, oldest first. */
  readonly commands: readonly string[];
  /** The environment as it is now. */
  spec(): EnvironmentSpec;
  /** Changes it while it runs: ports, keys and the auditor's way in stay. */
  change(change: (spec: EnvironmentSpec) => EnvironmentSpec): void;
  close(): Promise<void>;
};

/** Starts its servers on free ports of 127.0.0.1. The clock dates logins. */
export async function startSimulatedEnvironment(
  initial: EnvironmentSpec,
  clock: Clock,
): Promise<SimulatedEnvironment> {
  let spec = initial;
  const catcher = await startMailCatcher(() => spec.catcher.api);
  const state: OdooState = {
    database: spec.database,
    calls: [],
    clock,
    deliver: (mail) => {
      if (spec.catcher.receives) catcher.take(mail);
    },
  };
  const odoo = await startOdooServer(state, () => spec.manager);
  const ssh = await startSshServer(() => spec.host);
  return {
    name: spec.name,
    odoo: {
      url: `http://127.0.0.1:${odoo.port}`,
      database: spec.database.name,
      login: spec.auditor.login,
      password: spec.auditor.password,
      apiKey: spec.auditor.apiKey,
    },
    ssh: {
      host: "127.0.0.1",
      port: ssh.port,
      user: spec.host.user,
      privateKey: ssh.privateKey,
      hostKey: ssh.hostKey,
      odooConf: odooConfPath,
    },
    catcher,
    calls: state.calls,
    commands: ssh.commands,
    spec: () => ({ ...spec, database: state.database }),
    change(change) {
      spec = change({ ...spec, database: state.database });
      state.database = spec.database;
    },
    async close() {
      await Promise.all([odoo.close(), ssh.close(), catcher.close()]);
    },
  };
}
