/** At least one: a program that is given none looks at the folder that it is in. */
export type Paths = readonly [string, ...string[]];

/** Looking at the code of Odoo's modules, which is no secret: none of them goes through sudo. */
export type AddonsCommand =
  /** The options of running processes that say where Odoo finds its modules; no other option is printed. */
  | { readonly name: "find-addons-options" }
  /** Which modules are in folders of modules, and which of them have a `data/neutralize.sql`: size and path. */
  | { readonly name: "list-addons"; readonly paths: Paths }
  /** Whole text files, each line behind its path. The caller knows their sizes. */
  | { readonly name: "read-addons-files"; readonly paths: Paths }
  /** Paths of the Python files below the folders that import what talks to other machines. */
  | { readonly name: "find-importing-addons"; readonly paths: Paths }
  /** Paths of the manifests that depend on Odoo's own gateway to paid services. */
  | { readonly name: "find-iap-addons"; readonly paths: Paths };

type Words = readonly [string, ...string[]];
const words = (text: string): readonly string[] => text.split(" ");

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

export function addonsWords(command: AddonsCommand): Words {
  switch (command.name) {
    case "find-addons-options":
      return [
        "find",
        // The words of a command line end in NUL: each counts as a line, and -A1 brings the value of an option.
        ...words("/proc -mindepth 2 -maxdepth 2 -name cmdline -exec grep -azHsE -A1 -e"),
        "^(--addons-path|--config)(=|$)|^-c$|^-c/|(^|/)odoo-bin$|/bin/odoo$",
        ...words("{} +"),
      ];
    case "list-addons":
      return [
        ...(["find", "-L"] as const),
        ...command.paths,
        ...words("-mindepth 2 -maxdepth 3 ( -path */__manifest__.py -o -path */__openerp__.py"),
        ...words("-o -path */data/neutralize.sql ) -printf"),
        String.raw`%s %p\n`,
      ];
    case "read-addons-files":
      return ["grep", "-aH", "-e", "", "--", ...command.paths];
    case "find-importing-addons":
      return grepPython(importPattern, command.paths);
    case "find-iap-addons":
      return grepPython(iapPattern, command.paths);
  }
}

const grepPython = (pattern: string, paths: Paths): Words => [
  "grep",
  ...words("-rlE --include=*.py --exclude-dir=tests -e"),
  pattern,
  "--",
  ...paths,
];
