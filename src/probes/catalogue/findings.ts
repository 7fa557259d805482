import { conditionOf, parameterModel, type Asset } from "../../model/assets.ts";
import { clausesOf } from "../../model/condition.ts";
import type { Finding } from "../../model/outcome.ts";
import type { Found } from "./collector.ts";

type Named = Found["first"][number];

/** What is wrong with one asset, record by record; empty when nothing is. */
export function findingsOf(id: string, asset: Asset, found: Found): readonly Finding[] {
  if (asset.live === undefined) return found.count > 0 ? [] : [missing(id, asset)];
  const findings = found.first.map((row) => ({
    subject: subjectOf(asset, row),
    title: fill(asset.title, row),
    remedy: fill(asset.remedy, row),
  }));
  const more = found.count - found.first.length;
  return more > 0 ? [...findings, unlisted(id, asset, more)] : findings;
}

/** Parameters are known by their key: their ids change with every restore. */
function subjectOf({ model }: Asset, { id, name }: Named): string {
  return `${model},${model === parameterModel && name !== null ? name : id}`;
}

const fill = (text: string, { id, name }: Named): string =>
  text.replaceAll(/\{(name|id)\}/g, (_all, word) =>
    word === "name" ? (name ?? `${id}`) : `${id}`,
  );

/** A row that should be there: a parameter by its key, another by the asset's id. */
function missing(id: string, asset: Asset): Finding {
  const clauses = asset.model === parameterModel ? clausesOf(conditionOf(asset)) : [];
  const key = clauses.find(({ field, op }) => field === "key" && op === "=")?.value;
  const { model, title, remedy } = asset;
  return { subject: `${model},${typeof key === "string" ? key : id}`, title, remedy };
}

const unlisted = (id: string, { model }: Asset, count: number): Finding => ({
  subject: `${model},${id} beyond the first`,
  title: `${count} more of the same, not listed one by one`,
  remedy: "Put them right together with the first.",
  count,
});

/** One finding for each record: where several assets say something of one, their sentences are joined. */
export function mergeFindings(findings: readonly Finding[]): readonly Finding[] {
  const bySubject = new Map<string, Finding>();
  for (const finding of findings) {
    const earlier = bySubject.get(finding.subject);
    bySubject.set(
      finding.subject,
      earlier === undefined
        ? finding
        : {
            ...earlier,
            title: joined(earlier.title, finding.title),
            remedy: joined(earlier.remedy, finding.remedy),
          },
    );
  }
  return [...bySubject.values()];
}

const joined = (one: string, other: string): string => (one === other ? one : `${one}; ${other}`);
