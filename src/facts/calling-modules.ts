import { TargetError } from "../model/errors.ts";
import { printable, shorten } from "../model/text.ts";
import type { HostCommand } from "../transports/ssh/commands.ts";
import type { HostResult } from "../transports/wires.ts";
import type { Addon, Addons } from "./addons.ts";
import { chunks } from "./chunks.ts";

/** Python's and its packages' ways to talk to another machine; the parts of them that only read addresses not. */
const libraries = String.raw`
  urllib\.request urllib2 urllib3 http\.client httplib requests requests_oauthlib httpx aiohttp pycurl
  websocket websockets smtplib aiosmtplib imaplib poplib ftplib telnetlib socket socketserver
  xmlrpc\.client xmlrpclib jsonrpclib odoorpc erppeek zeep suds paramiko pysftp asyncssh ldap ldap3
  boto3 botocore minio google\.cloud google\.oauth2 googleapiclient azure\.storage stripe twilio
  pika kafka paho redis pymongo pymssql pyodbc mysql
`
  .trim()
  .split(/\s+/);
const names = libraries.join("|");
const end = "([.,;[:space:]]|$)";

/** A line that imports one of them: `import os, requests`, `from http.client import …`, `from urllib import request`. */
const importPattern = [
  `^[[:space:]]*from[[:space:]]+(${names})${end}`,
  `^[[:space:]]*import[[:space:]]+([A-Za-z0-9_., ]*[, ])?(${names})${end}`,
  `^[[:space:]]*from[[:space:]]+(urllib|http|xmlrpc)[[:space:]]+import[[:space:]].*(request|client)`,
  // The whole package: its parts are then used by their long names.
  `^[[:space:]]*import[[:space:]]+(urllib|http|xmlrpc)[[:space:]]*(,|;|$)`,
].join("|");

/** A manifest that depends on Odoo's own gateway to paid services. */
const iapPattern = `['"]iap(_mail|_crm|_extract)?['"]`;

// The command goes to the shell as one word, which Linux limits to 128 KiB.
const foldersPerCommand = 100;

/** Modules whose own script does not make them safe: only these are asked about. */
export const withoutScript = ({ found }: Addons): readonly Addon[] =>
  found.filter(({ neutralizeBytes }) => neutralizeBytes === null);

export function callingCommands(addons: readonly Addon[]): readonly HostCommand[] {
  return chunks(addons, foldersPerCommand).flatMap(([first, ...rest]) => [
    {
      name: "grep-addons",
      pattern: importPattern,
      paths: [first.folder, ...rest.map(({ folder }) => folder)],
    } as const,
    {
      name: "grep-addons",
      pattern: iapPattern,
      paths: [manifest(first), ...rest.map(manifest)],
    } as const,
  ]);
}

const manifest = ({ folder }: Addon): string => `${folder}/__manifest__.py`;

/** How a module calls out: a file with such an import (below its folder), or by `iap`. */
export type Calling = { readonly module: string; readonly file: string | null };

/** What `callingCommands` printed, module by module, and the modules that could not be looked through. */
export function callingModules(
  results: readonly HostResult[],
  addons: readonly Addon[],
): { readonly calling: readonly Calling[]; readonly denied: readonly string[] } {
  const paths = results.flatMap(({ stdout }, index) =>
    stdout.split("\n").map((path) => ({ path, isIap: index % 2 === 1 })),
  );
  const hidden = results.flatMap(({ stderr }) => stderr.split("\n")).flatMap(hiddenPath);
  const calling = addons.flatMap(({ name, folder }) => {
    const own = paths.filter(({ path }) => path.startsWith(`${folder}/`));
    const [first] = own
      .filter(({ isIap }) => !isIap)
      .map(({ path }) => path)
      .toSorted();
    if (own.length === 0) return [];
    return [{ module: name, file: first === undefined ? null : first.slice(folder.length + 1) }];
  });
  const denied = addons.filter(({ folder }) =>
    hidden.some((path) => path === folder || path.startsWith(`${folder}/`)),
  );
  return { calling, denied: denied.map(({ name }) => name) };
}

/** The path of a complaint; a link that leads nowhere hides nothing. */
function hiddenPath(line: string): readonly string[] {
  const said = /^grep: (\/.*): ([^:]+)$/.exec(line);
  if (said?.[1] !== undefined) return said[2] === "No such file or directory" ? [] : [said[1]];
  if (line === "" || line.startsWith("grep: warning: ")) return [];
  throw new TargetError(
    "malformed_response",
    `looking through the modules failed: ${printable(shorten(line, 120))}`,
  );
}
