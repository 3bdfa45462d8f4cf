/**
 * What the codec puts on the wire. All of it can be cloned by `postMessage` as it stands.
 *
 * A value that structured clone would lose or change stands in the message as a record of how to make it again, a
 * {@link Special}; the same object is listed in `specials`. Structured clone keeps identity inside one message, so
 * the receiver knows a record by being that very object: no field of an ordinary value is ever taken for a mark.
 */

/** A property: `value` may be, or hold, other records. */
export type Field = readonly [key: string, value: unknown, enumerable: boolean];

/** An error. The receiver makes the first of `classes` that it knows, or else a `builtIn`. */
export interface ErrorRecord {
  readonly kind: "error";
  /** Names of the registered classes it is an instance of, nearest first. */
  readonly classes: readonly string[];
  /** Name of the nearest class of the language that it is an instance of. */
  readonly builtIn: string;
  readonly stack: string | undefined;
  /** `name`, `message` and `code` where they are not own properties: restored if the receiver's class has others. */
  readonly inherited: readonly Field[];
  /** Own properties that could cross, `message`, `cause` and `errors` among them. */
  fields: readonly Field[];
}

/** An instance of a registered class: its properties, or what the class's own `encode` answered. */
export interface InstanceRecord {
  readonly kind: "instance";
  readonly name: string;
  /** `undefined` where the class has its own `decode`. */
  fields: readonly Field[] | undefined;
  data: unknown;
}

/** A record that stands for a value which structured clone would lose or change. */
export type Special = ErrorRecord | InstanceRecord;

/**
 * A value made ready for `postMessage`. Both members must travel in the same message.
 *
 * Where nothing in it is special, `value` is the very value that was given and `specials` is `undefined`.
 */
export interface Encoded {
  readonly value: unknown;
  /** Inner ones first, as far as there are no cycles. */
  readonly specials: readonly Special[] | undefined;
}
