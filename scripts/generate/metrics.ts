import { controlIds, severities } from "../../src/model/outcome.ts";
import { triggers } from "../../src/model/record.ts";
import { metrics, type MetricName, type MetricSpec } from "../../src/reporters/metrics/metrics.ts";
import { code, codes, page, prose, table } from "./markdown.ts";

type Label = (typeof metrics)[MetricName]["labels"][number];

// Typed by the labels that the metrics have: a new one does not compile until it is explained here.
const labels: Readonly<Record<Label, string>> = {
  anchor:
    "Where checkpoints of the ledger go, such as `directory:/mnt/anchors` or `s3:bucket/prefix`.",
  exception: "Id of the exception.",
  environment: "Name of the environment in the configuration.",
  control: `The control that the check belongs to: ${codes(controlIds)}.`,
  check: "Id of the check, see [checks](checks.md).",
  reason: "Why it could not be looked at, see [unknown reasons](unknown-reasons.md).",
  severity: `Of the check: ${codes(severities)}.`,
  owner:
    "In `envaudit_check_info` the persona that answers for the check, in `envaudit_environment_info` the configured owner.",
  runbook_url:
    "Absolute address of the place where the check is explained, for the links of alerts: `server.runbook_base_url`, or the daemon's own page `/checks` at the address on which it listens, and the check's anchor.",
  tier: "Tier of the environment.",
  odoo_version: "Series of Odoo, e.g. `17.0`.",
  state: "`open`, `fixed` or `waived`.",
  trigger: `What caused the audit: ${codes(triggers)}.`,
  transport: "Source of the facts: `rpc`, `sql`, `host`, `http` or `records`.",
  version: "Version of envaudit.",
};

/** The reference page of the metrics. */
export function metricsPage(): string {
  const specs: readonly (readonly [string, MetricSpec])[] = Object.entries(metrics);
  return page("Metrics", "src/reporters/metrics", [
    "The daemon serves them at `/metrics` in the Prometheus text format. Values are read from the store at each scrape, without a cache. Times are timestamps in seconds, never ages: an age is `time() - x`. Alert on `envaudit_check_passing == 0` and on `envaudit_check_unknown == 1` both: what could not be looked at is not safe.",
    table(
      ["Metric", "Type", "Labels", "Meaning"],
      specs.map(([name, { type, labels: of, help }]) => [
        code(name),
        type,
        of.length === 0 ? "–" : codes(of),
        prose(help),
      ]),
    ),
    "## Labels",
    table(
      ["Label", "Meaning"],
      Object.entries(labels).map(([label, meaning]) => [code(label), meaning]),
    ),
  ]);
}
