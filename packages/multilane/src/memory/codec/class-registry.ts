/**
 * Which classes cross threads as themselves, under which name. One table per thread: a class is a different object
 * in every thread, its name is what they share.
 */
import { withArticle } from "../../platform/text.js";
import { builtInClasses } from "./built-in-classes.js";
import { isObject, prototypesOf } from "./properties.js";
import { describeValue } from "./refusal.js";

/** Any class, abstract or with a private constructor too. */
export interface Class<T extends object> {
  readonly name: string;
  readonly prototype: T;
}

/** How instances of a class are taken apart and made again; see {@link registerClass}. */
export interface ClassOptions<T extends object, D = unknown> {
  /** What the class is called on the way: the same in every thread, unique in the program. Default: the class's name. */
  readonly name?: string;
  /** What to send for an instance: anything that can itself cross. Default: its own enumerable properties. */
  encode?(instance: T): D;
  /** Makes an instance from what was sent. Default: `Object.create(prototype)` with the sent properties. */
  decode?(data: D): T;
}

/** {@link ClassOptions} of any class. Methods, so that those of one class are assignable. */
interface AnyClassOptions {
  encode?(instance: object): unknown;
  decode?(data: unknown): unknown;
}

/** A registered class, as the codec uses it. */
export interface Registration {
  readonly name: string;
  readonly prototype: object;
  readonly codec: AnyClassOptions;
}

const byPrototype = new Map<object, Registration>();
const byName = new Map<string, Registration>();

/** Prototypes of classes whose instances hold what no property shows, so that the default codec would lose it. */
const opaquePrototypes: readonly object[] = [
  Array.prototype,
  Map.prototype,
  Set.prototype,
  WeakMap.prototype,
  WeakSet.prototype,
  WeakRef.prototype,
  Promise.prototype,
  Date.prototype,
  RegExp.prototype,
  ArrayBuffer.prototype,
  SharedArrayBuffer.prototype,
  DataView.prototype,
  Object.getPrototypeOf(Uint8Array.prototype),
  String.prototype,
  Number.prototype,
  Boolean.prototype,
];

/**
 * Lets instances of a class cross threads as themselves. Without it an instance is refused (`SerializationError`),
 * because structured clone would strip its class without a word.
 *
 * Call it at module scope, in a module that both threads load: the one that defines the class is the natural place.
 *
 * ```ts
 * export class Point { constructor(readonly x: number, readonly y: number) {} }
 * registerClass(Point);
 * ```
 *
 * By default the own enumerable properties cross and the constructor does **not** run in the receiver; `#private`
 * fields, accessors and symbol keys do not cross. A class that has them needs `encode` and `decode`:
 *
 * ```ts
 * registerClass(Money, { encode: (money) => money.cents, decode: (cents: number) => Money.of(cents) });
 * ```
 *
 * Cycles and shared references are kept. While a class's own `decode` runs, a link in its data that leads back to
 * the instance that it is about to make is still `undefined`.
 *
 * An `Error` subclass takes no `encode` or `decode`: errors carry `message`, `stack`, `cause` and own properties, and
 * registration only gives them their class back. An unregistered one arrives as its nearest registered or built-in
 * ancestor, with its `name` and properties. The subclass of a registered class is not registered by that.
 *
 * Cost: a message that holds an instance is copied once before the engine copies it.
 *
 * @param options.name default: the class's name; give one where two modules name a class alike
 * @param options.encode called in the sending thread, once for an instance in a message
 * @param options.decode called in the receiving thread; default without it: the properties of what `encode` answered
 * @throws TypeError for something that is not a class; without a name; when another class has that name or the class
 *   is registered under another; when an `Error` subclass comes with `encode` or `decode`; when the class extends one
 *   whose state is not in properties (`Map`, `Array`, `Date`, …) and lacks them. The same class under the same name
 *   once more does nothing.
 */
export function registerClass<T extends object, D = unknown>(
  type: Class<T>,
  options: ClassOptions<T, D> = {},
): void {
  checkClass(type);
  const name = options.name ?? type.name;
  const { prototype } = type;
  if (name === "") {
    throw new TypeError(
      "registerClass needs a name that is not empty: give the class one, or pass { name: … } as the second argument",
    );
  }
  const before = byPrototype.get(prototype);
  if (before?.name === name) return;
  if (before !== undefined) {
    throw new TypeError(
      `the class ${type.name} is registered as ${JSON.stringify(before.name)} and cannot be ${JSON.stringify(name)} too: ` +
        "register it once, in the module that defines it",
    );
  }
  if (byName.has(name)) {
    throw new TypeError(
      `another class is registered as ${JSON.stringify(name)}: pass registerClass a { name: … } of its own, the same ` +
        "in every thread (or see that its module is not loaded twice, under two URLs)",
    );
  }
  checkCodec(type, options);
  register({ name, prototype, codec: options });
}

function checkClass(type: unknown): void {
  if (typeof type === "function" && isObject(type.prototype)) return;
  throw new TypeError(`registerClass takes a class, not ${describeValue(type)}`);
}

function checkCodec(type: Class<object>, codec: AnyClassOptions): void {
  const { prototype } = type;
  if (prototype === Object.prototype) {
    throw new TypeError("Object cannot be registered: plain objects cross as they are");
  }
  if (prototype instanceof Error) {
    if (codec.encode === undefined && codec.decode === undefined) return;
    throw new TypeError(
      `the Error subclass ${type.name} takes no encode or decode: errors carry their message, stack, cause and own ` +
        "properties anyway; keep what must cross in own properties",
    );
  }
  if (codec.encode !== undefined && codec.decode !== undefined) return;
  const chain = [prototype, ...prototypesOf(prototype)];
  const opaque = opaquePrototypes.find((one) => chain.includes(one));
  if (opaque !== undefined) {
    throw new TypeError(
      `the class ${type.name} holds what ${withArticle(opaque.constructor.name)} holds, which is not in its properties and would ` +
        "be lost: pass registerClass both encode and decode",
    );
  }
}

const sharing = new WeakSet<object>();

/** As {@link registerClass}, for a class whose objects stand for memory of this process: they mean nothing in another. */
export function registerSharedClass<T extends object, D>(type: Class<T>, options: ClassOptions<T, D>): void {
  registerClass(type, options);
  sharing.add(type.prototype);
}

/** Whether the class with this prototype was registered by {@link registerSharedClass}. */
export function isSharedClass(prototype: object): boolean {
  return sharing.has(prototype);
}

function register(registration: Registration): void {
  byPrototype.set(registration.prototype, registration);
  byName.set(registration.name, registration);
}

/** The class whose instances have this prototype, if it is registered; not its subclasses. */
export function registrationOf(prototype: object): Registration | undefined {
  return byPrototype.get(prototype);
}

/** The class that has this name in this thread. */
export function registrationNamed(name: string): Registration | undefined {
  return byName.get(name);
}

for (const registration of builtInClasses) register(registration);
