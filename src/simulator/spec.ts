import type { SimCatcherApi } from "./mail-catcher.ts";
import type { SimDatabase } from "./odoo/database.ts";
import type { DatabaseManager } from "./odoo/pages.ts";

/** A file of the simulated host. `readable` says whether the account reads it without sudo. */
export type SimFile = {
  readonly content: string;
  /** Octal text, as `640`. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  readonly readable: boolean;
};

export type SimHost = {
  /** Account that the auditor logs in with. */
  readonly user: string;
  /** Files by absolute path. */
  readonly files: Readonly<Record<string, SimFile>>;
  /** Whether `sudo -n` works for the account. */
  readonly sudo: boolean;
  /** Running processes as `ps` shows them: id, account and command line. */
  readonly processes?: readonly string[];
  /** Words that every command must begin with, e.g. `["docker", "exec", "-i", "odoo"]`. */
  readonly wrapper: readonly string[];
  /** TCP ports that something listens on at every address. */
  readonly listening: readonly number[];
  /** Settings of the postfix that is installed, as `postconf -x` shows them; a setting left out is empty. */
  readonly postfix: Readonly<Record<string, string>> | undefined;
  /** `host:port` of what its network lets it connect to. */
  readonly reaches: readonly string[];
};

/** One simulated environment. A value: break it by making another. */
export type EnvironmentSpec = {
  readonly name: string;
  readonly database: SimDatabase;
  readonly manager: DatabaseManager;
  readonly auditor: {
    readonly login: string;
    readonly password: string;
    readonly apiKey: string;
  };
  readonly host: SimHost;
  /** The mail catcher beside it, and whether what Odoo sends reaches it. */
  readonly catcher: { readonly api: SimCatcherApi; readonly receives: boolean };
};

/** Where Debian's package has it, and every simulated host. */
export const odooConfPath = "/etc/odoo/odoo.conf";
