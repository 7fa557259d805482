import type { z } from "zod";
import type { Loaded } from "../documents/load.ts";
import { accessMatrixDocument } from "./schemas/access-matrix.ts";
import { actionsDocument } from "./schemas/actions.ts";
import { agentsDocument } from "./schemas/agents.ts";
import { controlsDocument } from "./schemas/controls.ts";
import { evidenceDocument } from "./schemas/evidence.ts";
import { exceptionsDocument } from "./schemas/exceptions.ts";
import { expertiseDocument } from "./schemas/expertise.ts";
import { gatesDocument } from "./schemas/gates.ts";
import { personalDataDocument } from "./schemas/personal-data.ts";
import { personasDocument } from "./schemas/personas.ts";

/** Every document of the registry with its schema: `<name>.yaml`, described by `schemas/<name>.json`. */
export const documents = {
  personas: personasDocument,
  expertise: expertiseDocument,
  actions: actionsDocument,
  agents: agentsDocument,
  "access-matrix": accessMatrixDocument,
  gates: gatesDocument,
  controls: controlsDocument,
  evidence: evidenceDocument,
  "personal-data": personalDataDocument,
  exceptions: exceptionsDocument,
} satisfies Record<string, z.ZodType>;

export type DocumentName = keyof typeof documents;

/** The document as its schema gives it. */
export type Contents<N extends DocumentName> = z.output<(typeof documents)[N]>;

/** All documents as they were read, valid or not. */
export type Sources = { readonly [N in DocumentName]: Loaded<Contents<N>> };
