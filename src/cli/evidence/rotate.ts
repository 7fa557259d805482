import { renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { generatePrivateKey } from "../../evidence/keys.ts";
import { formatVerifierKey } from "../../evidence/note.ts";
import { openSigner, rotateKey, type Signer } from "../../evidence/seal.ts";
import type { Config } from "../../config/load.ts";
import { ledgerKey, ledgerKeyPath, readLedgerKey } from "../../ledger-key.ts";
import { systemClock } from "../../model/clock.ts";
import { RecordError, UsageError } from "../../model/errors.ts";
import { takeLock } from "../../store/lock.ts";
import type { Store } from "../../store/store.ts";
import { examplesText } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { print, type Io } from "../io.ts";
import type { Register } from "../register.ts";
import { readConfig } from "../source.ts";
import { writeNew } from "./keygen.ts";
import { withStore } from "./store.ts";

/** `envaudit evidence rotate`: another key signs from now on, and the ledger says so. */
export const registerRotate: Register = (program, io, done) => {
  program
    .command("rotate")
    .description("let another key sign the ledger; the old one signs for it")
    .addHelpText(
      "after",
      examplesText([["envaudit evidence rotate next.pem", "where evidence.key is configured"]]),
    )
    .argument("[file]", "the new private key, where evidence.key is configured; made otherwise")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .action(async (file: string | undefined, options: { config?: string }) => {
      const config = readConfig(io, options.config);
      await withStore(config, (store) => underLock(config, () => rotate(io, config, store, file)));
      done(exitCodes.ok);
    });
};

/** A daemon that goes on with the old key would sign no more: it has to be stopped first. */
async function underLock(config: Config, work: () => Promise<void>): Promise<void> {
  const since = systemClock.now().toISOString();
  const taken = takeLock(config.store.path, { pid: process.pid, role: "audit", since });
  if (!("release" in taken)) throw new RecordError("another envaudit has the store: stop it first");
  try {
    await work();
  } finally {
    taken.release();
  }
}

async function rotate(
  io: Io,
  config: Config,
  store: Store,
  file: string | undefined,
): Promise<void> {
  const { evidence } = config;
  if ((evidence.key === undefined) !== (file === undefined)) {
    throw new UsageError(
      file === undefined
        ? "evidence.key is configured: name the file of the new key"
        : "no evidence.key is configured: the new key is made, name no file",
    );
  }
  const at = systemClock.now().toISOString();
  const signer = await openSigner(store, {
    privateKey: ledgerKey(config, () => undefined),
    origin: evidence.origin,
    newOrigin: () => "envaudit",
    at,
  });
  const next =
    file === undefined
      ? await withOwnKey(config.store.path, (key) => rotateKey(store, signer, key, at))
      : await rotateKey(store, signer, readLedgerKey(resolve(io.cwd, file)), at);
  print(io, `Key ${next.id} signs from now on: ${formatVerifierKey(next)}`);
  if (file !== undefined) print(io, `Set evidence.key to \${file:${file}} now.`);
}

/**
 * The key beside the store is replaced when the ledger has taken the new one. Killed in between, the new one is
 * left as `<file>.next`, to be moved by hand.
 */
async function withOwnKey(
  storePath: string,
  work: (key: ReturnType<typeof readLedgerKey>) => Promise<Signer>,
): Promise<Signer> {
  const path = ledgerKeyPath(storePath);
  const next = `${path}.next`;
  writeNew(next, generatePrivateKey(), 0o600);
  try {
    const signer = await work(readLedgerKey(next));
    renameSync(next, path);
    return signer;
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}
