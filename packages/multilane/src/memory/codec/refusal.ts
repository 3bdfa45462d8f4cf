/** Sentences for values that cannot cross: what they are, and what to do instead. */
import { SerializationError } from "../../errors.js";
import {
  isArgumentsObject,
  isExternal,
  isGeneratorObject,
  isModuleNamespaceObject,
  isPromise,
  isProxy,
} from "../../platform/value-kinds.js";
import { needsTransfer } from "./platform-objects.js";
import { quote } from "./path.js";
import { attempt, className, isObject, nameOf, propertiesOf, prototypesOf } from "./properties.js";

/** What a value is and what to do, as the rest of a sentence that begins with where it is. */
export function refusalOf(value: unknown): string {
  const text = describeValue(value);
  return `is ${text}${adviceFor(value)}`;
}

const CANNOT = ", which cannot cross to another thread: ";

function adviceFor(value: unknown): string {
  if (typeof value === "function") {
    return `${CANNOT}pass plain data, and call the function from a task in a module that the other thread loads`;
  }
  if (typeof value === "symbol") return `${CANNOT}pass a string`;
  if (typeof value !== "object" || value === null) return CANNOT;
  if (isProxy(value)) return `${CANNOT}pass the object behind it, or a copy of its properties`;
  if (isPromise(value)) return `${CANNOT}await it first and pass its value`;
  if (isArgumentsObject(value)) return `${CANNOT}pass [...arguments]`;
  if (isModuleNamespaceObject(value)) return `${CANNOT}import the module in the other thread too`;
  if (isGeneratorObject(value)) return `${CANNOT}pass an array of what it yields`;
  if (isExternal(value)) return `${CANNOT}native code made it for this thread alone`;
  if (value instanceof AbortSignal) {
    return (
      `${CANNOT}pass it to a task of an executor as an argument, or submit with executor.with({ signal }) and ` +
      "read currentTask().signal in the task"
    );
  }
  if (value instanceof MessagePort) {
    return (
      ", which must be transferred: an argument crosses by executor.with({ transfer: [it] }); anything else through a " +
      "channel of your own (postMessage of a Worker or of another port, with a transfer list)"
    );
  }
  if (needsTransfer(value)) {
    return ", which must be transferred: an argument crosses by executor.with({ transfer: [it] }); or pass its content, or what it takes to open it there";
  }
  if (value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef) {
    return `${CANNOT}its references mean something in this thread only; pass the objects themselves`;
  }
  return classOf(value) === undefined
    ? ", which would arrive without that prototype: pass a plain object"
    : ", which is not registered and would arrive without its class: call registerClass for it in a module that both " +
        "threads load, or pass plain data";
}

/** What a value is, in a few words: `a function (onDone)`, `an instance of Point`. Runs none of its getters. */
export function describeValue(value: unknown): string {
  if (typeof value === "object") return value === null ? "null" : describeObject(value);
  if (typeof value === "function") {
    const name = nameOf(value);
    return name === undefined ? "a function" : `a function (${name})`;
  }
  if (typeof value === "symbol") return `a symbol (${String(value)})`;
  if (typeof value === "string") return `the string ${quote(value)}`;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") {
    return `the ${typeof value} ${value}`;
  }
  return "undefined";
}

function describeObject(value: object): string {
  if (isProxy(value)) return "a Proxy";
  if (isArgumentsObject(value)) return "an arguments object";
  if (isModuleNamespaceObject(value)) return "a module";
  if (isGeneratorObject(value)) return "a generator";
  const name = Object.getPrototypeOf(value) === null ? "Object" : classOf(value);
  if (name === undefined) return "an object with a prototype of its own";
  return name === "Object" ? "an object" : `an instance of ${name}`;
}

/**
 * The error to send in place of something that cannot cross and must not disappear either. Never throws.
 *
 * @param what what it was: `"the cause"`
 */
export function inPlaceOf(value: unknown, what: string, reason: unknown): SerializationError {
  const text = attempt(() => describeValue(value)) ?? "an object that cannot be read";
  const message: unknown = isObject(value) ? attempt(() => propertiesOf(value)["message"]) : undefined;
  const quoted = typeof message === "string" ? ` with the message ${quote(message)}` : "";
  const why =
    attempt(() => (reason instanceof Error ? reason.message : String(reason))) ?? "it cannot be read";
  return new SerializationError(`${what}, ${text}${quoted}, could not cross to another thread: ${why}`);
}

function classOf(value: object): string | undefined {
  const [prototype] = attempt(() => prototypesOf(value)) ?? [];
  return prototype === undefined ? undefined : className(prototype);
}
