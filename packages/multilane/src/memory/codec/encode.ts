/** A value on its way to another thread: see {@link Encoded} for what comes out. */
import { NotSharedError, SerializationError } from "../../errors.js";
import { moveClone } from "../../platform/workers.js";
import type { Transferable } from "../../platform/workers.js";
import { Copy } from "./copy.js";
import type { Encoded } from "./encoded.js";
import type { Medium } from "./medium.js";
import { messageMedium } from "./medium.js";
import { attempt } from "./properties.js";
import { inPlaceOf } from "./refusal.js";
import { holdsPrimitivesOnly, isPrimitive, Scan } from "./scan.js";

/**
 * Makes a value ready for `postMessage`, with both members in one message.
 *
 * What structured clone reproduces goes as it is, by its rules (symbol keys, non-enumerable properties and property
 * attributes are lost, getters are read, a null prototype becomes `Object.prototype`). Errors and instances of
 * registered classes arrive as themselves. The value is not changed.
 *
 * Cost: one walk, about a third of what the clone that follows takes; and a copy of the value if something in it is special.
 *
 * @param root what the value is called in messages: `"result"`
 * @param medium what it travels by, if not in a message
 * @throws SerializationError for what cannot cross, naming its path (`args[0].handler is a function`): functions,
 *   symbols, instances of classes that are not registered, Proxies, Promises, ports and streams, more than 1,000
 *   levels. What only the engine finds (a detached buffer) `postMessage` throws: see {@link asSerializationError}.
 */
export function encode(value: unknown, root: string, medium: Medium = messageMedium): Encoded {
  if (isPrimitive(value)) return { value, specials: undefined };
  const payloads = new Map<object, unknown>();
  const scan = new Scan(root, medium, payloads);
  try {
    scan.visit(value, 0);
    if (!scan.foundSpecial) return { value, specials: undefined };
    const copy = new Copy(medium, payloads, scan.seen);
    return { value: copy.of(value, 0), specials: copy.specials };
  } catch (error) {
    if (isRefusal(error)) throw error;
    throw new SerializationError(
      `${String(scan.path)} could not be read in order to send it to another thread: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/**
 * {@link encode} for the arguments of a call, as they are now: a call may wait, and go out in one message with others
 * whose arguments are the same objects, and neither must show. So what is not all primitives is copied here. Arguments
 * that are all primitives cost a loop, and no memory but the answer.
 *
 * @param args a list of the library's own making, such as a rest parameter: an ordinary array without holes
 *   and named properties, which {@link encode} would have to look for
 * @param root what the list is called in messages
 * @param medium what it travels by
 * @throws SerializationError for what cannot cross; `postMessage` will find nothing more
 */
export function encodeArguments(
  args: readonly unknown[],
  root = "args",
  medium: Medium = messageMedium,
): Encoded {
  if (holdsPrimitivesOnly(args)) return { value: args, specials: undefined };
  const encoded = encode(args, root, medium);
  try {
    return structuredClone(encoded);
  } catch (error) {
    throw asSerializationError(error, root);
  }
}

/** Arguments that were moved, not copied. */
export interface Moved extends Encoded {
  /** What must be moved on when they are sent. */
  readonly moved: readonly Transferable[];
}

/**
 * {@link encodeArguments} for arguments of which some are moved: what is in the list is unusable here from now on.
 *
 * @param transfer what `postMessage` takes as its transfer list
 * @throws SerializationError as {@link encode}, and for what cannot be transferred; nothing is moved then
 */
export function moveArguments(args: readonly unknown[], transfer: readonly Transferable[]): Moved {
  const listed = new Set<unknown>(transfer);
  const medium: Medium = {
    kindOf: (value) => (listed.has(value) ? "whole" : messageMedium.kindOf(value)),
    refusalOf: (value) => messageMedium.refusalOf(value),
  };
  const { value, specials } = encode(args, "args", medium);
  try {
    for (const one of transfer) refuseDetached(one);
    return moveClone({ value, specials, moved: transfer }, transfer);
  } catch (error) {
    throw asSerializationError(error, "args");
  }
}

/** Node 20 would move the nothing that is left of a buffer. */
function refuseDetached(one: unknown): void {
  if (one instanceof ArrayBuffer) void new Uint8Array(one);
}

/**
 * Makes a thrown value ready for `postMessage`, whatever it is. Never throws: what cannot cross arrives as a
 * `SerializationError` that says what was thrown, with its message.
 *
 * Errors always cross: a property of theirs that cannot is left out; a `cause`, and an element of `errors`, is
 * replaced by such a `SerializationError`. `throw null` arrives as null.
 */
export function encodeThrown(error: unknown, medium: Medium = messageMedium): Encoded {
  try {
    return encode(error, "it", medium);
  } catch (reason) {
    return encode(inPlaceOf(error, "what was thrown", reason), "it", medium);
  }
}

/**
 * What `postMessage` threw for an encoded value, as the error to report: the engine knows of some things that a look
 * at the value does not show (a detached `ArrayBuffer`, a getter that changed its mind).
 *
 * @param root what the value is called: `"args"`, `"result"`
 */
export function asSerializationError(error: unknown, root: string): SerializationError | NotSharedError {
  if (isRefusal(error)) return error;
  return new SerializationError(`${root} cannot cross to another thread: ${messageOf(error)}`, {
    cause: error,
  });
}

/** Never throws: what a getter or `postMessage` threw may be anything, a revoked Proxy too. */
function isRefusal(error: unknown): error is SerializationError | NotSharedError {
  return attempt(() => error instanceof SerializationError || error instanceof NotSharedError) === true;
}

function messageOf(error: unknown): string {
  return (
    attempt(() => (error instanceof Error ? error.message : String(error))) ??
    "what was thrown cannot be read"
  );
}
