import type { Catalogue, Turned } from "../../../src/facts/neutralize/turn.ts";
import { turnScript } from "../../../src/facts/neutralize/turn.ts";
import { statementsOf } from "../../../src/facts/neutralize/statements.ts";
import type { Sql } from "../../../src/facts/neutralize/sql.ts";

const columns = (text: string): Catalogue[string] =>
  text.split(", ").map((one) => {
    const [name = "", ...type] = one.split(" ");
    return { name, type: type.join(" ") };
  });

/** A database without PostgreSQL: what its catalogue would say. */
export const catalogue: Catalogue = {
  server: columns(
    "id integer, name character varying, host character varying(64), port integer, active boolean",
  ),
  setting: columns("id integer, key character varying, value text, place point, kind colour"),
  owned: columns("id integer, model character varying, res_id integer"),
  provider: columns("id integer, server_id integer, token character varying, state text"),
  rel: columns("server_id integer, provider_id integer"),
  a_view: [],
};

export const turn = (sql: Sql, text: string): readonly Turned[] =>
  turnScript(sql, statementsOf(sql, { module: "ours", text }), catalogue);
