import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addonsPaths, type AddonsPath } from "../../src/facts/addons-paths.ts";
import { locateAddons, type Addon } from "../../src/facts/addons.ts";
import { callingCommands, callingModules } from "../../src/facts/calling-modules.ts";
import { chooseFiles, filesByCommand, readFiles } from "../../src/facts/neutralize-files.ts";
import { argv, type HostCommand } from "../../src/transports/ssh/commands.ts";
import type { HostResult } from "../../src/transports/wires.ts";

/** Runs a command of the closed list here, as it would run on a host. */
function run(command: HostCommand): HostResult {
  const [program, ...words] = argv(command).words;
  const env = { ...process.env, LC_ALL: "C" };
  const { stdout, stderr, status } = spawnSync(program, words, { encoding: "utf8", env });
  return { stdout, stderr, code: status ?? -1 };
}

let root: string;
const write = (path: string, text = ""): void => {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const module = (path: string, files: Readonly<Record<string, string>> = {}): void => {
  write(`${path}/__manifest__.py`, "{}");
  for (const [name, text] of Object.entries(files)) write(`${path}/${name}`, text);
};
const script = "data/neutralize.sql";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "envaudit-addons-"));
  module("core/base", { [script]: "update a set b = 1;\r\n\nupdate c: set d = 2" });
  module("core/sale", { "models/a.py": "import os, requests\n" });
  module("own/sale", { [script]: "-- ours" });
  module("own/empty", { [script]: "" });
  module("own/deep", {
    "lib/data/neutralize.sql": "x",
    "models/x.py": "from urllib import parse\n",
  });
  write("own/old/__openerp__.py");
  module("elsewhere/linked", { [script]: "select 1\n" });
  symlinkSync(join(root, "elsewhere/linked"), join(root, "own/linked"));
  symlinkSync(join(root, "nowhere"), join(root, "own/dangling"));
  module("other/base", { [script]: "of another Odoo" });
});
afterAll(() => rmSync(root, { recursive: true }));

const pathsOf = (kind: AddonsPath["from"], paths: readonly string[]): readonly AddonsPath[] =>
  paths.map((path) => ({ path: join(root, path), from: kind }));
const named = (...paths: readonly string[]) => pathsOf("named", paths);
const usual = (...paths: readonly string[]) => pathsOf("usual", paths);

function located(paths: readonly AddonsPath[], modules: readonly string[]) {
  const [first = "", ...rest] = paths.map(({ path }) => path);
  return locateAddons(run({ name: "list-addons", paths: [first, ...rest] }), paths, modules);
}
const folders = (found: readonly Addon[]): readonly string[] =>
  found.map(({ folder, neutralizeBytes }) => `${folder.slice(root.length + 1)} ${neutralizeBytes}`);

describe("installed modules on the host", () => {
  it("are found in the first folder that has them, links followed", () => {
    const paths = [...named("own"), ...usual("nowhere", "core", "other")];
    const modules = ["base", "sale", "empty", "deep", "old", "linked", "dangling", "gone"];
    const { found, denied, missing } = located(paths, modules);
    expect(folders(found)).toEqual([
      "core/base 41",
      "own/sale 7",
      "own/empty 0",
      "own/deep null",
      "own/old null",
      "own/linked 9",
    ]);
    expect([denied, missing]).toEqual([[], ["dangling", "gone"]]);
  });

  it("come from the first Odoo alone, of several on the host", () => {
    module("other/web");
    const { found, missing } = located(usual("core", "other"), ["base", "web"]);
    expect([folders(found), missing]).toEqual([["core/base 41"], ["web"]]);
  });

  const listed = (stderr: string, stdout = ""): HostResult => ({ stdout, stderr, code: 1 });
  const paths = [
    { path: "/own", from: "named" },
    { path: "/core", from: "usual" },
  ] as const;

  it("are unknown when an add-on path of the configuration is closed", () => {
    const result = listed("find: '/own': Permission denied\n");
    expect(() => locateAddons(result, paths, ["sale"])).toThrow(
      expect.objectContaining({
        reason: "access_denied",
        message: "the account may not look into the add-on path /own",
      }),
    );
  });

  it("are denied where their folder is closed, or what is in it", () => {
    const result = listed(
      "find: '/own/sale': Permission denied\nfind: '/core/stock/data': Permission denied\nfind: '/core': No such file or directory\n",
      "2 /core/sale/__manifest__.py\n2 /core/stock/__manifest__.py\n2 /core/base/__manifest__.py\n",
    );
    expect(locateAddons(result, paths, ["sale", "stock", "base"])).toMatchObject({
      found: [{ name: "base" }],
      denied: ["sale", "stock"],
    });
  });

  it("are unknown when find says something else", () => {
    expect(() => locateAddons(listed("find: unknown predicate `-printf'\n"), paths, [])).toThrow(
      expect.objectContaining({
        reason: "malformed_response",
        message: "listing the add-on paths failed: find: unknown predicate `-printf'",
      }),
    );
  });
});

describe("the neutralisation files", () => {
  const addons = () =>
    located([...named("own"), ...usual("core")], ["sale", "empty", "base", "linked", "deep"]);

  it("are read whole, base first, each line under its own file", () => {
    const chosen = chooseFiles(addons());
    const results = filesByCommand(chosen).map((paths) =>
      run({ name: "read-addons-files", paths }),
    );
    expect(readFiles(results, chosen)).toEqual({
      files: [
        { module: "base", text: "update a set b = 1;\r\n\nupdate c: set d = 2\n" },
        { module: "sale", text: "-- ours\n" },
        { module: "empty", text: "" },
        { module: "linked", text: "select 1\n" },
      ],
      unread: [],
    });
  });

  it("that are gone or closed by now are told, and the others are read", () => {
    const chosen = chooseFiles(addons());
    const stderr = `grep: ${root}/core/base/${script}: Permission denied\ngrep: ${root}/own/sale/${script}: No such file or directory\n`;
    const stdout = `${root}/own/linked/${script}:select 1\n`;
    expect(readFiles([{ stdout, stderr, code: 2 }], chosen)).toEqual({
      files: [
        { module: "empty", text: "" },
        { module: "linked", text: "select 1\n" },
      ],
      unread: [
        {
          module: "base",
          reason: "access_denied",
          why: "the account may not read its neutralize.sql",
        },
        {
          module: "sale",
          reason: "malformed_response",
          why: "its neutralize.sql is not read: No such file or directory",
        },
      ],
    });
  });

  it("are not read when they are too large, one or all together", () => {
    const addon = (name: string, neutralizeBytes: number): Addon => ({
      name,
      folder: `/a/${name}`,
      neutralizeBytes,
    });
    const many = Array.from({ length: 20 }, (_, index) => addon(`m${index}`, 64 * 1024));
    const chosen = chooseFiles({ found: [addon("big", 65_537), ...many], denied: [], missing: [] });
    expect(chosen.tooLarge.map(({ name }) => name)).toEqual(["big", "m16", "m17", "m18", "m19"]);
    expect(readFiles([], chosen).unread[0]).toEqual({
      module: "big",
      reason: "response_too_large",
      why: "its neutralize.sql is larger than 64 KiB, or too much with the others",
    });
  });

  it("of hundreds of modules go into commands that a shell takes", () => {
    const found = Array.from({ length: 250 }, (_, index) => ({
      name: `m${index}`,
      folder: `/a/m${index}`,
      neutralizeBytes: 1,
    }));
    const commands = filesByCommand(chooseFiles({ found, denied: [], missing: [] }));
    expect(commands.map((paths) => paths.length)).toEqual([100, 100, 50]);
  });

  it.each([
    ["elsewhere:text\n", "", "grep printed a line of no file asked for"],
    [
      "",
      "sh: 1: grep: not found\n",
      "reading the neutralize.sql files failed: sh: 1: grep: not found",
    ],
  ])("are unknown when what comes is not theirs: %j", (stdout, stderr, message) => {
    expect(() => readFiles([{ stdout, stderr, code: 1 }], chooseFiles(addons()))).toThrow(
      expect.objectContaining({ reason: "malformed_response", message }),
    );
  });
});

describe("modules that talk to the outside", () => {
  const lookedThrough = (files: Readonly<Record<string, string>>) => {
    const folder = mkdtempSync(join(root, "calling-"));
    const own = folder.slice(root.length + 1);
    module(`${own}/m`, files);
    const addons = [{ name: "m", folder: `${folder}/m`, neutralizeBytes: null }];
    return callingModules(callingCommands(addons).map(run), addons);
  };

  it.each([
    "import requests",
    "    import requests",
    "import os, requests as r",
    "import requests.adapters",
    "from requests import post",
    "from urllib.request import urlopen",
    "from urllib import parse, request",
    "import urllib",
    "import urllib.request",
    "import http.client",
    "from http import client",
    "import xmlrpc.client",
    "from xmlrpc.client import ServerProxy",
    "import smtplib; x = 1",
    "import socket",
    "from zeep.transports import Transport",
    "from suds.client import Client",
    "import ftplib\r",
    "import paramiko",
    "import httpx",
    "import aiohttp",
    "import boto3",
    "from google.cloud import storage",
  ])("say so by %j", (line) => {
    const { calling } = lookedThrough({ "models/call.py": `# -*- coding: utf-8 -*-\n${line}\n` });
    expect(calling).toEqual([{ module: "m", file: "models/call.py" }]);
  });

  it.each([
    "import urllib.parse",
    "from urllib.parse import urlencode",
    "from urllib import parse",
    "import http.cookies",
    "from http import HTTPStatus",
    "from . import requests_log",
    "from odoo.addons.web.controllers import requests",
    "# import requests",
    "text = 'import requests'",
    "import requestslike",
    "from socketlike import x",
  ])("do not by %j", (line) => {
    expect(lookedThrough({ "models/call.py": `${line}\n` }).calling).toEqual([]);
  });

  it("are looked at in their code, not in their tests or other files", () => {
    const files = { "tests/test_a.py": "import requests\n", "static/a.js": "import requests\n" };
    expect(lookedThrough(files).calling).toEqual([]);
  });

  it.each([`{"depends": ["base", "iap"]}`, "{'depends': ['iap_mail'],}"])(
    "are those that depend on iap: %s",
    (manifest) => {
      const { calling } = lookedThrough({ "__manifest__.py": manifest });
      expect(calling).toEqual([{ module: "m", file: null }]);
    },
  );

  it("are unknown where a folder is closed", () => {
    const addons = [
      { name: "a", folder: "/x/a", neutralizeBytes: null },
      { name: "b", folder: "/x/b", neutralizeBytes: null },
    ];
    const stderr =
      "grep: /x/a/models: Permission denied\ngrep: /x/b/l: No such file or directory\n";
    const result = { stdout: "/x/b/models/z.py\n/x/b/models/a.py\n", stderr, code: 2 };
    expect(callingModules([result], addons)).toEqual({
      calling: [{ module: "b", file: "models/a.py" }],
      denied: ["a"],
    });
  });

  it("are unknown when grep says something else", () => {
    const result = { stdout: "", stderr: "grep: invalid option -- 'r'\n", code: 2 };
    expect(() => callingModules([result], [])).toThrow(
      "looking through the modules failed: grep: invalid",
    );
  });
});

describe("the add-on paths", () => {
  const paths = (odooConf: string, options = "", serie = "17.0") =>
    addonsPaths({ odooConf, options, configPath: "/etc/odoo/odoo.conf", serie });
  const named2 = (all: ReturnType<typeof paths>): readonly string[] =>
    all.filter(({ from }) => from === "named").map(({ path }) => path);
  const processOf = (pid: number, ...entries: readonly string[]): string =>
    entries.map((entry) => `/proc/${pid}/cmdline${entry}\0`).join("");

  it("are those of odoo.conf, absolute ones, after the folder of downloaded modules", () => {
    const conf =
      "[options]\ndata_dir = /var/lib/odoo/\naddons_path = /opt/a/addons/, /opt/b,./c,\n  ~/d, /opt/b\n";
    const all = paths(conf);
    expect(all[0]).toEqual({ path: "/var/lib/odoo/addons/17.0", from: "usual" });
    expect(named2(all)).toEqual(["/opt/a/addons", "/opt/b"]);
    expect(all.map(({ path }) => path)).toContain("/opt/a/odoo/addons");
    expect(all.map(({ path }) => path)).toContain("/usr/lib/python3/dist-packages/odoo/addons");
  });

  it("are the usual places where nothing is set", () => {
    for (const conf of ["", "[options]\naddons_path = \ndata_dir = False\n"]) {
      expect(named2(paths(conf))).toEqual([]);
      expect(paths(conf)[0]?.path).toBe("/usr/lib/python3/dist-packages/odoo/addons");
    }
  });

  it.each([
    [processOf(7, ":/opt/odoo/odoo-bin", ":--addons-path=/x/own,/x/addons")],
    [
      processOf(
        7,
        ":/opt/odoo/odoo-bin",
        ":-c",
        "-/etc/odoo/odoo.conf",
        ":--addons-path",
        "-/x/own,/x/addons",
      ),
    ],
    [processOf(7, ":--config=/etc/odoo/odoo.conf", ":--addons-path=/x/own,/x/addons")],
  ])("are those of a process of ours before them: %j", (options) => {
    expect(named2(paths("[options]\naddons_path = /conf\n", options))).toEqual([
      "/x/own",
      "/x/addons",
      "/conf",
    ]);
  });

  it.each([
    [processOf(7, ":/opt/odoo/odoo-bin", ":-c", "-/etc/other.conf", ":--addons-path=/x")],
    [processOf(7, ":--config=/etc/other.conf", ":--addons-path=/x")],
    [`${processOf(7, ":--addons-path")}--\n${processOf(8, "-/x")}`],
    ["grep: nonsense"],
  ])("are not those of another Odoo: %j", (options) => {
    expect(named2(paths("[options]\naddons_path = /conf\n", options))).toEqual(["/conf"]);
  });

  it.each([
    [":/srv/odoo17/odoo-bin", "/srv/odoo17/odoo/addons"],
    [":/srv/odoo17/odoo-bin", "/srv/odoo17/addons"],
    [":/srv/venv/bin/odoo", "/srv/venv/lib/python3.12/site-packages/odoo/addons"],
    [":/usr/bin/odoo", "/usr/lib/python3/dist-packages/odoo/addons"],
  ])("lie beside the program %s: %s", (entry, path) => {
    expect(paths("", processOf(9, entry)).map((one) => one.path)).toContain(path);
  });

  it("that a process was started with are found by the command, and none of its secrets", async () => {
    const program = ["-e", "process.stdout.write('up'); setInterval(() => {}, 1000)", "--"];
    const options = [
      "-c",
      "/etc/odoo/odoo.conf",
      "-w",
      "hush",
      "--addons-path",
      "/x/own,/x/addons",
    ];
    const child = spawn(process.execPath, [...program, ...options], { stdio: "pipe" });
    try {
      await once(child.stdout, "data");
      const { stdout } = run({ name: "find-addons-options" });
      expect(stdout).not.toContain("hush");
      const own = stdout.split("\0").filter((entry) => entry.includes(`/proc/${child.pid}/`));
      expect(named2(paths("", own.join("\0")))).toEqual(["/x/own", "/x/addons"]);
      expect(named2(paths("", stdout))).toEqual(expect.arrayContaining(["/x/own", "/x/addons"]));
    } finally {
      child.kill();
    }
  });
});
