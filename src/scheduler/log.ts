type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** The part of pino that is used here: constant messages, data in the fields. */
export type Log = { readonly info: Write; readonly warn: Write; readonly error: Write };
