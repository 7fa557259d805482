import { z } from "zod";
import { knownMajors } from "../../model/versions.ts";

const major = z.int().min(knownMajors[0]).max(99);

/** A range of majors. */
export const versions = z
  .strictObject({ from: major.optional(), to: major.optional() })
  .check((context) => {
    const { from, to } = context.value;
    if (from === undefined && to === undefined) {
      const message = "expected `from`, `to` or both";
      context.issues.push({ code: "custom", input: context.value, message });
    } else if (from !== undefined && to !== undefined && from > to) {
      const message = `\`from\` ${from} is after \`to\` ${to}`;
      context.issues.push({ code: "custom", input: from, path: ["from"], message });
    }
  })
  .meta({ minProperties: 1 })
  .describe("Majors of Odoo in which it looks like this, both ends included; all when left out.");

export const moduleName = z.string().regex(/^[a-z0-9_]+$/);

export const modelName = z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/);
