/** Example 04. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "./support/folder.js";
import { runExample } from "./support/run.js";
import { contentOf, RecordingWeb } from "./support/web.js";

const FILES = ["binary_file", "files.py", "names.txt", "new_file.txt"];

void test("04: four threads download four files at the same time", async () => {
  await using web = await RecordingWeb.start();
  await using folder = await temporaryFolder();
  const args = web.urls(FILES.map((name) => `together/4/${name}`));

  const { lines, stderr, code } = await runExample("04-downloads", { cwd: folder.path, args });

  assert.equal(stderr, "");
  assert.equal(code, 0);
  const downloads = join(folder.path, "threading_lesson_download_folder");
  assert.deepEqual(readdirSync(downloads).toSorted(), FILES);
  for (const name of FILES) {
    assert.ok(readFileSync(join(downloads, name)).equals(contentOf(name)), `${name} has other bytes`);
    assert.ok(lines.includes(`Finished downloading threading_lesson_download_folder/${name}`));
  }
  assert.equal(web.mostOpen, 4);
  assert.equal(web.threads.size, 4);
  assert.ok(!web.threads.has("0"), "the main thread downloaded something itself");
});
