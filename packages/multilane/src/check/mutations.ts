/** The ways in which an operation can be done wrong. */
import type { Operation } from "./operation.js";

/** What is done instead of an operation; `undefined` if this mutation does not apply to it. */
type Mutation = (operation: Operation) => Operation | undefined;

const skip = (operation: Operation, result: number | "ok" | "not-equal" | "later"): Operation => ({
  kind: "skip",
  result,
  instead: operation.kind,
});

/** Leaves it out. What changes a word still answers what the word holds. */
function leftOut(operation: Operation): Operation | undefined {
  switch (operation.kind) {
    case "store":
    case "notify":
      return skip(operation, 0);
    case "add":
    case "and":
    case "or":
    case "exchange":
      return { kind: "load", word: operation.word };
    case "wait":
      return skip(operation, "ok");
    case "waitAsync":
      return skip(operation, "not-equal");
    case "load":
    case "compareExchange":
    case "read":
    case "write":
    case "pause":
    case "section":
    case "skip":
    case "overwrite":
      break;
  }
  return undefined;
}

/** By name. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "left out": leftOut,
  "reads 0": (operation) => (operation.kind === "load" ? skip(operation, 0) : undefined),
  "after the next operation": (operation) =>
    operation.kind === "store" ? skip(operation, "later") : undefined,
  "exchanges always": (operation) =>
    operation.kind === "compareExchange"
      ? { kind: "overwrite", word: operation.word, value: operation.value, result: operation.expected }
      : undefined,
  "exchanges never": (operation) =>
    operation.kind === "compareExchange" ? { kind: "load", word: operation.word } : undefined,
  "never times out": (operation) =>
    operation.kind === "wait" && operation.time !== "endless" ? { ...operation, time: "endless" } : undefined,
  "wakes one": (operation) =>
    operation.kind === "notify" && operation.count > 1 ? { ...operation, count: 1 } : undefined,
  "wakes all": (operation) =>
    operation.kind === "notify" && operation.count < Infinity ? { ...operation, count: Infinity } : undefined,
};
