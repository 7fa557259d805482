import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { generatePrivateKey, parsePrivateKey, publicPem } from "../../evidence/keys.ts";
import { InternalError, UsageError } from "../../model/errors.ts";
import { examplesText } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { print } from "../io.ts";
import type { Register } from "../register.ts";

/** `envaudit evidence keygen`: a key pair for signing a ledger. */
export const registerKeygen: Register = (program, io, done) => {
  program
    .command("keygen")
    .description("make an Ed25519 key pair that can sign a ledger")
    .addHelpText(
      "after",
      examplesText([["envaudit evidence keygen another.pem", "and another.pem.pub beside it"]]),
    )
    .argument("<file>", "file of the private key, mode 0600; the public one goes to <file>.pub")
    .action((file: string) => {
      const path = resolve(io.cwd, file);
      const pem = generatePrivateKey();
      const key = parsePrivateKey(pem);
      if (key === undefined) throw new InternalError("a key was made that is none");
      writeNew(path, pem, 0o600);
      writeNew(`${path}.pub`, publicPem(key), 0o644);
      print(io, `Wrote the private key to ${path} (mode 0600) and the public one to ${path}.pub.`);
      print(
        io,
        "Configure it as evidence.key: ${file:…}, and give the public one to who verifies.",
      );
      done(exitCodes.ok);
    });
};

/** Never over a file that is there: a key that has signed is gone for good when it is lost. */
export function writeNew(path: string, text: string, mode: number): void {
  try {
    writeFileSync(path, text, { mode, flag: "wx" });
  } catch (error) {
    const exists = error instanceof Error && "code" in error && error.code === "EEXIST";
    throw new UsageError(`${path}: ${exists ? "it exists already" : "it cannot be written"}`, {
      cause: error,
    });
  }
}
