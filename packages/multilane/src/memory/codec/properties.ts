/** Reading and writing properties by name, without meeting a setter or a lie of the type checker on the way. */
import { isProxy } from "../../platform/value-kinds.js";

/** The same object, as something with properties. For objects that are no Proxy. */
export function propertiesOf(value: object): Record<string, unknown> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object may be asked for any property: unknown
  return value as Record<string, unknown>;
}

/** Whether this can be looked into: anything but a primitive. */
export function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** An object's prototypes, nearest first; up to a Proxy, whose traps could answer anything, for ever. */
export function prototypesOf(value: object): readonly object[] {
  const prototypes: object[] = [];
  for (let one: unknown = Object.getPrototypeOf(value); isObject(one); one = Object.getPrototypeOf(one)) {
    prototypes.push(one);
    if (isProxy(one)) break;
  }
  return prototypes;
}

/** The name of the class that a prototype belongs to; `undefined` for an object that is nobody's prototype. */
export function className(prototype: object): string | undefined {
  if (isProxy(prototype)) return undefined;
  const type: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  if (typeof type !== "function" || isProxy(type)) return undefined;
  return nameOf(type) ?? "an anonymous class";
}

/** The name of a function or a class. Runs no code of its. */
export function nameOf(value: object): string | undefined {
  if (isProxy(value)) return undefined;
  const name: unknown = Object.getOwnPropertyDescriptor(value, "name")?.value;
  return typeof name === "string" && name !== "" ? name : undefined;
}

/**
 * Adds an ordinary own property, as structured clone does: `__proto__` becomes a key like any other, and nothing
 * inherited (a setter, a read-only property of a frozen `Object.prototype`) gets in the way.
 */
export function addProperty(target: object, key: string, value: unknown, enumerable = true): void {
  if (enumerable && !(key in target)) propertiesOf(target)[key] = value;
  else Object.defineProperty(target, key, { value, enumerable, configurable: true, writable: true });
}

/** What `read` answers, or `undefined` where it throws: for values whose getters nobody vouches for. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
