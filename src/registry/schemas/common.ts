import { z } from "zod";

/** A sentence or a title for people. */
export const text = z.string().min(1);

/** Id of an action: an area word and one or more words after dots, `gate.decide.g1`. */
export const actionId = z
  .string()
  .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/)
  .describe("An action of actions.yaml.");

/** Id of anything that is not an action. */
export const plainId = z.string().regex(/^[a-z][a-z0-9_-]*$/);

/** One schema under each of `keys`, for maps whose keys are all known: `z.strictObject(keyed(…))`. */
export function keyed<K extends string, V extends z.ZodType>(keys: readonly K[], value: V) {
  // every key is set by the line itself
  return Object.fromEntries(keys.map((key) => [key, value])) as Record<K, V>;
}

/** At least one item, none twice: the second of two is reported. */
export function distinct<T extends z.ZodType<string>>(item: T) {
  return distinctBy(item, (value) => value).meta({ uniqueItems: true });
}

/** At least `least` items, no two with the same `id`. */
export function distinctById<T extends z.ZodType<{ readonly id: string }>>(item: T, least = 1) {
  return distinctBy(item, ({ id }) => id, least);
}

function distinctBy<T extends z.ZodType>(item: T, key: (value: z.output<T>) => string, least = 1) {
  return z
    .array(item)
    .min(least)
    .check((context) => {
      const seen = new Set<string>();
      for (const [index, value] of context.value.entries()) {
        const id = key(value);
        if (seen.has(id)) {
          const message = `\`${id}\` is listed twice`;
          context.issues.push({ code: "custom", input: value, path: [index], message });
        }
        seen.add(id);
      }
    });
}

/** A map with at least one key; `missing` is said when it is absent or empty. */
export function filledMap<K extends z.ZodType<string, string>, V extends z.ZodType>(
  key: K,
  value: V,
  missing: string,
) {
  return z
    .record(key, value, {
      error: ({ code, input }) =>
        code === "invalid_type" && (input === undefined || input === null) ? missing : undefined,
    })
    .refine((map) => Object.keys(map).length > 0, { error: missing })
    .meta({ minProperties: 1 });
}
