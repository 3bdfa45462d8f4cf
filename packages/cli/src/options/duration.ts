import { InvalidArgumentError } from "commander";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const LONGEST = 2 ** 31 - 1; // what setTimeout can wait: 24.8 days

/**
 * Reads a duration: `500ms`, `10s`, `2m`, `1.5h`; a bare number is seconds. Returns milliseconds.
 *
 * Raises `InvalidArgumentError` (one sentence, shown by commander) for anything else, for zero and for more than
 * 24 days.
 */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim());
  if (match === null) {
    throw new InvalidArgumentError("Write a duration as 500ms, 10s, 2m or 1h; a bare number is seconds.");
  }
  const [, number, unit = "s"] = match;
  const milliseconds = Math.round(Number(number) * (UNITS[unit] ?? Number.NaN));
  if (milliseconds < 1) throw new InvalidArgumentError("A duration must be at least 1ms.");
  if (milliseconds > LONGEST) throw new InvalidArgumentError("A duration must be shorter than 24 days.");
  return milliseconds;
}

/** Writes milliseconds as a person would say them: `340ms`, `1.2s`, `10s`, `2m`, `2m 5s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))}s`;
  const whole = Math.round(seconds);
  return whole % 60 === 0 ? `${whole / 60}m` : `${Math.floor(whole / 60)}m ${whole % 60}s`;
}
