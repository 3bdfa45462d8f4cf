import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import { hasElementsOnly } from "#src/platform/value-kinds.js";

describe("hasElementsOnly", () => {
  const rows: readonly (readonly [name: string, array: unknown[], answer: boolean])[] = [
    ["two elements", [1, {}], true],
    ["many elements", Array.from({ length: 100_000 }, (_, index) => ({ index })), true],
    ["holes", Object.assign(Array(5000), { 3: 1 }), true],
    ["four billion holes", Object.assign([], { 4_000_000_000: 1 }), true],
    ["a hidden property", Object.defineProperty([1, 2], "hidden", { value: 1 }), true],
    ["a named property", Object.assign([1, 2], { name: 1 }), false],
    ["an empty name", Object.assign([1, 2], { "": 1 }), false],
    ["an own __proto__", Object.defineProperty([1, 2], "__proto__", { value: 1, enumerable: true }), false],
    ["a match of a regular expression", /(a)b/.exec("ab") ?? [], false],
    ["a getter", Object.defineProperty([1, 2], "x", { get: () => assert.fail(), enumerable: true }), false],
    ["an array of another realm with a name", runInNewContext("Object.assign([1, 2], { name: 1 })"), false],
  ];
  for (const [name, array, answer] of rows) {
    test(`${name}: ${answer}`, () => assert.equal(hasElementsOnly(array), answer));
  }

  test("a tag that throws does no harm", () => {
    const tagged = Object.defineProperty([1, 2], Symbol.toStringTag, { get: () => assert.fail() });
    assert.doesNotThrow(() => hasElementsOnly(tagged));
    assert.equal(hasElementsOnly(Object.assign(tagged, { name: 1 })), false);
  });

  test("whatever the program's defaults for inspect are", () => {
    const before = { ...inspect.defaultOptions };
    try {
      inspect.defaultOptions = {
        colors: true,
        numericSeparator: true,
        showHidden: true,
        maxArrayLength: 5,
        compact: false,
      };
      assert.equal(hasElementsOnly(Array(5000).fill(0)), true);
      assert.equal(hasElementsOnly(Object.assign([1, 2], { name: 1 })), false);
    } finally {
      inspect.defaultOptions = before;
    }
  });
});
