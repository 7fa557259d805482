import type { Environment } from "../../model/environment.ts";
import { unknownReasons } from "../../model/outcome.ts";
import type { UnknownReason } from "../../model/outcome.ts";
import { triggers } from "../../model/record.ts";
import type { Counted } from "../../store/counters.ts";
import { sample } from "./metrics.ts";
import type { Sample } from "./metrics.ts";
import type { MetricsSource } from "./source.ts";

/** What was counted of each configured environment; what could be counted there and never was is 0. */
export async function auditSamples(source: MetricsSource): Promise<readonly Sample[]> {
  const names = new Set(source.environments.map(({ name }) => name));
  const counted = await source.store.counters.list();
  return [
    ...source.environments.flatMap(zeros),
    ...counted.filter(({ labels }) => names.has(labels.environment)).map(countedSample),
  ];
}

function countedSample(count: Counted): Sample {
  switch (count.name) {
    case "audits":
      return sample("envaudit_audits_total", count.labels, count.value);
    case "audits_failed":
      return sample("envaudit_audits_failed_total", count.labels, count.value);
    case "audit_overruns":
      return sample("envaudit_audit_overruns_total", count.labels, count.value);
    case "transport_errors":
      return sample("envaudit_transport_errors_total", count.labels, count.value);
  }
}

function zeros(environment: Environment): readonly Sample[] {
  const labels = { environment: environment.name };
  return [
    ...triggers.map((trigger) => sample("envaudit_audits_total", { ...labels, trigger }, 0)),
    sample("envaudit_audits_failed_total", labels, 0),
    sample("envaudit_audit_overruns_total", labels, 0),
    ...transportsOf(environment).flatMap((transport) =>
      unknownReasons
        .filter((reason) => !impossible[transport].includes(reason))
        .map((reason) =>
          sample("envaudit_transport_errors_total", { ...labels, transport, reason }, 0),
        ),
    ),
  ];
}

type Transport = "rpc" | "sql" | "host" | "http";

function transportsOf({ odoo, ssh, sql }: Environment): readonly Transport[] {
  const transports: Transport[] = [];
  if (odoo !== undefined) transports.push("rpc", "http");
  if (ssh !== undefined) transports.push("host");
  if (ssh !== undefined && sql !== undefined) transports.push("sql");
  return transports;
}

// A configured transport is never "not configured", and a missing fact is no transport's error.
const never: readonly UnknownReason[] = ["transport_not_configured", "fact_missing"];
const impossible: Readonly<Record<Transport, readonly UnknownReason[]>> = {
  rpc: [...never, "host_key_mismatch"],
  http: [...never, "host_key_mismatch"],
  host: [...never, "tls_untrusted"],
  sql: [...never, "tls_untrusted"],
};
