import { Argument, Option } from "commander";
import { auditIn, waiversIn } from "../../evidence/audit-entry.ts";
import { bundleOf } from "../../evidence/bundle.ts";
import { proveEntry, soundEntry } from "../../evidence/entry-proof.ts";
import { exportLines } from "../../evidence/export.ts";
import { ocsfOf } from "../../evidence/ocsf.ts";
import { oscalOf } from "../../evidence/oscal.ts";
import { openSigner } from "../../evidence/seal.ts";
import { storeSource } from "../../evidence/store-source.ts";
import type { Config } from "../../config/load.ts";
import { ledgerKey } from "../../ledger-key.ts";
import { systemClock } from "../../model/clock.ts";
import { UsageError } from "../../model/errors.ts";
import type { FoundEntry } from "../../model/ledger.ts";
import { printable } from "../../model/text.ts";
import { anchorsOf } from "../../open-evidence.ts";
import type { Store } from "../../store/store.ts";
import { examplesText } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { complain } from "../io.ts";
import type { Register } from "../register.ts";
import { readConfig } from "../source.ts";
import { version } from "../version.ts";
import { writeOut } from "./out.ts";
import { withStore } from "./store.ts";

const formats = ["json", "bundle", "oscal", "ocsf"] as const;
type Format = (typeof formats)[number];
type Options = {
  readonly config?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly format?: Format;
};

const help = `
Without an entry it writes the whole ledger as lines of JSON, for \`envaudit evidence verify --export\`.
Of one entry: json, its body byte by byte; bundle, an in-toto statement about that in a Sigstore bundle;
oscal and ocsf, an audit as assessment results, or as Compliance Findings, one a line.`;

/** `envaudit evidence export`: the ledger, or an entry of it, for strangers. */
export const registerExport: Register = (program, io, done) => {
  program
    .command("export")
    .description("write the ledger, or one entry, in a form that others can verify or read")
    .addArgument(new Argument("[entry]", "number of an entry, or the id of an audit"))
    .addOption(new Option("--format <format>", "of an entry (default json)").choices(formats))
    .option("-o, --out <file>", "file to write (default: standard output)")
    .option("--force", "replace a file that is there")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .addHelpText("after", help)
    .addHelpText(
      "after",
      examplesText([
        ["envaudit evidence export -o ledger-of-today.jsonl", "the whole ledger"],
        ["envaudit evidence export 1 -o entry.json", "what one entry says"],
        ["envaudit evidence export 1 --format bundle -o entry.sigstore.json", "signed, for cosign"],
      ]),
    )
    .action(async (entry: string | undefined, options: Options) => {
      if (entry === undefined && options.format !== undefined) {
        throw new UsageError("--format is for one entry: name it");
      }
      const config = readConfig(io, options.config);
      await withStore(config, async (store) => {
        if (entry !== undefined) {
          const found = await findEntry(store, entry);
          const text = await textOf(store, config, found, options.format ?? "json");
          await writeOut(io, [text], options);
          done(exitCodes.ok);
          return;
        }
        const anchors = anchorsOf(config.evidence.anchors, systemClock);
        const { source, unread } = await storeSource(store, anchors, io.signal);
        await writeOut(io, exportLines(source), options);
        for (const line of unread) complain(io, `envaudit: ${line}`);
        done(unread.length === 0 ? exitCodes.ok : exitCodes.unknown);
      });
    });
};

async function findEntry({ ledger }: Store, name: string): Promise<FoundEntry> {
  const byNumber = /^\d{1,15}$/.test(name) ? (await ledger.entries(Number(name), 1))[0] : undefined;
  const found = byNumber?.leaf.number === Number(name) ? byNumber : await ledger.find(name);
  if (found === undefined) throw new UsageError(`the ledger has no entry ${printable(name)}`);
  return found;
}

async function textOf(
  store: Store,
  config: Config,
  found: FoundEntry,
  format: Format,
): Promise<string> {
  const told = () => {
    const audit = auditIn(found);
    return { entry: found.leaf, audit, waivers: waiversIn(audit), version: version() };
  };
  switch (format) {
    case "json":
      return soundEntry(found).body; // not a byte more: its hash is in the ledger
    case "oscal":
      return `${JSON.stringify(oscalOf(told()), undefined, 2)}\n`;
    case "ocsf":
      return ocsfOf(told())
        .map((event) => `${JSON.stringify(event)}\n`)
        .join("");
    case "bundle":
      return await bundle(store, config, found);
  }
}

async function bundle(store: Store, config: Config, found: FoundEntry): Promise<string> {
  const proven = await proveEntry(store.ledger, found);
  const signer = await openSigner(store, {
    privateKey: ledgerKey(config, () => undefined),
    origin: config.evidence.origin,
    newOrigin: () => "envaudit",
    at: systemClock.now().toISOString(),
  });
  return `${bundleOf(proven, signer)}\n`;
}
