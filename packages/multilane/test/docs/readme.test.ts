/** The programs that the README shows are the programs that the tests run. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const readme = readFileSync(`${root}README.md`, "utf8");
const quoted = [...readme.matchAll(/<!-- (\S+\.ts) -->\n\n```ts\n([\s\S]*?)```/g)];

void test("the README quotes a program", () => {
  assert.ok(quoted.length > 0, "no <!-- path.ts --> before a ts block");
});

for (const [, path = "", code = ""] of quoted)
  void test(`the README's block is ${path}, to the letter`, () => {
    assert.equal(code, readFileSync(`${root}${path}`, "utf8"), `copy ${path} into the block under its name`);
  });
