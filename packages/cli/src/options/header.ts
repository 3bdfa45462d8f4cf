import { CannotRunError } from "./cannot-run-error.js";

/** A request header as the user gave it: name in lower case, value. May hold a secret: never print the value. */
export type Header = readonly [name: string, value: string];

const OURS = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "upgrade",
  "keep-alive",
  "te",
  "trailer",
  "expect",
]);

/**
 * Reads `Name: value`, repeatable. Its errors never repeat the value, as commander's InvalidArgumentError would.
 *
 * Raises `CannotRunError` for a malformed header, and for one that belongs to the connection.
 */
export function collectHeader(text: string, previous: readonly Header[] | undefined): Header[] {
  const colon = text.indexOf(":");
  const [name, value] = [text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim()];
  if (colon < 1 || !/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name))
    throw new CannotRunError('-H: write a header as "Name: value".');
  if (!/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)) {
    throw new CannotRunError(`-H: the value of ${name} has characters that HTTP does not allow.`);
  }
  if (OURS.has(name)) throw new CannotRunError(`-H: ${name} belongs to the connection and cannot be set.`);
  return [...(previous ?? []), [name, value]];
}
