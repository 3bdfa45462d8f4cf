/**
 * The first look at a value, which copies nothing: refuses what cannot cross, naming its path, and finds out whether
 * anything in it needs a record. Most values hold nothing special and are then sent as they are.
 *
 * What structured clone does not look at is not looked at: symbol keys, properties that are not enumerable, named
 * properties of a Map, Set or Date. A getter is read here and again by the engine.
 */
import { NotSharedError, SerializationError } from "../../errors.js";
import { hasElementsOnly, isMap, isSet } from "../../platform/value-kinds.js";
import { headlineOf } from "../../platform/text.js";
import { registrationOf } from "./class-registry.js";
import type { Registration } from "./class-registry.js";
import type { Medium } from "./medium.js";
import { elementStep, encodeStep, keyStep, memberStep, Path, valueStep } from "./path.js";
import { isObject, propertiesOf } from "./properties.js";
import { describeValue } from "./refusal.js";

/**
 * How deep objects may lie in each other. The engine clones recursively: on Node 20 a main thread that clones 1,900
 * levels overflows its stack, where a worker takes 7,700, so a worker could send what main cannot receive. A constant
 * limit fails at the sender, and for everyone alike.
 */
export const MAX_DEPTH = 1000;

/** What is wrong with a value that lies deeper. */
export const TOO_DEEP: string =
  `lies in ${MAX_DEPTH} objects or more, one in the other, which is too deep to cross to another thread: pass it ` +
  "flat, for example as an array";

/** How many levels of the message one level of a record takes: the record, its fields, a field. */
export const RECORD_LEVELS = 3;

/** Up to how many properties an object is small: cheaper to look at twice than to remember, an array's keys to list. */
const FEW = 64;

/** How many holes a loop over an array may meet before its keys are listed instead: its length may be 4 billion. */
const MANY_HOLES = 1000;

/** Whether structured clone reproduces a value alone: not an object, a function or a symbol. */
export function isPrimitive(value: unknown): boolean {
  return (
    (typeof value !== "object" || value === null) && typeof value !== "function" && typeof value !== "symbol"
  );
}

/** Whether all elements are primitives. For an array without holes. */
export function holdsPrimitivesOnly(array: readonly unknown[]): boolean {
  for (const item of array) if (!isPrimitive(item)) return false;
  return true;
}

/** One walk through a value. */
export class Scan {
  /** Where the walk is; where it stopped, after an error. */
  readonly path: Path;
  /**
   * Objects that need no second look. Small ones that hold primitives only are not listed: looking again is cheaper
   * than remembering.
   */
  readonly seen: Set<object> = new Set();
  /** Whether something needs a record. */
  foundSpecial = false;
  readonly #medium: Medium;
  readonly #known: ReadonlySet<object> | undefined;
  readonly #payloads: Map<object, unknown>;

  /**
   * @param root what the value is called in messages
   * @param medium says what can cross
   * @param payloads where the answers of the classes' own `encode` go: it is called once for an instance
   * @param known objects that an earlier walk found to be fine
   */
  constructor(root: string, medium: Medium, payloads: Map<object, unknown>, known?: ReadonlySet<object>) {
    this.path = new Path(root);
    this.#medium = medium;
    this.#payloads = payloads;
    this.#known = known;
  }

  /**
   * Looks at a value and all that it holds, but not into errors: their properties are dropped where they cannot
   * cross, and so never a reason to refuse.
   *
   * @param depth how many objects it lies in
   * @throws SerializationError (NotSharedError) for the first thing that cannot cross; and whatever a getter throws
   */
  visit(value: unknown, depth: number): void {
    if (isPrimitive(value)) return;
    if (!isObject(value) || typeof value === "function") throw this.#refuseValue(value);
    if (this.seen.has(value) || this.#known?.has(value) === true) return;
    if (depth >= MAX_DEPTH) throw this.#refuse(TOO_DEEP);
    switch (this.#medium.kindOf(value)) {
      case "plain":
        return this.#visitProperties(value, depth + 1);
      case "array":
        return this.#visitArray(value, depth + 1);
      case "map":
        return this.#visitMap(value, depth + 1);
      case "set":
        return this.#visitSet(value, depth + 1);
      case "whole":
        return;
      case "error":
        this.foundSpecial = true;
        return;
      case "instance":
        this.foundSpecial = true;
        this.seen.add(value);
        return this.#visitInstance(value, depth + RECORD_LEVELS);
      case "refused":
        throw this.#refuseValue(value);
    }
  }

  #visitProperties(value: object, depth: number): void {
    const properties = propertiesOf(value);
    const keys = Object.keys(value);
    if (keys.length > FEW) this.seen.add(value);
    for (const key of keys) {
      const item = this.#read(properties, key);
      if (isPrimitive(item)) continue;
      this.seen.add(value);
      this.#step(key, item, depth);
    }
  }

  #visitArray(value: object, depth: number): void {
    if (!Array.isArray(value)) return;
    if (value.length > FEW) {
      this.seen.add(value);
      if (hasElementsOnly(value) && this.#visitElements(value, depth)) return;
    }
    const properties = propertiesOf(value);
    for (const key of Object.keys(value)) {
      const item = this.#read(properties, key);
      if (isPrimitive(item)) continue;
      this.seen.add(value);
      this.#step(elementStep(key), item, depth);
    }
  }

  /** Answers `false`, half-way, for an array that is mostly holes. */
  #visitElements(array: readonly unknown[], depth: number): boolean {
    let holes = 0;
    for (let index = 0; index < array.length; index++) {
      const item = array[index];
      if (!isPrimitive(item)) this.#step(index, item, depth);
      else if (item === undefined && !Object.hasOwn(array, index) && ++holes > MANY_HOLES) return false;
    }
    return true;
  }

  #visitMap(value: object, depth: number): void {
    if (!isMap(value)) return;
    this.seen.add(value);
    let index = 0;
    Map.prototype.forEach.call(value, (item: unknown, key: unknown) => {
      if (!isPrimitive(key)) this.#step(keyStep(index), key, depth);
      if (!isPrimitive(item)) this.#step(valueStep(key, index), item, depth);
      index++;
    });
  }

  #visitSet(value: object, depth: number): void {
    if (!isSet(value)) return;
    this.seen.add(value);
    let index = 0;
    Set.prototype.forEach.call(value, (item: unknown) => {
      if (!isPrimitive(item)) this.#step(memberStep(index), item, depth);
      index++;
    });
  }

  #visitInstance(value: object, depth: number): void {
    const registration = registrationOf(Object.getPrototypeOf(value));
    if (registration?.codec.encode === undefined) return this.#visitProperties(value, depth);
    const payload = this.#payload(value, registration);
    this.#step(encodeStep, payload, depth);
  }

  /** What the class's own `encode` answers for an instance. */
  #payload(value: object, { name, codec }: Registration): unknown {
    if (!this.#payloads.has(value)) {
      let payload: unknown;
      try {
        payload = codec.encode?.(value);
      } catch (error) {
        const why =
          error instanceof SerializationError
            ? `: ${error.message}`
            : `, because encode of the class ${name} threw ${headlineOf(error)}`;
        throw this.#refuse(`cannot cross to another thread${why}`, error);
      }
      this.#payloads.set(value, payload);
    }
    const payload = this.#payloads.get(value);
    if (codec.decode !== undefined || isObject(payload)) return payload;
    throw this.#refuse(
      `cannot cross to another thread, because encode of the class ${name} answered ${describeValue(payload)} ` +
        "instead of an object with the instance's properties: register the class with a decode as well",
    );
  }

  /** A property; where its getter throws, the path leads to it. */
  #read(properties: Record<string, unknown>, key: string): unknown {
    try {
      return properties[key];
    } catch (error) {
      this.path.push(key);
      throw error;
    }
  }

  #step(step: Parameters<Path["push"]>[0], value: unknown, depth: number): void {
    this.path.push(step);
    this.visit(value, depth);
    this.path.pop();
  }

  #refuseValue(value: unknown): SerializationError | NotSharedError {
    if (this.#medium.isShared?.(value) !== true) return this.#refuse(this.#medium.refusalOf(value));
    return new NotSharedError(`${String(this.path)} ${this.#medium.refusalOf(value)}`);
  }

  #refuse(why: string, cause?: unknown): SerializationError {
    return new SerializationError(`${String(this.path)} ${why}`, cause === undefined ? undefined : { cause });
  }
}
