import type { Config } from "../config/load.ts";
import type { Registry } from "../registry/load.ts";

/** Where a command takes its environments from. */
export type SourceOptions = { readonly config?: string; readonly demo?: boolean };

export type Source = {
  readonly config: Config;
  readonly registry: Registry;
  /** The same again from the files, for a reload. */
  reload(): Config;
  close(): Promise<void>;
};
