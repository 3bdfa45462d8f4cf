/** Object graphs for property tests: any shape, with shared references and cycles; and how to compare two of them. */
import { types } from "node:util";
import fc from "fast-check";
import { registerClass } from "#src/memory/codec/codec.js";

/** Registered, with the default codec. */
export class Point {
  [key: string]: unknown;
}
registerClass(Point, { name: "graphs.Point" });

/** Registered, with a codec of its own: its content is in a private field. */
export class Box {
  #holder: { content: unknown };
  constructor(holder: { content: unknown } = { content: undefined }) {
    this.#holder = holder;
  }
  get content(): unknown {
    return this.#holder.content;
  }
  set content(value: unknown) {
    this.#holder.content = value;
  }
  static {
    registerClass(Box, {
      name: "graphs.Box",
      encode: (box) => box.#holder,
      decode: (holder) => new Box(holder),
    });
  }
}

/** Registered error. */
export class GraphError extends Error {}
registerClass(GraphError, { name: "graphs.GraphError" });

type Entry = readonly [key: string, value: unknown, target: number];

interface NodeSpec {
  readonly kind: string;
  readonly entries: readonly Entry[];
}

const containers = ["object", "null-prototype", "array", "sparse", "map", "set"] as const;
const leaves = ["date", "regexp", "bytes", "shared", "boxed", "bigint-array"] as const;
const specials = [
  "error",
  "type-error",
  "graph-error",
  "aggregate",
  "point",
  "box",
  "url",
  "buffer",
] as const;

const key = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "length",
    "0",
    "7",
    "kind",
    "value",
    "specials",
    "\ud800",
  ),
);
const primitive = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, 0, -0, NaN, Infinity, true, "", "\ud800", "\udc00x", 2n ** 70n),
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.bigInt(),
);

function nodes(kinds: readonly string[]): fc.Arbitrary<NodeSpec[]> {
  // A target within the list is a link to that node: shared references and cycles come by themselves.
  const entry = fc.tuple(key, primitive, fc.integer({ min: -8, max: 11 }));
  const node = fc.record({ kind: fc.constantFrom(...kinds), entries: fc.array(entry, { maxLength: 4 }) });
  return fc.array(node, { minLength: 1, maxLength: 12 });
}

function create(kind: string): unknown {
  switch (kind) {
    case "object":
      return {};
    case "null-prototype":
      return Object.create(null);
    case "array":
    case "sparse":
      return [];
    case "map":
      return new Map();
    case "set":
      return new Set();
    case "date":
      return new Date(86_400_000);
    case "regexp":
      return /a+/giu;
    case "bytes":
      return new Uint8Array(new ArrayBuffer(8), 2, 3).fill(7);
    case "shared":
      return new Int32Array(new SharedArrayBuffer(8));
    case "boxed":
      return Object("boxed");
    case "bigint-array":
      return new BigInt64Array([1n, -1n]);
    case "error":
      return new Error("plain");
    case "type-error":
      return new TypeError("typed", { cause: undefined });
    case "graph-error":
      return new GraphError("registered");
    case "aggregate":
      return new AggregateError([1, new RangeError("inner")], "several");
    case "point":
      return new Point();
    case "box":
      return new Box();
    case "url":
      return new URL("http://example.test/a?b#c");
    case "buffer":
      return Buffer.from("pooled");
    default:
      throw new Error(kind);
  }
}

function connect(spec: NodeSpec, node: unknown, all: readonly unknown[]): void {
  const entries = spec.entries.map(
    ([name, value, target]) => [name, target in all ? all[target] : value] as const,
  );
  if (node instanceof Map) for (const [name, value] of entries) node.set(value, name).set(name, value);
  else if (node instanceof Set) for (const [, value] of entries) node.add(value);
  else if (node instanceof Box) for (const [, value] of entries) node.content = value;
  else if (Array.isArray(node)) {
    for (const [index, [name, value]] of entries.entries()) {
      if (spec.kind === "sparse") {
        node[index * 3 + 1] = value;
        node.length += 2;
      } else if (name === "length" || /^\d+$/.test(name)) node.push(value);
      else Object.defineProperty(node, name, { value, enumerable: true, configurable: true, writable: true });
    }
  } else if ((leaves as readonly string[]).includes(spec.kind) || ["url", "buffer"].includes(spec.kind))
    return;
  else {
    for (const [name, value] of entries) {
      if (node instanceof Error && ["length", "stack"].includes(name)) continue;
      Object.defineProperty(node, name, { value, enumerable: true, configurable: true, writable: true });
    }
  }
}

function build(specs: readonly NodeSpec[]): unknown {
  const all = specs.map(({ kind }) => create(kind));
  for (const [index, spec] of specs.entries()) connect(spec, all[index], all);
  return all[0];
}

/** What structured clone reproduces. */
export const cloneable: fc.Arbitrary<unknown> = fc.oneof(
  primitive,
  nodes([...containers, ...containers, ...leaves]).map(build),
);

/** The same with errors and instances of registered classes in it. */
export const anything: fc.Arbitrary<unknown> = nodes([
  ...containers,
  ...leaves,
  ...specials,
  ...specials,
]).map(build);

/** The same as far as it can be written as bytes: without shared memory. */
export const writable: fc.Arbitrary<unknown> = nodes([
  ...containers,
  ...leaves.filter((kind) => kind !== "shared"),
  ...specials,
]).map(build);

/** Plain objects and arrays in each other, of sizes around the limits of the quick way to bytes. */
export const plain: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small", withCrossShrink: true }, primitive, tie("array"), tie("object")),
  array: fc.array(tie("value"), { maxLength: 34 }),
  object: fc
    .array(fc.tuple(key, tie("value")), { maxLength: 5 })
    .map((entries) => Object.fromEntries(entries)),
})).value;

/**
 * A text that is equal for two values if nothing tells them apart: types, order, identity of every object, holes, -0,
 * lone surrogates, classes. A null prototype counts as `Object.prototype`: structured clone gives it that.
 */
export function portrait(value: unknown): string {
  const ids = new Map<object, number>();
  const lines: string[] = [];
  const waiting: object[] = [];
  const name = (one: unknown): string => {
    if (typeof one === "string")
      return `"${Array.from({ length: one.length }, (_, i) => one.charCodeAt(i).toString(16)).join(".")}"`;
    if ((typeof one !== "object" && typeof one !== "function") || one === null) {
      return Object.is(one, -0) ? "-0" : `${typeof one} ${String(one)}`;
    }
    if (!ids.has(one)) {
      ids.set(one, ids.size);
      waiting.push(one);
    }
    return `#${ids.get(one)}`;
  };
  const top = name(value);
  for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
    const prototype: unknown = Object.getPrototypeOf(one);
    const type = prototype === null ? "Object" : (prototype as object).constructor.name;
    const content = contentOf(one, name);
    // Bytes of one memory are compared as text; a view is compared by what it shows.
    const keys = ArrayBuffer.isView(one) || types.isStringObject(one) ? [] : Object.keys(one);
    const own = one as Record<string, unknown>;
    lines.push(
      `${ids.get(one)} ${type} ${content} {${keys.map((k) => `${name(k)}: ${name(own[k])}`).join(", ")}}`,
    );
  }
  return [top, ...lines].join("\n");
}

function contentOf(one: object, name: (value: unknown) => string): string {
  if (one instanceof Error) {
    const hidden = ["message", "stack", "cause", "errors"].filter((k) => Object.hasOwn(one, k));
    const own = one as unknown as Record<string, unknown>;
    return `${Object.prototype.toString.call(one)} ${hidden.map((k) => `${k}=${name(own[k])}`).join(" ")}`;
  }
  if (one instanceof Map) return [...one].map(([k, v]) => `${name(k)} => ${name(v)}`).join(", ");
  if (one instanceof Set) return [...one].map(name).join(", ");
  if (one instanceof Box) return name(one.content);
  if (ArrayBuffer.isView(one))
    return `${one.byteLength} ${Buffer.from(one.buffer, one.byteOffset, one.byteLength).toString("hex")}`;
  if (one instanceof Date || one instanceof RegExp || types.isStringObject(one) || one instanceof URL)
    return String(one);
  return Array.isArray(one) ? `length ${one.length}` : "";
}
