/** What an exception is for. `adoption` covers what an environment failed on the day when it was taken in. */
export const exceptionTypes = ["deviation", "adoption"] as const;
export type ExceptionType = (typeof exceptionTypes)[number];

export const gateIds = ["G1", "G2", "G3", "G4"] as const;
export type GateId = (typeof gateIds)[number];

/** A finding that is covered; more records behind it than `atMost` are not. */
export type CoveredFinding = { readonly subject: string; readonly atMost: number | undefined };

/** A day, who did it, and what there is to say of it. */
export type SignedNote = { readonly on: string; readonly by: string; readonly note: string };

/** What exceptions cover of one failing check. */
export type Waived = {
  /** Each covered finding with the exception that covers it. */
  readonly findings: readonly { readonly subject: string; readonly exception: string }[];
  /** No finding is left over: the check fails, and is waived as a whole. */
  readonly whole: boolean;
};

/** What our own records say of an exception that names an environment. */
export type ExceptionUse = {
  readonly exception: Exception;
  /** When an audit last needed it, ISO 8601, UTC; undefined: none ever did. */
  readonly lastUsedAt: string | undefined;
  /** Until when all of its checks were judged in the environment; undefined: one never was. */
  readonly judgedAt: string | undefined;
};

/** The exceptions that name an environment, and the registry's days for telling about them. */
export type ExceptionRecords = {
  /** Before its last day, an exception is told. */
  readonly warnDays: number;
  /** Without use, it is told. */
  readonly unusedDays: number;
  readonly uses: readonly ExceptionUse[];
};

/** A deviation that was asked for and approved. Days are UTC days, `YYYY-MM-DD`. */
export type Exception = {
  readonly id: string;
  readonly type: ExceptionType;
  readonly rationale: string;
  readonly risk: string;
  /** Ids of identities. */
  readonly requester: string;
  readonly approver: string;
  /** The first day on which it is in force. */
  readonly approvedOn: string;
  /** The last day on which it is in force. */
  readonly expires: string;
  readonly gates: readonly GateId[];
  /** What has to be looked at when it has ended. */
  readonly review: string;
  readonly environments: readonly string[];
  /** By check: the findings that it covers, or all of them. */
  readonly checks: Readonly<Record<string, "all" | readonly CoveredFinding[]>>;
  /** From that day on it is not in force, whatever its last day. */
  readonly revoked: SignedNote | undefined;
  /** The post-event review, once it was held. */
  readonly reviewed: SignedNote | undefined;
};
