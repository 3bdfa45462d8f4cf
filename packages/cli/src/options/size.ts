import { InvalidArgumentError } from "commander";

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/**
 * Reads a number of bytes: `500`, `1k`, `2.5M`, `1g`; k is 1024, as in curl and wget.
 *
 * Raises `InvalidArgumentError` (one sentence, shown by commander) for anything else.
 */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i.exec(text.trim());
  const bytes =
    match === null
      ? Number.NaN
      : Math.round(Number(match[1]) * (UNITS[(match[2] ?? "").toLowerCase()] ?? NaN));
  if (!Number.isSafeInteger(bytes)) throw new InvalidArgumentError("Write bytes as 500, 1k, 2M or 1G.");
  return bytes;
}

/** Writes bytes as a person would say them: `812 B`, `1.0 MiB`. */
export function formatSize(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  return unit === 0 ? `${value} B` : `${value.toFixed(1)} ${units[unit] ?? ""}`;
}
