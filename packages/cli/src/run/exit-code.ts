import type { StopReason } from "./board.js";

/** What the shell gets. Fixed: scripts match on them. */
export const ExitCode = {
  /** All well. */
  ok: 0,
  /** Could not run: wrong usage, unreadable input, unwritable report. */
  failed: 1,
  /** Ran, and found a broken URL or a download that failed. */
  findings: 2,
  /** Stopped by `--deadline`, with a partial report. */
  deadline: 4,
  /** Stopped by a signal, with a partial report. */
  interrupted: 130,
} as const;

/** The exit code of a run that wrote its report. */
export function exitCodeOf(stopped: StopReason | undefined, findings: number): number {
  if (stopped !== undefined) return ExitCode[stopped];
  return findings > 0 ? ExitCode.findings : ExitCode.ok;
}
