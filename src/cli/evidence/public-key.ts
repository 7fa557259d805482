import { publicPem } from "../../evidence/keys.ts";
import { parseVerifierKey } from "../../evidence/note.ts";
import { RecordError } from "../../model/errors.ts";
import { examplesText } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { print } from "../io.ts";
import type { Register } from "../register.ts";
import { readConfig } from "../source.ts";
import { withStore } from "./store.ts";

type Options = { readonly config?: string; readonly verifier?: boolean };

/** `envaudit evidence public-key`: what whoever verifies has to be given. */
export const registerPublicKey: Register = (program, io, done) => {
  program
    .command("public-key")
    .description("print the public key that signs the ledger now, for whoever verifies it")
    .addHelpText(
      "after",
      examplesText([
        ["envaudit evidence public-key > ledger.pub", "as PEM"],
        ["envaudit evidence public-key --verifier", "for tools of C2SP"],
      ]),
    )
    .option("--verifier", "as name+id+key, the form of C2SP tools (default: PEM)")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .action(async (options: Options) => {
      await withStore(readConfig(io, options.config), async ({ ledger }) => {
        const last = (await ledger.keys()).at(-1)?.verifier ?? "";
        const key = parseVerifierKey(last);
        if (key === undefined) throw new RecordError("nothing has signed this ledger yet");
        print(io, options.verifier === true ? last : publicPem(key.publicKey).trimEnd());
        done(exitCodes.ok);
      });
    });
};
