/** Who is in a group by `/etc/group`, and by being of it from the beginning (`/etc/passwd`). */
export type Accounts = {
  readonly groups: ReadonlyMap<
    string,
    { readonly id: string; readonly members: readonly string[] }
  >;
  readonly users: readonly { readonly name: string; readonly group: string }[];
};

/** `/etc/group` and `/etc/passwd`, one after the other: lines of four fields and of seven. */
export function parseAccounts(text: string): Accounts {
  const lines = text.split("\n").map((line) => line.split(":"));
  const groups = lines
    .filter((fields) => fields.length === 4)
    .map(([name = "", , id = "", members = ""]) => {
      const names = members.split(",").filter((member) => member !== "");
      return [name, { id, members: names }] as const;
    });
  const users = lines
    .filter((fields) => fields.length === 7)
    .map(([name = "", , , group = ""]) => ({ name, group }));
  return { groups: new Map(groups), users };
}

/** The accounts in a group, sorted; undefined for a group that the files do not know, such as a directory's. */
export function membersOf(
  { groups, users }: Accounts,
  group: string,
): readonly string[] | undefined {
  const found = groups.get(group);
  if (found === undefined) return undefined;
  const first = users.filter((user) => user.group === found.id).map(({ name }) => name);
  return [...new Set([...found.members, ...first])].toSorted();
}

export type LoginAccount = {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
  readonly shell: boolean;
  readonly groups: readonly string[];
};

/** Programs in the place of a shell that let nobody in. */
const noShell = /\/(?:nologin|false|true|sync|shutdown|halt)$/;
/** Membership of these is worth more than a shell: see probes/access/host-groups.ts. */
const strongGroups: ReadonlySet<string> = new Set([
  "docker",
  "lxd",
  "incus-admin",
  "disk",
  "postgres",
  "adm",
  "systemd-journal",
  "sudo",
  "wheel",
  "admin",
]);

/** Every account of `/etc/passwd` that has a shell or is in a strong group; an empty shell is /bin/sh. */
export function loginAccounts(text: string): readonly LoginAccount[] {
  const accounts = parseAccounts(text);
  return text
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length === 7)
    .map(([name = "", , uid = "", , , home = "", shell = ""]) => ({
      name,
      uid: Number(uid),
      home,
      shell: !noShell.test(shell),
      groups: [...accounts.groups.keys()].filter((group) =>
        membersOf(accounts, group)?.includes(name),
      ),
    }))
    .filter(({ shell, groups }) => shell || groups.some((group) => strongGroups.has(group)));
}
