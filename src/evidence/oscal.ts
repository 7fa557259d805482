import type { CheckResult } from "../model/record.ts";
import { waiverOf, type ToldAudit, type Waiver } from "./audit-entry.ts";
import { detailOf } from "./ocsf.ts";
import { uuidOf } from "./uuid.ts";

/** Release of OSCAL whose assessment-results model it is. */
const oscalVersion = "1.2.2";
const namespace = "https://envaudit.invalid/ns/oscal";

/**
 * An audit as OSCAL assessment results: an observation for each check, a finding for each that was judged, and
 * a risk for each that failed. A waived one is a risk whose deviation is approved, until the waiver's end. A
 * check that could not be judged is an observation without a finding: it is neither satisfied nor not.
 */
export function oscalOf(told: ToldAudit): object {
  const { audit, entry, version } = told;
  const name = (what: string): string => uuidOf(`${entry.leafHash} ${what}`);
  const applying = audit.results.filter(({ verdict }) => verdict.outcome !== "not_applicable");
  const judged = applying.filter(({ verdict }) => verdict.outcome !== "unknown");
  const failed = applying.filter(({ verdict }) => verdict.outcome === "fail");
  return {
    "assessment-results": {
      uuid: name("assessment results"),
      metadata: {
        title: `Audit of ${audit.environment} by envaudit`,
        "last-modified": audit.finishedAt,
        version,
        "oscal-version": oscalVersion,
        props: [
          prop("audit", audit.id),
          prop("ledger-entry", String(entry.number)),
          prop("leaf-hash", entry.leafHash),
        ],
      },
      "import-ap": {
        href: `#${name("registry")}`,
        remarks: `digest ${audit.context.registryDigest}`,
      },
      results: [
        {
          uuid: name("result"),
          title: `${audit.environment} (${audit.tier})`,
          description: `Trigger: ${audit.trigger}. ${audit.complete ? "Complete." : "Incomplete: some checks are unknown."}`,
          start: audit.startedAt,
          end: audit.finishedAt,
          "local-definitions": { components: [component(told, name)] },
          "reviewed-controls": reviewed(applying),
          ...listed(
            "observations",
            applying.map((result) => observation(told, result, name)),
          ),
          ...listed(
            "risks",
            failed.map((result) => risk(result, told.waivers, name)),
          ),
          ...listed(
            "findings",
            judged.map((result) => finding(result, name)),
          ),
        },
      ],
      // What is checked is the registry of the program: it has no assessment plan in OSCAL.
      "back-matter": {
        resources: [
          { uuid: name("registry"), title: "The registry of envaudit", description: planText },
        ],
      },
    },
  };
}

const planText = "`envaudit checks list --json` and `envaudit registry show controls` print it.";

type Name = (what: string) => string;

/** OSCAL has no empty lists: what would be one is left out. */
function listed(key: string, list: readonly object[]): object {
  return list.length === 0 ? {} : { [key]: list };
}

const prop = (name: string, value: string): object => ({ name, ns: namespace, value });

function reviewed(results: readonly CheckResult[]): object {
  const controls = [...new Set(results.map(({ control }) => control))];
  const included = controls.map((control) => ({ "control-id": control }));
  const selection =
    included.length === 0 ? { "include-all": {} } : { "include-controls": included };
  return { "control-selections": [selection] };
}

function component({ audit }: ToldAudit, name: Name): object {
  const { environment, tier, odooVersion } = audit;
  return {
    uuid: name("environment"),
    type: "service",
    title: environment,
    description: `An Odoo environment of the tier ${tier}.`,
    status: { state: "operational" },
    ...(odooVersion !== undefined && { props: [prop("odoo-version", odooVersion)] }),
  };
}

function observation({ audit }: ToldAudit, result: CheckResult, name: Name): object {
  const { check, verdict, acceptedGap } = result;
  return {
    uuid: name(`observation ${check}`),
    title: result.title,
    description: detailOf(verdict).join("\n\n"),
    props: [
      prop("check", check),
      prop("outcome", verdict.outcome.replaceAll("_", "-")),
      prop("severity", result.severity),
      ...(verdict.outcome === "unknown" ? [prop("unknown-reason", verdict.reason)] : []),
      ...(acceptedGap ? [prop("accepted-gap", "true")] : []),
    ],
    methods: ["TEST"],
    types: ["finding"],
    subjects: [
      {
        "subject-uuid": name("environment"),
        type: "component",
        title: audit.environment,
      },
    ],
    collected: audit.finishedAt,
  };
}

function finding(result: CheckResult, name: Name): object {
  const { check, control, verdict } = result;
  const passes = verdict.outcome === "pass";
  return {
    uuid: name(`finding ${check}`),
    title: result.title,
    description: detailOf(verdict).join("\n\n"),
    props: [prop("check", check)],
    target: {
      type: "objective-id",
      "target-id": control,
      status: { state: passes ? "satisfied" : "not-satisfied", reason: passes ? "pass" : "fail" },
    },
    "related-observations": [{ "observation-uuid": name(`observation ${check}`) }],
    ...(!passes && { "related-risks": [{ "risk-uuid": name(`risk ${check}`) }] }),
  };
}

function risk(result: CheckResult, waivers: readonly Waiver[], name: Name): object {
  const { check, verdict } = result;
  const waiver = waiverOf(result, waivers);
  const remedies =
    verdict.outcome === "fail" ? new Set(verdict.findings.map(({ remedy }) => remedy)) : [];
  return {
    uuid: name(`risk ${check}`),
    title: result.title,
    description: detailOf(verdict).join("\n\n"),
    statement: [...remedies].join("\n\n"),
    props: [prop("check", check), prop("severity", result.severity)],
    status: waiver === undefined ? "open" : "deviation-approved",
    ...(waiver && {
      deadline: waiver.expiresAt,
      "mitigating-factors": [
        {
          uuid: name(`waiver ${check}`),
          description: waiver.reason,
          props: [prop("exception", waiver.exception), prop("approver", waiver.approver)],
        },
      ],
    }),
    "related-observations": [{ "observation-uuid": name(`observation ${check}`) }],
  };
}
