import type { z } from "zod";
import type { hostOdooConf } from "../../facts/host-odoo-conf.ts";
import { hostOdooProcesses } from "../../facts/host-odoo-processes.ts";
import { isSet } from "../../facts/odoo-conf.ts";
import { odooVersion } from "../../facts/odoo-version.ts";
import type { Unknown } from "../../model/outcome.ts";
import type { Fact, JudgeContext } from "../../model/record.ts";
import { isKnown, type OdooVersion } from "../../model/versions.ts";
import type { WantedOf } from "../check.ts";
import { ownProcesses } from "../own-processes.ts";

/** What may say another fallback than `odoo.conf`. */
export const overrides = { processes: hostOdooProcesses, version: odooVersion };

/** Where mail goes that has no server of its own. `by` is what says so. */
export type Fallback = {
  readonly host: string;
  readonly port: number;
  readonly by: "odoo.conf" | "default" | "command line";
};
export type Fallbacks = {
  readonly all: readonly Fallback[];
  /** Why there may be another one; undefined when there can be none. */
  readonly doubt: Unknown | undefined;
};

type Conf = Pick<z.output<typeof hostOdooConf.schema>, "smtp_server" | "smtp_port">;
type Processes = z.output<typeof hostOdooProcesses.schema>;

/**
 * Every fallback that the environment's Odoo may have: of `odoo.conf`, or of the command line of each process
 * that reads that file, or does not say which.
 */
export function fallbacksOf(
  conf: Conf,
  { processes, version }: WantedOf<typeof overrides>,
  context: JudgeContext,
): Fallbacks {
  const running = processes.state === "known" ? ownProcesses(processes.value, context) : [];
  const all =
    running.length === 0 ? [ofConf(conf)] : running.map((process) => ofProcess(process, conf));
  const distinct = new Map(all.map((one) => [JSON.stringify(one), one]));
  return { all: [...distinct.values()], doubt: doubtOf(processes, version) };
}

function ofConf(conf: Conf): Fallback {
  return {
    host: isSet(conf.smtp_server) ? conf.smtp_server : "localhost",
    port: isSet(conf.smtp_port) ? Number(conf.smtp_port) : 25,
    by: isSet(conf.smtp_server) ? "odoo.conf" : "default",
  };
}

function ofProcess({ smtpServer, smtpPort }: Processes[number], conf: Conf): Fallback {
  const { host, port, by } = ofConf(conf);
  return {
    host: smtpServer ?? host,
    port: smtpPort ?? port,
    by: smtpServer === null && smtpPort === null ? by : "command line",
  };
}

function doubtOf(processes: Fact<Processes>, version: Fact<OdooVersion>): Unknown | undefined {
  if (processes.state === "unknown") {
    const detail = `Odoo's command line may name another server than odoo.conf: ${processes.detail}`;
    return { outcome: "unknown", reason: processes.reason, detail };
  }
  if (version.state !== "known" || !readsEnvironment(version.value)) return undefined;
  return {
    outcome: "unknown",
    reason: "fact_missing",
    detail: `Odoo ${version.value.serie} takes ODOO_SMTP_SERVER of its environment before odoo.conf, and nobody but its own account can read that environment`,
  };
}

/** 19 and later; what stands between 18 and 19 may do so already. */
const readsEnvironment = (version: OdooVersion): boolean =>
  version.major >= 19 || (version.major === 18 && !isKnown(version));
