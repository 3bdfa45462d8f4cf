import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { run } from "../support/cli.js";
import { temporaryFolder } from "../support/folder.js";

test("the demo tells which lane took which car, and leaves the report and the files", async () => {
  await using folder = await temporaryFolder();
  const { code, stdout, stderr } = await run(["demo"], { cwd: folder.path });
  assert.deepEqual([code, stderr], [0, ""]);
  const [many = "", one = ""] = stdout.split("One lane, the same 20 cars");
  assert.deepEqual(
    new Set(many.match(/lane \d/g)),
    new Set(["lane 1", "lane 2", "lane 3", "lane 4", "lane 5"]),
  );
  assert.deepEqual(new Set(one.match(/lane \d/g)), new Set(["lane 1"]));
  // In one lane each car leaves before the next one comes.
  const events = [...one.matchAll(/lane 1 (takes|done) /g)].map(([, what]) => what);
  assert.deepEqual(
    events,
    Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? "takes" : "done")),
  );
  assert.match(one, /5 lanes +\d+\.\d\d s +\d+\.\d times as fast/);

  const report = (await readFile(folder.at("multilane-demo", "status_report.txt"), "utf8"))
    .trimEnd()
    .split("\n");
  assert.equal(report.length, 20);
  assert.match(report[7] ?? "", /\/status\/404: 404$/);
  assert.match(report[15] ?? "", /\/drop: error reset /);
  assert.deepEqual(await readdir(folder.path), ["multilane-demo"]);
  assert.deepEqual((await readdir(folder.at("multilane-demo"))).toSorted(), ["files", "status_report.txt"]);
  assert.deepEqual((await readdir(folder.at("multilane-demo", "files"))).toSorted(), [
    "big-2.bin",
    "big-3.bin",
    "binary_file",
    "files.py",
    "names.txt",
    "new_file.txt",
  ]);
});
