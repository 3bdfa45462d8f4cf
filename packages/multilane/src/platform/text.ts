/** Text for messages; also of values that may be hostile: a `toString` that throws, a revoked Proxy. */

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

/** A class with its article: `a Lock`, `an Event`, `an RLock`, `a Uint8Array`. */
export function withArticle(name: string): string {
  return `${/^([AEIO]|[FHLMNRSX][A-Z])/.test(name) ? "an" : "a"} ${name}`;
}
