/** What can be told of a rejection once it has left its process. */
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";

/** An error, or whatever else a call was rejected with. */
export interface Facts {
  /** Short, for people. */
  readonly text: string;
  readonly isError: boolean;
  readonly isNull: boolean;
  readonly isTypeError: boolean;
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  /** `undefined` if there is none. */
  readonly cause: { readonly isError: boolean; readonly message: string } | undefined;
  readonly foo: string | undefined;
  /** An own property that is a BigInt, and one that is the error itself. */
  readonly isRound: boolean;
}

const WORKERS = new URL("workers/", import.meta.url);

/** Without what is another every time: where this is installed, and ids. */
function withoutPlaces(text: string): string {
  return text
    .replaceAll(WORKERS.href, "")
    .replaceAll(fileURLToPath(WORKERS), "")
    .replaceAll(/ \(process \d+\)| id '[-0-9a-f]{36}'/g, "");
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function describeCause(cause: unknown): Facts["cause"] {
  if (cause === undefined) return undefined;
  const { message } = Object(cause) as { message?: unknown };
  return { isError: cause instanceof Error, message: textOf(message) ?? "" };
}

/** @param reason what a promise was rejected with: anything */
export function describeReason(reason: unknown): Facts {
  const found = Object(reason) as Record<string, unknown>;
  const name = textOf(found["name"]) ?? "";
  const message = textOf(found["message"]) ?? "";
  const isError = reason instanceof Error;
  return {
    text: withoutPlaces(
      isError ? `${name}: ${message}` : inspect(reason, { breakLength: Infinity, depth: 1 }),
    ),
    isError,
    isNull: reason === null,
    isTypeError: reason instanceof TypeError,
    name,
    message,
    code: textOf(found["code"]),
    cause: describeCause(found["cause"]),
    foo: textOf(found["foo"]),
    isRound: found["big"] === 1n && found["self"] === reason,
  };
}
