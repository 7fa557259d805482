const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/**
 * Functions of PostgreSQL that give the same answer whenever they are asked and touch nothing but their
 * arguments: on text, on numbers, on arrays and JSON, and over many rows whatever their order. None that can be
 * told to make much out of little (`repeat`, `lpad`, `generate_series`).
 */
export const functions = words(`
  ascii btrim char_length character_length concat concat_ws initcap left length lower ltrim md5
  octet_length overlay position regexp_replace replace reverse right rtrim split_part starts_with
  strpos substr substring translate upper

  abs ceil ceiling floor mod round sign trunc

  array_length array_position array_remove cardinality json_array_length json_build_array
  json_build_object json_typeof jsonb_array_length jsonb_build_array jsonb_build_object jsonb_set
  jsonb_strip_nulls jsonb_typeof to_json to_jsonb

  bool_and bool_or count every max min sum
`);

export const operators: ReadonlySet<string> = new Set([
  ...words(
    "= <> != < > <= >= + - * / % || ~ ~* !~ !~* ~~ !~~ ~~* !~~* -> ->> #> #>> @> <@ ? ?| ?&",
  ),
  "BETWEEN",
  "NOT BETWEEN",
]);

/** Types as the parser names them. No `regclass` and its like: their values are looked up by name. */
export const types = words(`
  bool boolean bpchar bytea date float4 float8 int2 int4 int8 integer interval json jsonb numeric text
  time timestamp timestamptz uuid varchar
`);
