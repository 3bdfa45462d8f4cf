/** The programs that the documents show are the programs that the tests run. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const guide = readdirSync(`${root}docs/guide`).filter((file) => file.endsWith(".md"));
const documents = ["README.md", ...guide.map((file) => `docs/guide/${file}`)];

let count = 0;
for (const document of documents) {
  const text = readFileSync(`${root}${document}`, "utf8");
  for (const [, path = "", code = ""] of text.matchAll(/<!-- (\S+\.ts) -->\n\n```ts\n([\s\S]*?)```/g)) {
    count++;
    void test(`the block in ${document} is ${path}, to the letter`, () => {
      assert.equal(
        code,
        readFileSync(`${root}${path}`, "utf8"),
        `copy ${path} into the block under its name`,
      );
    });
  }
}

void test("the documents quote programs", () => {
  assert.ok(count >= 6, `only ${count} <!-- path.ts --> before a ts block`);
});
