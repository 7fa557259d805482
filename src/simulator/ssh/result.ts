export type CommandResult = {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
};
