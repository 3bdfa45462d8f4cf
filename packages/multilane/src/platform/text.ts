/** Text of values that may be hostile: what was thrown can have a `toString` that throws, or be a revoked Proxy. */

/** An error's stack, or the value as a string; never throws. */
export function textOf(value: unknown): string {
  try {
    return value instanceof Error && typeof value.stack === "string" ? value.stack : String(value);
  } catch {
    return "a value that cannot be shown";
  }
}

/** An error's name and message, or the value as a string, on one line; never throws. */
export function headlineOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "a value that cannot be shown";
  }
}
