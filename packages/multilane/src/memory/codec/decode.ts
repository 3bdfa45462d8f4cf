/** A value that arrived from another thread: records become what they stand for, in place. */
import { SerializationError } from "../../errors.js";
import { registrationNamed } from "./class-registry.js";
import type { Encoded, Field, InstanceRecord, Special } from "./encoded.js";
import { makeError } from "./error-record.js";
import { addProperty, attempt, isObject, propertiesOf } from "./properties.js";

/**
 * The value that was encoded in another thread. Changes the message's own objects, which nobody else has.
 *
 * Cost: nothing where nothing is special; otherwise one walk.
 *
 * @throws SerializationError when the value holds an instance of a class that this thread has not registered, or
 *   whose `decode` throws. Inside an error that error stands in the instance's place instead: a failure is not hidden
 *   behind another.
 */
export function decode({ value, specials }: Encoded): unknown {
  return specials === undefined ? value : new Revival(value, specials).run();
}

/** Stands for the value of a record that is not made yet: its class's `decode` runs, and this is a link back to it. */
const LATER: unique symbol = Symbol("later");

class Revival {
  readonly #value: unknown;
  readonly #records: ReadonlyMap<unknown, Special>;
  /** What the records stand for, as far as it is made. */
  readonly #revived = new Map<unknown, unknown>();
  /** Records without which the call fails; `undefined`: all. The others are inside errors only. */
  readonly #required: ReadonlySet<Special> | undefined;
  readonly #visited = new Set<object>();
  /** Objects that are still to be looked into. A list, not a recursion: the value may be deep. */
  readonly #waiting: unknown[] = [];
  /** Links to set again once everything is made. */
  readonly #later: (() => void)[] = [];

  constructor(value: unknown, specials: readonly Special[]) {
    this.#value = value;
    this.#records = new Map(specials.map((record) => [record, record]));
    if (specials.some((record) => record.kind === "error")) this.#required = this.#reachable();
  }

  run(): unknown {
    const pending: InstanceRecord[] = [];
    for (const record of this.#records.values()) {
      if (record.kind === "error") this.#revived.set(record, makeError(record));
      else if (record.fields === undefined) pending.push(record);
      else this.#makeInstance(record);
    }
    for (const record of pending) this.#decodeInstance(record);
    this.#fill(this.#value);
    for (const setAgain of this.#later) setAgain();
    return this.#resolve(this.#value);
  }

  /** An empty instance, so that links to it can be set before its properties are there. */
  #makeInstance(record: InstanceRecord): void {
    const registration = registrationNamed(record.name);
    if (registration === undefined) this.#fail(record, unknownClass(record.name));
    else this.#revived.set(record, Object.create(registration.prototype));
  }

  #decodeInstance(record: InstanceRecord): void {
    const codec = registrationNamed(record.name)?.codec;
    if (codec?.decode === undefined) return this.#fail(record, unknownClass(record.name));
    this.#fill(record.data);
    const data = this.#resolve(record.data);
    try {
      this.#revived.set(record, codec.decode(data === LATER ? undefined : data));
    } catch (error) {
      const why =
        attempt(() => (error instanceof Error ? error.message : String(error))) ?? "an unreadable value";
      const message = `decode of the class ${record.name} threw while a value from another thread was read: ${why}`;
      this.#fail(record, new SerializationError(message, { cause: error }));
    }
  }

  #fail(record: Special, error: SerializationError): void {
    if (this.#required === undefined || this.#required.has(record)) throw error;
    this.#revived.set(record, error);
  }

  /** The records that the value leads to by other ways than through an error. */
  #reachable(): ReadonlySet<Special> {
    const reached = new Set<Special>();
    const seen = new Set<unknown>();
    const waiting: unknown[] = [this.#value];
    while (waiting.length > 0) {
      const next = waiting.pop();
      if (!isObject(next) || seen.has(next)) continue;
      seen.add(next);
      const record = this.#records.get(next);
      if (record === undefined) waiting.push(...contentOf(next));
      else {
        reached.add(record);
        if (record.kind === "instance")
          waiting.push(record.data, ...(record.fields ?? []).map(([, value]) => value));
      }
    }
    return reached;
  }

  /** Puts revived values in place of the records in an object, and in all that it leads to. */
  #fill(root: unknown): void {
    this.#waiting.push(root);
    while (this.#waiting.length > 0) {
      const next = this.#waiting.pop();
      if (!isObject(next) || this.#visited.has(next)) continue;
      this.#visited.add(next);
      const record = this.#records.get(next);
      if (record === undefined) this.#fillContainer(next);
      else if (record.kind === "instance" && record.fields === undefined) this.#waiting.push(record.data);
      else this.#fillFields(this.#revived.get(record), record.fields ?? []);
    }
  }

  #fillFields(target: unknown, fields: readonly Field[]): void {
    if (!isObject(target)) return;
    for (const [key, value, enumerable] of fields) {
      this.#put(value, (revived) => addProperty(target, key, revived, enumerable));
    }
  }

  #fillContainer(container: object): void {
    if (container instanceof Map) this.#fillMap(container);
    else if (container instanceof Set) this.#fillSet(container);
    else if (isPlain(container)) {
      const properties = propertiesOf(container);
      for (const key of Object.keys(container)) {
        const value = properties[key];
        if (isObject(value)) this.#put(value, (revived) => (properties[key] = revived));
      }
    }
  }

  #fillMap(map: Map<unknown, unknown>): void {
    const entries = [...map];
    const setAll = (): void => {
      map.clear();
      for (const [key, value] of entries.map((entry) => entry.map((one) => this.#resolve(one)))) {
        if (key !== LATER) map.set(key, value === LATER ? undefined : value);
      }
    };
    this.#putAll(entries.flat(), setAll);
  }

  #fillSet(set: Set<unknown>): void {
    const members = [...set];
    const setAll = (): void => {
      set.clear();
      for (const member of members.map((one) => this.#resolve(one))) if (member !== LATER) set.add(member);
    };
    this.#putAll(members, setAll);
  }

  /** Maps and Sets are filled anew, so that their order stays. */
  #putAll(content: readonly unknown[], setAll: () => void): void {
    for (const one of content) this.#waiting.push(one);
    if (content.some((one) => this.#records.has(one))) setAll();
    if (content.some((one) => this.#resolve(one) === LATER)) this.#later.push(setAll);
  }

  #put(value: unknown, set: (value: unknown) => void): void {
    this.#waiting.push(value);
    const revived = this.#resolve(value);
    set(revived === LATER ? undefined : revived);
    if (revived === LATER) this.#later.push(() => set(this.#revived.get(value)));
  }

  #resolve(value: unknown): unknown {
    if (!this.#records.has(value)) return value;
    return this.#revived.has(value) ? this.#revived.get(value) : LATER;
  }
}

/** Whether this is an array or an ordinary object of this realm: all that structured clone makes with properties. */
function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

function contentOf(container: object): readonly unknown[] {
  if (container instanceof Map) return [...container].flat();
  if (container instanceof Set) return [...container];
  return isPlain(container) ? Object.values(container) : [];
}

function unknownClass(name: string): SerializationError {
  return new SerializationError(
    `a value from another thread is an instance of the class registered as ${JSON.stringify(name)}, which this thread ` +
      `does not know: import the module that registers ${JSON.stringify(name)} here too`,
  );
}
