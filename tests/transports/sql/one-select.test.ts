import { expect, test } from "vitest";
import { InternalError } from "../../../src/model/errors.ts";
import { oneSelect } from "../../../src/transports/sql/one-select.ts";

test.each([
  "select 1",
  "  SELECT a.id, b::text, 'x;y', \"odd name\" from a where b like '%:c' and d ->> 'e' = 'it''s'",
  "with a as (select 1.5 as x) select x - 1, x/2, x*3, array[1,2] from a",
  String.raw`select E'a\'b;\\', 'c\' from d`,
  "select 'multi\nline' as \"größe\", größe from t order by 1 limit 5",
])("lets pass: %s", (sql) => {
  expect(() => oneSelect({ id: "q", sql })).not.toThrow();
});

test.each([
  ["a second statement", "select 1; drop table x", '";" at 8 may not stand there'],
  ["no select", "delete from x", "it is not a select"],
  ["a longer word", "selection", "it is not a select"],
  ["a meta-command on a line of its own", "select 1\n  \\! id", "a line begins with a backslash"],
  ["a meta-command inside a string", "select '\n\\! id'", "a line begins with a backslash"],
  ["a backslash", "select 1 \\g", '"\\\\" at 9 may not stand there'],
  ["a variable of psql", "select :USER", '":" at 7 may not stand there'],
  ["a quoted variable of psql", "select :'USER'", '":" at 7 may not stand there'],
  ["a variable behind a cast", "select 1:::USER", '":" at 10 may not stand there'],
  ["an open string", "select 'a", '"\'" at 7 may not stand there'],
  ["an open name", 'select "a', '"\\"" at 7 may not stand there'],
  ["an open E string", String.raw`select E'a\'`, '"E" at 7 may not stand there'],
  ["a string with a prefix", "select B'1'", '"B" at 7 may not stand there'],
  ["a string glued to a word", "select a'b'", '"a" at 7 may not stand there'],
  ["a dollar quote", "select $$a$$", '"$" at 7 may not stand there'],
  ["a backquote", "select `id`", '"`" at 7 may not stand there'],
  ["a comment to the end of the line", "select 1 -- x", '"-" at 9 may not stand there'],
  ["a comment", "select 1 /* x */", '"/" at 9 may not stand there'],
  ["a bracket that ends our own", "select 1) t; (select 2", "a bracket closes that was not opened"],
  ["an open bracket", "select (1", "a bracket is not closed"],
  ["a NUL", "select 1\0", '"\\u0000" at 8 may not stand there'],
])("refuses %s", (_what, sql, why) => {
  expect(() => oneSelect({ id: "q", sql })).toThrow(
    new InternalError(`query q is refused: ${why}`),
  );
});

test.each([
  ["select 1 as x,\n  2 as y", "select 1 as x, 2 as y"],
  ["select 'a;b:c$d`e!f''g'", "select U&'a!003Bb!003Ac!0024d!0060e!!f''g' uescape '!'"],
  [String.raw`select E'a\\b\nc''d'`, "select U&'a!005Cb!000Ac''d' uescape '!'"],
  ["select 'plain', E'as ''well', 1::text", "select 'plain', E'as ''well', 1::text"],
])("%j in one line that nothing acts on", (sql, line) => {
  expect(oneSelect({ id: "q", sql })).toBe(line);
});

test("an escape that none of ours has is refused", () => {
  expect(() => oneSelect({ id: "q", sql: String.raw`select E'\x41'` })).toThrow(InternalError);
});
