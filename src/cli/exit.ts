/** Exit codes that others script against; design, section 5. */
export const exitCodes = {
  ok: 0,
  findings: 1,
  unknown: 2,
  notRecorded: 3,
  usage: 64,
  internal: 70,
  config: 78,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const worstFirst: readonly ExitCode[] = [130, 78, 64, 70, 3, 1, 2, 0];

/** The one exit code of several outcomes. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  return worstFirst.find((code) => codes.includes(code)) ?? exitCodes.ok;
}
