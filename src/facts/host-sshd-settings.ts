import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import { collector } from "./collector.ts";
import { assertReadable, fileLines, looked } from "./host-access/lines.ts";
import { parseSshdConfig } from "./host-access/sshd-config.ts";
import { fromHost } from "./source.ts";

/** What the SSH server's configuration says of logins. */
export const hostSshdSettings = collector({
  id: "host.sshd-settings",
  title: "Settings of the SSH server",
  schema: z.strictObject({
    permitRootLogin: z.string(),
    passwords: z.boolean(),
    keyboard: z.boolean(),
    emptyPasswords: z.boolean(),
    keysRequired: z.boolean(),
    keyFiles: z.string(),
    keyCommand: z.boolean(),
    exceptions: z.array(z.string()),
    elsewhere: z.array(z.string()),
  }),
  anyVersion: true,
  sources: fromHost(
    () => [{ name: "read-sshd-config" }],
    ([found], { environment }) => {
      const result = looked(found, "the SSH server's configuration");
      assertReadable(result, "/etc/ssh/sshd_config");
      const lines = fileLines(result);
      if (lines.length > 0) return parseSshdConfig(lines);
      const inside = environment.ssh?.wrapper.length ? " (inside the wrapper)" : "";
      throw new TargetError(
        "fact_missing",
        `there is no /etc/ssh/sshd_config on the host${inside}`,
      );
    },
  ),
});
