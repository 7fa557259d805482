import type { Command } from "commander";
import { Argument } from "commander";
import { registryTopics, showRegistry, type RegistryTopic } from "../../registry/show.ts";
import { formatColumns } from "../format/columns.ts";
import { withExamples } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { print } from "../io.ts";
import type { Register } from "../register.ts";
import { openRegistry } from "../source.ts";
import { registerCan } from "../registry/can.ts";

/** The one line of an entry that says most: its sentence, whatever the topic calls it. */
const sentences = ["mission", "scope", "requirement", "blocks", "sentence", "name"] as const;

function row(entry: object): readonly string[] {
  const fields = new Map<string, unknown>(Object.entries(entry));
  const id = fields.get("code") ?? fields.get("id");
  const sentence = sentences.map((key) => fields.get(key)).find((v) => typeof v === "string");
  return [String(id), typeof sentence === "string" ? sentence.replaceAll(/\s+/g, " ").trim() : ""];
}

/** `envaudit registry validate` and `show`: the platform's personas, gates, controls and the rest. */
export const registerRegistry: Register = (program, io, done) => {
  const registry: Command = withExamples(program.command("registry"), [
    "envaudit registry show controls",
    "what an environment must hold to",
  ]).description("the platform's rules: personas, expertise, gates, controls, evidence");
  withExamples(registry.command("validate"), [
    "envaudit registry validate",
    "every problem of every document at once",
  ])
    .description("check every registry document and the rules between them")
    .action(() => {
      const { digest } = openRegistry();
      print(io, `The registry is valid (digest ${digest.slice(0, 12)}).`);
      done(exitCodes.ok);
    });
  withExamples(
    registry.command("show"),
    ["envaudit registry show gates", "a line for each"],
    ["envaudit registry show personas --json", "every field, for a program"],
  )
    .description("print one part of the registry")
    .addArgument(new Argument("<topic>", "what to show").choices(registryTopics))
    .option("--json", "print an array of whole entries")
    .action((topic: RegistryTopic, options: { json?: boolean }) => {
      const entries = showRegistry(openRegistry(), topic);
      print(
        io,
        options.json === true
          ? JSON.stringify(entries, undefined, 2)
          : formatColumns(entries.map(row)),
      );
      done(exitCodes.ok);
    });
  registerCan(registry, io, done);
};
