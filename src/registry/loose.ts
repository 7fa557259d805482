import { z } from "zod";
import type { DocumentName, Sources } from "./documents.ts";

// What the rules between documents look at, read so that a mistake in one place hides none in another:
// what has the wrong form is left out here, since its schema reports it.
const word = z.string().catch("");
const words = z.array(word).catch([]);
const mapOf = <T>(value: z.ZodType<T>) => z.record(z.string(), value);
const lenient = <S extends z.ZodRawShape>(shape: S) => {
  const object = z.object(shape);
  return object.catch(() => object.parse({}));
};

const clauses = z.array(lenient({ action: word, tiers: words.optional() })).catch([]);
const actionOnly = lenient({ action: word });

const persona = lenient({
  required_expertise: words,
  decision_rights: clauses,
  prohibited_actions: clauses,
  failure_modes: z.array(actionOnly).catch([]),
});
const gate = lenient({
  required_evidence: words,
  decided_by: lenient({ action: word, persona: word }),
});
const agent = lenient({
  capabilities: mapOf(lenient({ domains: words })).catch({}),
  personas: words,
});
const privilege = lenient({
  action: word,
  tiers: mapOf(words).catch({}),
});
const control = lenient({ owner: word, expertise: word });
const action = lenient({ scope: word });
const activity = lenient({ minimum: words });
const anything = mapOf(z.unknown());

export type LoosePersona = z.output<typeof persona>;
export type LooseClause = LoosePersona["decision_rights"][number];

/** Each part as far as it could be read; undefined when not even its map could. */
export type Loose = {
  readonly personas: Readonly<Record<string, LoosePersona>> | undefined;
  readonly domains: Readonly<Record<string, unknown>> | undefined;
  readonly actions: Readonly<Record<string, z.output<typeof action>>> | undefined;
  readonly agents: Readonly<Record<string, z.output<typeof agent>>> | undefined;
  readonly privileges: Readonly<Record<string, z.output<typeof privilege>>> | undefined;
  readonly gates: Readonly<Record<string, z.output<typeof gate>>> | undefined;
  readonly controls: Readonly<Record<string, z.output<typeof control>>> | undefined;
  readonly items: Readonly<Record<string, unknown>> | undefined;
  readonly activities: Readonly<Record<string, z.output<typeof activity>>> | undefined;
};

export function looseRegistry(sources: Sources): Loose {
  function part<T>(document: DocumentName, key: string, value: z.ZodType<Record<string, T>>) {
    const parsed = z.object({ [key]: value }).safeParse(sources[document].raw);
    return parsed.success ? parsed.data[key] : undefined;
  }
  return {
    personas: part("personas", "personas", mapOf(persona)),
    domains: part("expertise", "domains", anything),
    actions: part("actions", "actions", mapOf(action)),
    agents: part("agents", "agents", mapOf(agent)),
    privileges: part("access-matrix", "privileges", mapOf(privilege)),
    gates: part("gates", "gates", mapOf(gate)),
    controls: part("controls", "controls", mapOf(control)),
    items: part("evidence", "items", anything),
    activities: part("evidence", "activities", mapOf(activity)),
  };
}
