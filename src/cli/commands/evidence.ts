import type { Command } from "commander";
import type { Register } from "../register.ts";
import { examplesText } from "../examples.ts";
import { registerCheckpoint } from "../evidence/checkpoint.ts";
import { registerExport } from "../evidence/export.ts";
import { registerForget } from "../evidence/forget.ts";
import { registerKeygen } from "../evidence/keygen.ts";
import { registerPublicKey } from "../evidence/public-key.ts";
import { registerRotate } from "../evidence/rotate.ts";
import { registerVerify } from "../evidence/verify.ts";

/** `envaudit evidence …`: the ledger of everything that was recorded. */
export const registerEvidence: Register = (program, io, done) => {
  const evidence: Command = program
    .command("evidence")
    .description("the ledger of everything that was recorded: verify, export, sign")
    .addHelpText(
      "after",
      examplesText([["envaudit evidence verify", "is anything changed, or not anchored?"]]),
    );
  registerVerify(evidence, io, done);
  registerExport(evidence, io, done);
  registerCheckpoint(evidence, io, done);
  registerPublicKey(evidence, io, done);
  registerKeygen(evidence, io, done);
  registerRotate(evidence, io, done);
  registerForget(evidence, io, done);
};
