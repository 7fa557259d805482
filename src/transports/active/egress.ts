import {
  egressOutcomes,
  type EgressOutcome,
  type EgressResult,
  type EgressTarget,
} from "../../model/egress.ts";
import type { SshAccess } from "../../model/environment.ts";
import { TargetError } from "../../model/errors.ts";
import { printable, shorten } from "../../model/text.ts";
import { sshRunner } from "../ssh/wire.ts";
import type { EgressWire } from "./active.ts";
import { connectOutArgv } from "./commands.ts";

// Four addresses of a name at five seconds each, sixteen targets at once, and some seconds for DNS.
const deadlineMs = 60_000;

/** Attempts to connect from the host, over an SSH connection of their own. */
export function egressWire(access: SshAccess): EgressWire {
  const runner = sshRunner(access);
  return {
    async connectOut(targets, signal) {
      const result = await runner.run(connectOutArgv(targets), deadlineMs, signal);
      if (result.code !== 0) {
        const line = printable(shorten(result.stderr.trim().split("\n").at(-1) ?? "", 120));
        throw new TargetError("malformed_response", `connecting from the host failed: ${line}`);
      }
      return resultsOf(result.stdout, targets);
    },
    close: () => runner.close(),
  };
}

const isOutcome = (text: string): text is EgressOutcome =>
  (egressOutcomes as readonly string[]).includes(text);

/** A line `host:port outcome` for every target, or nothing is known of any. */
function resultsOf(text: string, targets: readonly EgressTarget[]): readonly EgressResult[] {
  const said = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [target = "", outcome = ""] = line.split(" ");
    said.set(target, outcome);
  }
  return targets.map(({ host, port }) => {
    const outcome = said.get(`${host}:${port}`) ?? "";
    if (isOutcome(outcome)) return { host, port, outcome };
    throw new TargetError("malformed_response", `the host said nothing of ${host}:${port}`);
  });
}
