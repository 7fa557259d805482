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
