/**
 * The second walk, for a value that holds something special: a copy of its objects, arrays, Maps and Sets, with a
 * record at the place of every error and of every instance of a registered class. Cycles and shared references are
 * kept; what structured clone copies whole stays the very object.
 */
import { SerializationError } from "../../errors.js";
import { isMap, isProxy, isSet } from "../../platform/value-kinds.js";
import { registrationOf } from "./class-registry.js";
import type { ErrorRecord, Field, InstanceRecord, Special } from "./encoded.js";
import { takeErrorApart } from "./error-record.js";
import type { Medium } from "./medium.js";
import { addProperty, isObject, propertiesOf } from "./properties.js";
import { inPlaceOf } from "./refusal.js";
import { isPrimitive, MAX_DEPTH, RECORD_LEVELS, Scan, TOO_DEEP } from "./scan.js";

/** One copy of a value; the walk before it found nothing to refuse. */
export class Copy {
  /** The records so far, inner ones first. */
  readonly specials: Special[] = [];
  readonly #copies = new Map<object, object>();
  /** What has a copy, in order: to forget the copies that a field which turned out not to cross had begun. */
  readonly #copied: object[] = [];
  readonly #medium: Medium;
  readonly #payloads: Map<object, unknown>;
  readonly #known: Set<object>;

  /** @param medium says what can cross @param payloads @param known what {@link Scan} learned: answers of `encode`, and objects that may cross */
  constructor(medium: Medium, payloads: Map<object, unknown>, known: Set<object>) {
    this.#medium = medium;
    this.#payloads = payloads;
    this.#known = known;
  }

  /** The copy of a value; the same one for the same object. */
  of(value: unknown, depth: number): unknown {
    if (isPrimitive(value)) return value;
    // Only a getter that changes its mind brings a function or a symbol here.
    if (!isObject(value) || typeof value === "function")
      throw new SerializationError(`a property ${this.#medium.refusalOf(value)}`);
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    if (depth >= MAX_DEPTH) throw new SerializationError(TOO_DEEP);
    switch (this.#medium.kindOf(value)) {
      case "plain":
        return this.#copyProperties(value, this.#remember(value, {}), depth + 1);
      case "array":
        return this.#copyArray(value, depth + 1);
      case "map":
        return this.#copyMap(value, depth + 1);
      case "set":
        return this.#copySet(value, depth + 1);
      case "whole":
        return value;
      case "error":
        return this.#copyError(value, depth + RECORD_LEVELS);
      case "instance":
        return this.#copyInstance(value, depth + RECORD_LEVELS);
      case "refused":
        break;
    }
    throw new SerializationError(`a property ${this.#medium.refusalOf(value)}`);
  }

  #remember<T extends object>(value: object, copy: T): T {
    this.#copies.set(value, copy);
    this.#copied.push(value);
    return copy;
  }

  #copyProperties(value: object, copy: object, depth: number): object {
    const properties = propertiesOf(value);
    for (const key of Object.keys(value)) addProperty(copy, key, this.of(properties[key], depth));
    return copy;
  }

  #copyArray(value: object, depth: number): object {
    const copy: unknown[] = this.#remember(value, []);
    if (Array.isArray(value)) copy.length = value.length;
    return this.#copyProperties(value, copy, depth);
  }

  #copyMap(value: object, depth: number): object {
    const copy = this.#remember(value, new Map<unknown, unknown>());
    if (!isMap(value)) return copy;
    Map.prototype.forEach.call(value, (item: unknown, key: unknown) => {
      copy.set(this.of(key, depth), this.of(item, depth));
    });
    return copy;
  }

  #copySet(value: object, depth: number): object {
    const copy = this.#remember(value, new Set<unknown>());
    if (isSet(value)) Set.prototype.forEach.call(value, (item: unknown) => copy.add(this.of(item, depth)));
    return copy;
  }

  #copyInstance(value: object, depth: number): InstanceRecord {
    const registration = registrationOf(Object.getPrototypeOf(value));
    if (registration === undefined)
      throw new SerializationError(`a property ${this.#medium.refusalOf(value)}`);
    const { name, codec } = registration;
    const record: InstanceRecord = this.#remember(value, {
      kind: "instance",
      name,
      fields: undefined,
      data: undefined,
    });
    const source: unknown = this.#payloads.has(value) ? this.#payloads.get(value) : value;
    if (codec.decode === undefined) record.fields = this.#copyFields(source, depth);
    else record.data = source === value ? this.#copyProperties(value, {}, depth) : this.of(source, depth);
    this.specials.push(record);
    return record;
  }

  #copyFields(source: unknown, depth: number): readonly Field[] {
    if (!isObject(source)) return [];
    const properties = propertiesOf(source);
    return Object.keys(source).map((key): Field => [key, this.of(properties[key], depth), true]);
  }

  /** Never fails: a field that cannot cross is left out. */
  #copyError(error: object, depth: number): ErrorRecord {
    const { record, fields } = takeErrorApart(error);
    this.#remember(error, record);
    record.fields = fields.flatMap((field) => this.#copyErrorField(field, depth));
    this.specials.push(record);
    return record;
  }

  #copyErrorField([key, value, enumerable]: Field, depth: number): readonly Field[] {
    try {
      return [[key, this.#copyChecked(value, depth), enumerable]];
    } catch (reason) {
      if (key === "errors" && !isProxy(value) && Array.isArray(value)) {
        return [[key, this.#copyErrors(value, depth + 1), enumerable]];
      }
      if (key === "cause" || key === "error" || key === "suppressed") {
        return [[key, this.#copyError(inPlaceOf(value, `the ${key}`, reason), depth), enumerable]];
      }
      return [];
    }
  }

  /** The errors of an `AggregateError`, where at least one of them cannot cross. */
  #copyErrors(errors: readonly unknown[], depth: number): readonly unknown[] {
    return errors.map((error, index) => {
      try {
        return this.#copyChecked(error, depth);
      } catch (reason) {
        return this.#copyError(inPlaceOf(error, `errors[${index}]`, reason), depth);
      }
    });
  }

  /** A copy of something that no walk has looked at yet; or an error, and nothing has happened. */
  #copyChecked(value: unknown, depth: number): unknown {
    if (isPrimitive(value)) return value;
    const [copied, specials] = [this.#copied.length, this.specials.length];
    try {
      const scan = new Scan("it", this.#medium, this.#payloads, this.#known);
      scan.visit(value, depth);
      for (const one of scan.seen) this.#known.add(one);
      return this.of(value, depth);
    } catch (reason) {
      for (const one of this.#copied.splice(copied)) this.#copies.delete(one);
      this.specials.length = specials;
      throw reason;
    }
  }
}
