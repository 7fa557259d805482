import type { UnknownReason } from "../model/outcome.ts";

export type Access = "api" | "ssh" | "sql";

/** The step that failed and its reason, by the access that it tried: the cause of what fails behind it. */
export type Cause = { readonly step: string; readonly reason: UnknownReason };
export type Causes = ReadonlyMap<Access, Cause>;

/** What a step found, in words; `because` names the step whose failure left it with nothing new to say. */
export type Found = { readonly detail: string; readonly because?: string };
