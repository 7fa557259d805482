import { z } from "zod";
import { loginAccounts } from "./accounts.ts";
import { collector } from "./collector.ts";
import { hostFailure } from "./host-failure.ts";
import { fromHost } from "./source.ts";

/** Accounts of the host with a shell, and accounts in a group that gives more than its own files. */
export const hostAccounts = collector({
  id: "host.accounts",
  title: "Accounts of the host",
  schema: z.array(
    z.strictObject({
      name: z.string(),
      uid: z.int(),
      home: z.string(),
      /** Its shell is one, and no program that turns it away. */
      shell: z.boolean(),
      /** Every group that it is in. */
      groups: z.array(z.string()),
    }),
  ),
  anyVersion: true,
  sources: fromHost(
    () => [{ name: "read-accounts" }],
    ([result]) => {
      if (result?.code !== 0) throw hostFailure(result, "/etc/group and /etc/passwd");
      return loginAccounts(result.stdout);
    },
  ),
});
