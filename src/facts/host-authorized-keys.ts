import { z } from "zod";
import { loginAccounts, type LoginAccount } from "./accounts.ts";
import { collector } from "./collector.ts";
import { authorizedKey } from "./host-access/authorized-keys.ts";
import { deniedPaths, fileLines, looked } from "./host-access/lines.ts";
import { hostFailure } from "./host-failure.ts";
import { fromHost } from "./source.ts";

/** Where the command looks, and how deep below each. */
const roots = ["/root", "/home", "/var/lib", "/srv", "/opt"];
const depth = 4;

/** Keys that the host's accounts are opened with, by fingerprint. */
export const hostAuthorizedKeys = collector({
  id: "host.authorized-keys",
  title: "Authorized keys",
  schema: z.strictObject({
    keys: z.array(
      z.strictObject({
        path: z.string(),
        /** Whose home it is in; null where that is nobody's. */
        account: z.string().nullable(),
        fingerprint: z.string(),
        forced: z.boolean(),
        restricted: z.boolean(),
        authority: z.boolean(),
      }),
    ),
    /** Accounts with a shell whose keys could not be read, or were not looked for where they would be. */
    hidden: z.array(z.string()),
    elsewhere: z.array(z.string()),
  }),
  anyVersion: true,
  sources: fromHost(
    () => [{ name: "read-authorized-keys" }, { name: "read-accounts" }],
    ([found, passwd]) => {
      if (passwd?.code !== 0) throw hostFailure(passwd, "/etc/group and /etc/passwd");
      const result = looked(found, "authorized_keys");
      const accounts = loginAccounts(passwd.stdout);
      const denied = deniedPaths(result);
      const withShell = accounts.filter(({ shell }) => shell);
      return {
        keys: fileLines(result).flatMap(({ path, text }) => {
          const key = authorizedKey(text);
          return key === undefined ? [] : [{ path, account: ownerOf(path, accounts), ...key }];
        }),
        hidden: withShell.filter((one) => isHidden(one, denied)).map(({ name }) => name),
        elsewhere: withShell.filter((one) => !isLookedAt(one)).map(({ name }) => name),
      };
    },
  ),
});

const folderOf = ({ home }: LoginAccount): string => `${home.replace(/\/+$/, "")}/.ssh`;

const ownerOf = (path: string, accounts: readonly LoginAccount[]): string | null =>
  accounts.find((account) => path.startsWith(`${folderOf(account)}/`))?.name ?? null;

/** Whether a path that may not be read is on the way to the account's keys, or one of them. */
function isHidden(account: LoginAccount, denied: readonly string[]): boolean {
  const own = folderOf(account);
  return denied.some(
    (path) => path === own || own.startsWith(`${path}/`) || path.startsWith(`${own}/`),
  );
}

function isLookedAt(account: LoginAccount): boolean {
  const file = `${folderOf(account)}/authorized_keys`;
  return roots.some((root) => {
    const below = file.startsWith(`${root}/`) ? file.slice(root.length + 1) : undefined;
    return below !== undefined && below.split("/").length <= depth;
  });
}
