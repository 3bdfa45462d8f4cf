/** Example 05. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { temporaryFolder } from "./support/folder.js";
import { runExample } from "./support/run.js";
import { RecordingWeb } from "./support/web.js";

void test("05: two lanes, and a lane that is free takes the next URL while the other is busy", async () => {
  await using web = await RecordingWeb.start();
  await using folder = await temporaryFolder();
  // The first page is answered only when the third is asked for, and the third only when the first is.
  const args = web.urls([
    "after/third/first",
    "second",
    "after/first/third",
    "fourth",
    "drop/fifth",
    "sixth",
  ]);
  const [first = "", second = "", third = "", fourth = "", fifth = "", sixth = ""] = args;

  const { lines, stderr, code } = await runExample("05-pool", { cwd: folder.path, args });

  assert.equal(stderr, "");
  assert.equal(code, 0);
  const place = (start: string): number => {
    const index = lines.findIndex((line) => line.startsWith(start));
    assert.notEqual(index, -1, `no line starts with ${start}`);
    return index;
  };
  for (const url of [first, second, third, fourth, sixth]) {
    assert.ok(place(`Getting status of ${url}`) < place(`Finished getting status of ${url}`));
    assert.ok(place(`Finished getting status of ${url}`) < place(`Status code for ${url} is 200`));
  }
  assert.ok(place(`Getting status of ${third}`) < place(`Finished getting status of ${first}`));

  assert.ok(place(`Getting status of ${fifth}`) < place("Task failed! TypeError: fetch failed"));
  assert.equal(lines.filter((line) => line.startsWith("Task failed!")).length, 1);
  assert.equal(lines.length, 5 * 3 + 2);

  assert.equal(web.mostOpen, 2);
  assert.equal(web.threads.size, 2);
  assert.equal(web.asked.length, 6);
});
