import { z } from "zod";
import type { Loaded } from "../documents/load.ts";
import type { Path } from "../documents/path.ts";

// What rules between fields need, read with patience: they are asked of a file with mistakes as well,
// so that all problems are found at once. What the schema refuses counts as not given.
const text = z.string().optional().catch(undefined);
const given = z.unknown().optional();

const proof = z.object({ enabled: z.boolean().optional().catch(undefined) }).catch({});

const environmentOutline = z.object({
  tier: text,
  derived_from: text,
  fingerprint: given,
  prefer: text,
  accepted_gaps: z.array(z.unknown()).catch([]),
  odoo: z
    .object({
      url: text,
      allow_plain_http: z.boolean().optional().catch(undefined),
      api: text,
      secret: given,
      api_key: given,
    })
    .optional()
    // What is no map at all is one mistake: it is not missing a secret too.
    .catch({ secret: "" }),
  ssh: given,
  sql: given,
  lifecycle: z.object({ expires: given }).catch({}),
  policy: z
    .object({
      lifecycle: z.object({ max_age_days: given }).catch({}),
      mail: z.object({ canary: proof, egress_test: proof }).catch({ canary: {}, egress_test: {} }),
      integrations: z.object({ egress_test: proof }).catch({ egress_test: {} }),
    })
    .catch({
      lifecycle: {},
      mail: { canary: {}, egress_test: {} },
      integrations: { egress_test: {} },
    }),
});

const fileOutline = z
  .object({
    environments: z
      .record(z.string(), environmentOutline.catch(environmentOutline.parse({})))
      .catch({}),
  })
  .catch({ environments: {} });

/** One declared environment: what stands there, and where. */
export type Declared = {
  readonly name: string;
  readonly path: Path;
  readonly file: Pick<Loaded<unknown>, "file" | "at" | "problemAt">;
  readonly outline: z.infer<typeof environmentOutline>;
};

export function declaredIn(file: Loaded<unknown>): Declared[] {
  const { environments } = fileOutline.parse(file.raw);
  return Object.entries(environments).map(([name, outline]) => {
    return { name, path: ["environments", name], file, outline };
  });
}
