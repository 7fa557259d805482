import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { exportSource } from "../../evidence/export-source.ts";
import { parsePublicKey } from "../../evidence/keys.ts";
import { noteKey } from "../../evidence/note.ts";
import { storeSource } from "../../evidence/store-source.ts";
import { verifyLedger, type GivenKey, type Verification } from "../../evidence/verify.ts";
import { existingLedgerKey } from "../../ledger-key.ts";
import { systemClock } from "../../model/clock.ts";
import { UsageError } from "../../model/errors.ts";
import { anchorsOf } from "../../open-evidence.ts";
import { examplesText } from "../examples.ts";
import { exitCodes, type ExitCode } from "../exit.ts";
import { print, type Io } from "../io.ts";
import type { Register } from "../register.ts";
import { readConfig } from "../source.ts";
import { formatVerification } from "./format.ts";
import { withStore } from "./store.ts";

type Options = {
  readonly config?: string;
  readonly export?: string;
  readonly publicKey?: string;
  readonly requireAnchored?: boolean;
  readonly json?: boolean;
};

const help = `
Exit codes: 0 every entry is valid, 1 something is broken, 2 nothing is broken, but there are entries
that nothing has signed, an anchor that could not be read, or no entry at all.`;

/** `envaudit evidence verify`: what of a ledger is valid, anchored, unanchored and broken. */
export const registerVerify: Register = (program, io, done) => {
  program
    .command("verify")
    .description("verify the ledger of the store, or an export of one")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .option("--export <file>", "verify this export, offline; needs --public-key")
    .option("--public-key <file>", "trusted public key: PEM, or name+id+key (default: our own)")
    .option("--require-anchored", "exit 2 when valid entries are in no anchor yet")
    .option("--json", "print the whole result")
    .addHelpText("after", help)
    .addHelpText(
      "after",
      examplesText([
        ["envaudit evidence verify", "the ledger of the store"],
        [
          "envaudit evidence verify --export ledger.jsonl --public-key ledger.pub",
          "without our store",
        ],
      ]),
    )
    .action(async (options: Options) => {
      const result = await verification(io, options);
      print(
        io,
        options.json === true ? JSON.stringify(result, undefined, 2) : formatVerification(result),
      );
      done(exitCodeOf(result, options.requireAnchored === true));
    });
};

async function verification(io: Io, options: Options): Promise<Verification> {
  const given = options.publicKey === undefined ? undefined : readPublicKey(io, options.publicKey);
  if (options.export !== undefined) {
    if (given === undefined) {
      throw new UsageError("an export proves nothing by itself: give --public-key, from its owner");
    }
    return await verifyLedger(await exportSource(resolve(io.cwd, options.export)), [given]);
  }
  const config = readConfig(io, options.config);
  const key = given ?? ownKey(existingLedgerKey(config));
  return await withStore(config, async (store) => {
    const anchors = anchorsOf(config.evidence.anchors, systemClock);
    const { source, unread } = await storeSource(store, anchors, io.signal);
    const result = await verifyLedger(source, key === undefined ? [] : [key]);
    return { ...result, unread: [...unread, ...result.unread] };
  });
}

const ownKey = (key: ReturnType<typeof existingLedgerKey>): GivenKey | undefined =>
  key && ((origin) => noteKey(origin, key));

function readPublicKey(io: Io, path: string): GivenKey {
  let text;
  try {
    text = readFileSync(resolve(io.cwd, path), "utf8");
  } catch (error) {
    throw new UsageError(`${path}: the public key cannot be read`, { cause: error });
  }
  const key = parsePublicKey(text);
  if (key === undefined) throw new UsageError(`${path}: it is no public Ed25519 key`);
  return key;
}

function exitCodeOf(result: Verification, requireAnchored: boolean): ExitCode {
  const { issues, unsigned, unanchored, unread, size } = result;
  if (issues.length > 0) return exitCodes.findings;
  const isOpen = unsigned.length + unread.length > 0 || size === 0;
  return isOpen || (requireAnchored && unanchored.length > 0) ? exitCodes.unknown : exitCodes.ok;
}
