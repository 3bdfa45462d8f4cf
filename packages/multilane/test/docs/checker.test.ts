/** What the page about the checker shows is what runs, and what comes out. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { check, formatFailure } from "multilane/testing";
import type { Program } from "multilane/testing";
import { mutex2 } from "../check/known-bugs/mutex2.js";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const page = readFileSync(`${root}docs/checker.md`, "utf8");
const blocks = [...page.matchAll(/<!-- (\S+\.ts) -->\n\n```ts\n([\s\S]*?)```/g)];

void test("the page quotes the lock and its test, to the letter", () => {
  const [lock, itsTest] = blocks;
  for (const [, path = "", code = ""] of [lock, itsTest].map((block) => block ?? []))
    assert.equal(code, readFileSync(`${root}${path}`, "utf8"), `copy ${path} into the block under its name`);
  assert.equal(blocks.length, 2);
});

void test("the failure that the page shows is the one that the slip leads to", () => {
  const slip = mutex2(0, 1);
  const counts: Program = (agent) => {
    slip.lock(agent);
    agent.data(0).write(agent.data(0).read() + 1);
    slip.unlock(agent);
  };
  const { failure } = check({
    programs: [counts, counts, counts],
    words: 1,
    wordNames: { 0: "lock" },
    data: 1,
  });
  const [, output] = /<!-- the output -->\n\n```text\n([\s\S]*?)\n```/.exec(page) ?? [];
  assert.equal(output, failure && formatFailure(failure));
});
