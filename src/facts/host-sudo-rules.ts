import { z } from "zod";
import { collector } from "./collector.ts";
import { assertReadable, fileLines, looked } from "./host-access/lines.ts";
import { parseSudoers } from "./host-access/sudoers.ts";
import { fromHost } from "./source.ts";

/** The rules of sudo: who, and which programs. */
export const hostSudoRules = collector({
  id: "host.sudo-rules",
  title: "Rules of sudo",
  schema: z.strictObject({
    rules: z.array(
      z.strictObject({
        path: z.string(),
        who: z.string(),
        programs: z.array(z.string()),
        free: z.boolean(),
      }),
    ),
    elsewhere: z.array(z.string()),
  }),
  anyVersion: true,
  sources: fromHost(
    () => [{ name: "read-sudoers" }],
    ([found]) => {
      const result = looked(found, "the rules of sudo");
      // Where sudo is not installed, neither is there.
      assertReadable(result, "/etc/sudoers and /etc/sudoers.d");
      return parseSudoers(fileLines(result));
    },
  ),
});
