/** `examples/run.mjs`, and that the README tells of every example. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "./support/folder.js";
import { runRunner } from "./support/run.js";
import { RecordingWeb } from "./support/web.js";

const examples = readdirSync(new URL("../", import.meta.url)).filter((file) => /^\d\d-.*\.ts$/.test(file));

void test("without a number it lists the examples, with a wrong one it says so", async () => {
  assert.equal(examples.length, 9);
  await using folder = await temporaryFolder();
  const list = await runRunner({ cwd: folder.path });
  assert.equal(list.code, 0);
  assert.deepEqual(
    list.lines.slice(1).map((line) => line.slice(0, 4).trim()),
    examples.map((file) => file.slice(0, 2)),
  );
  const wrong = await runRunner({ cwd: folder.path, args: ["10"] });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /^There is no example 10; there are these:\n/);
});

void test("what is not a URL of a web page is refused", async () => {
  await using folder = await temporaryFolder();
  const { stderr, code } = await runRunner({ cwd: folder.path, args: ["05", "ftp://example.org/"] });
  assert.equal(code, 1);
  assert.equal(stderr, '"ftp://example.org/" is not the URL of a web page: https://…\n');
});

void test("the embedded web answers when no URLs are given", async () => {
  await using folder = await temporaryFolder();
  const { lines, stderr, code } = await runRunner({ cwd: folder.path, args: ["5"] });
  assert.equal(stderr, "");
  assert.equal(code, 0);
  assert.equal(lines.filter((line) => /^Status code for .* is 200$/.test(line)).length, 5);
  assert.equal(lines.filter((line) => line.startsWith("Task failed!")).length, 1);
});

void test("URLs replace the embedded web, and the report is in the folder that is named", async () => {
  await using web = await RecordingWeb.start();
  await using folder = await temporaryFolder();
  const [url = ""] = web.urls(["page"]);
  const { lines, code } = await runRunner({ cwd: folder.path, args: ["09", url] });
  assert.equal(code, 0);
  assert.deepEqual(web.asked, ["page"]);
  assert.deepEqual(lines.slice(-2), [
    "1 URL, and 1 line in multilane-examples/status_report.txt:",
    `${url}: 200`,
  ]);
  assert.equal(
    readFileSync(join(folder.path, "multilane-examples/status_report.txt"), "utf8"),
    `${url}: 200\n`,
  );
});

void test("the README has every example", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  for (const file of examples) assert.ok(readme.includes(`(${file})`), `${file} is missing`);
});
