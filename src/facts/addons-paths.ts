import { isSet, parseOdooConf } from "./odoo-conf.ts";

/**
 * A folder that Odoo may find modules in, in the order in which it looks: `named` by its configuration, or one
 * of the `usual` places of what comes with Odoo itself.
 */
export type AddonsPath = { readonly path: string; readonly from: "named" | "usual" };

export type AddonsSources = {
  readonly odooConf: string;
  /** What `find-addons-options` printed. */
  readonly options: string;
  /** The path of the `odoo.conf` above, to tell our Odoo's processes from others. */
  readonly configPath: string;
  readonly serie: string;
};

/** Where Debian's package and the installation guides put Odoo's own code. */
const usual = [
  "/usr/lib/python3/dist-packages/odoo/addons",
  "/opt/odoo/odoo/addons",
  "/opt/odoo/odoo/odoo/addons",
  "/opt/odoo/server/odoo/addons",
  "/opt/odoo/odoo-server/odoo/addons",
  "/odoo/odoo-server/odoo/addons",
];

/** Every folder that modules may be in, each once. */
export function addonsPaths(sources: AddonsSources): readonly AddonsPath[] {
  const conf = parseOdooConf(sources.odooConf);
  const processes = ownProcesses(sources);
  const dataDir = conf.get("data_dir") ?? null;
  const named = [
    ...processes.flatMap(({ addonsPath }) => splitPaths(addonsPath)),
    ...splitPaths(conf.get("addons_path")),
  ];
  const guessed = [
    ...processes.flatMap(({ program }) => besideProgram(program)),
    // The two folders of Odoo's source lie beside each other, and only one of them is ever named.
    ...named
      .filter((path) => path.endsWith("/addons"))
      .map((path) => path.replace(/\/addons$/, "/odoo/addons")),
    ...usual,
  ];
  const all: readonly AddonsPath[] = [
    ...(isSet(dataDir)
      ? [{ path: `${dataDir.replace(/\/+$/, "")}/addons/${sources.serie}`, from: "usual" } as const]
      : []),
    ...named.map((path) => ({ path, from: "named" }) as const),
    ...guessed.map((path) => ({ path, from: "usual" }) as const),
  ];
  return [...new Map(all.toReversed().map((one) => [one.path, one])).values()].toReversed();
}

/** Absolute ones: what is relative depends on where Odoo was started. */
function splitPaths(value: string | undefined): readonly string[] {
  return (value ?? "")
    .split(/[,\n]/)
    .map((path) => path.trim().replace(/(?<=.)\/+$/, ""))
    .filter((path) => path.startsWith("/") && !/[\0\r\n]/.test(path));
}

type Options = { config?: string; addonsPath?: string; program?: string };

/** The options of the processes that were started with our configuration file, or with none that is named. */
function ownProcesses({ options, configPath }: AddonsSources): readonly Options[] {
  const found = new Map<string, Options>();
  let wanted: { readonly pid: string; readonly option: "config" | "addonsPath" } | undefined;
  // grep parts what it found by `--` and a line break, in the midst of its NULs.
  for (const entry of options.split("\0")) {
    const [, pid, sign, text = ""] =
      /^(?:--\n)?\/proc\/(\d+)\/cmdline([:-])([^]*)$/.exec(entry) ?? [];
    if (pid === undefined) continue;
    const process = found.get(pid) ?? {};
    found.set(pid, process);
    if (wanted?.pid === pid) process[wanted.option] ??= text;
    wanted = undefined;
    if (sign === "-") continue;
    const option = /^(--addons-path|--config|-c)(?:=?)(.*)$/s.exec(text);
    if (option === null) process.program ??= text;
    else {
      const name = option[1] === "--addons-path" ? "addonsPath" : "config";
      if (option[2] === "") wanted = { pid, option: name };
      else process[name] ??= option[2] ?? "";
    }
  }
  return [...found.values()].filter(
    ({ config, program, addonsPath }) =>
      (config === undefined || config === configPath) &&
      (program !== undefined || addonsPath !== undefined),
  );
}

/** Where the modules that come with Odoo are, as its program lies in the source or in a Python environment. */
function besideProgram(program: string | undefined): readonly string[] {
  const source = /^(\/.*)\/odoo-bin$/.exec(program ?? "")?.[1];
  if (source !== undefined) return [`${source}/odoo/addons`, `${source}/addons`];
  const prefix = /^(\/.*)\/bin\/odoo$/.exec(program ?? "")?.[1];
  if (prefix === undefined) return [];
  // Python 3.6 came with Odoo 11; a version too many costs one folder that is not there.
  const versions = Array.from({ length: 12 }, (_, index) => `python3.${index + 6}`);
  return [
    `${prefix}/lib/python3/dist-packages/odoo/addons`,
    ...versions.map((version) => `${prefix}/lib/${version}/site-packages/odoo/addons`),
    ...versions.map((version) => `${prefix}/lib/${version}/dist-packages/odoo/addons`),
  ];
}
