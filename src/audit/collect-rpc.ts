import { TargetError } from "../model/errors.ts";
import type {
  ComparisonRead,
  Condition,
  RecordsRead,
  RpcRead,
  SampleRead,
  ScanRead,
} from "../facts/read.ts";
import { readSample } from "./collect-samples.ts";
import { readScans } from "./collect-scans.ts";
import { checkedFact, unknownFact } from "./fact.ts";
import { fieldsOf, matches } from "./matches.ts";
import { allRows } from "./pages.ts";
import {
  answersAtAll,
  concernsOneRead,
  namesOf,
  pages,
  toFacts,
  type Facts,
  type Job,
  type RawRow,
  type RpcParts,
} from "./rpc-page.ts";
import { sealed } from "./seal.ts";

export type { Job, RpcParts } from "./rpc-page.ts";

/** Calls to one Odoo at once: its default of one process gains nothing from more. */
export const rpcConcurrency = 4;

/**
 * One call for every read of a model together; each fact takes back its own rows and fields. `readable` says
 * that the model is known to answer.
 */
async function readModel(
  jobs: readonly Job<RecordsRead>[],
  parts: RpcParts,
  facts: Facts,
  readable = false,
): Promise<void> {
  const [first] = jobs;
  if (first === undefined) return;
  const wheres = jobs.map((job) => job.read.where);
  const where: Condition = wheres.length === 1 ? first.read.where : { any: wheres };
  const own = jobs.flatMap((job) => [
    ...namesOf(job.read.fields),
    ...(jobs.length > 1 ? fieldsOf(job.read.where) : []),
  ]);
  let raw: readonly RawRow[];
  try {
    raw = await allRows(pages(parts, first.read.model, ["id", ...own], where));
  } catch (error) {
    const one = jobs.length > 1 && concernsOneRead(error);
    if (one && (readable || (await answersAtAll(first.read.model, parts)))) {
      // One field or clause of the merged read was refused: halve until it is alone, so that the others
      // are judged, in a few calls even where a hundred reads were one.
      const middle = Math.ceil(jobs.length / 2);
      await readModel(jobs.slice(0, middle), parts, facts, true);
      await readModel(jobs.slice(middle), parts, facts, true);
      return;
    }
    for (const job of jobs) facts.set(job.collector.id, unknownFact(error));
    return;
  }
  for (const { collector, read, shape } of jobs) {
    const mine = jobs.length === 1 ? raw : raw.filter((row) => matches(row, read.where));
    facts.set(
      collector.id,
      checkedFact(collector, () =>
        sealed(
          shape(
            mine.map((row) => toFacts(row, read.fields, parts.digester)),
            parts.context,
          ),
          parts.digester,
        ),
      ),
    );
  }
}

type AloneRead = Exclude<RpcRead, RecordsRead | ScanRead | SampleRead | ComparisonRead>;

async function readAlone(
  { collector, read, shape }: Job<AloneRead>,
  parts: RpcParts,
  facts: Facts,
): Promise<void> {
  try {
    const raw = await rawOf(read, parts);
    facts.set(
      collector.id,
      checkedFact(collector, () => shape(raw, parts.context)),
    );
  } catch (error) {
    facts.set(collector.id, unknownFact(error));
  }
}

async function rawOf(read: AloneRead, parts: RpcParts): Promise<unknown> {
  const { wire, signal } = parts;
  switch (read.kind) {
    case "version":
      return wire.version(signal);
    case "login":
      return takenLogins(read.attempts, parts);
  }
}

/**
 * The logins that Odoo took. A refusal counts only when Odoo lets ourselves in right after it: during its
 * cooldown it refuses everybody, and default credentials would look safe.
 */
async function takenLogins(
  attempts: readonly { readonly login: string; readonly password: string }[],
  { wire, signal }: RpcParts,
): Promise<readonly string[]> {
  // First of all our own login: it sets Odoo's count of failures back, and a wrong one would add to it.
  await wire.uid(signal);
  const taken: string[] = [];
  for (const { login, password } of attempts) {
    if (await wire.tryLogin(login, password, signal)) taken.push(login);
  }
  if (taken.length < attempts.length && !(await wire.logsIn(signal))) {
    throw new TargetError(
      "auth_failed",
      "Odoo refuses the auditor's own login as well (wrong, or its cooldown after failed logins), so its refusals prove nothing",
    );
  }
  return taken;
}

/** Every fact that comes over Odoo's API: one call per model, the rest one by one, a few at once. */
export async function collectRpc(jobs: readonly Job<RpcRead>[], parts: RpcParts): Promise<Facts> {
  const facts: Facts = new Map();
  const tasks: (() => Promise<void>)[] = [];
  const records: Job<RecordsRead>[] = [];
  const scans: Job<ScanRead>[] = [];
  for (const job of jobs) {
    const { read } = job;
    if (read.kind === "comparison") continue; // by collectComparisons
    if (read.kind === "scan") scans.push({ ...job, read });
    else if (read.kind === "sample") tasks.push(() => readSample({ ...job, read }, parts, facts));
    else if (read.kind !== "records") tasks.push(() => readAlone({ ...job, read }, parts, facts));
    else if (read.alone === true) tasks.push(() => readModel([{ ...job, read }], parts, facts));
    else records.push({ ...job, read });
  }
  for (const group of byModel(records)) tasks.push(() => readModel(group, parts, facts));
  for (const group of byModel(scans)) tasks.push(() => readScans(group, parts, facts));
  await Promise.all(tasks.map((task) => parts.limit(task)));
  return facts;
}

const byModel = <R extends { readonly model: string }>(jobs: readonly Job<R>[]) =>
  Map.groupBy(jobs, ({ read }) => read.model).values();
