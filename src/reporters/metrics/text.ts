import { Counter, Gauge, Registry } from "prom-client";
import { auditSamples } from "./audits.ts";
import { checkSamples } from "./checks.ts";
import { environmentSamples } from "./environments.ts";
import { exceptionSamples, waivedFindings } from "./exceptions.ts";
import { ledgerSamples } from "./ledger.ts";
import { selfTestSamples } from "./self-test.ts";
import { metrics, sample } from "./metrics.ts";
import type { MetricName, MetricSpec, Sample } from "./metrics.ts";
import type { MetricsSource } from "./source.ts";

/** The `Content-Type` of `metricsText`. */
export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * The page of `/metrics` in Prometheus' text format, made anew from the store, so that every process on the
 * same store answers alike. Throws `RecordError` when the store does not answer.
 */
export async function metricsText(source: MetricsSource): Promise<string> {
  const waived = await waivedFindings(source);
  const samples = [
    ...(await checkSamples(source, waived)),
    ...(await environmentSamples(source, waived)),
    ...exceptionSamples(source),
    ...(await auditSamples(source)),
    ...(await ledgerSamples(source)),
    ...(await selfTestSamples(source)),
    ...processSamples(source),
  ];
  return render(samples);
}

function processSamples({ reload, version }: MetricsSource): readonly Sample[] {
  const succeededAt = Date.parse(reload.succeededAt) / 1000;
  return [
    sample("envaudit_config_last_reload_successful", {}, reload.successful ? 1 : 0),
    sample("envaudit_config_last_reload_success_timestamp_seconds", {}, succeededAt),
    sample("envaudit_build_info", { version }, 1),
  ];
}

/** Of two samples of one series the later counts. */
function render(samples: readonly Sample[]): Promise<string> {
  const registry = new Registry();
  const byName = Map.groupBy(samples, ({ name }) => name);
  for (const name of Object.keys(metrics) as MetricName[]) {
    const series = byName.get(name)?.map((each) => ({ ...each, labels: inOrder(name, each) }));
    const latest = new Map(series?.map((each) => [JSON.stringify(each.labels), each]));
    register(registry, name, [...latest.values()]);
  }
  return registry.metrics();
}

/** The sample's labels in the order of the table. */
function inOrder(name: MetricName, { labels }: Sample): Readonly<Record<string, string>> {
  const spec: MetricSpec = metrics[name];
  return Object.fromEntries(spec.labels.map((label) => [label, labels[label] ?? ""]));
}

function register(registry: Registry, name: MetricName, samples: readonly Sample[]): void {
  const { type, help, labels }: MetricSpec = metrics[name];
  const options = { name, help, labelNames: [...labels], registers: [registry] };
  switch (type) {
    case "gauge": {
      const gauge = new Gauge(options);
      if (labels.length === 0) gauge.remove(); // it would begin at 0, though nothing is known
      for (const each of samples) gauge.set({ ...each.labels }, each.value);
      return;
    }
    case "counter": {
      const counter = new Counter(options);
      for (const each of samples) counter.inc({ ...each.labels }, each.value);
      return;
    }
  }
}
