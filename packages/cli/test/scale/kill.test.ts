/** `kill -9` at a random moment, twenty times each: the old report or the new one, no half file under a final name. */
import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { bigFileSha256 } from "#src/web/index.js";
import { run, start } from "../support/cli.js";
import { sha256OfFile } from "../support/digest.js";
import { temporaryFolder } from "../support/folder.js";
import { separateWeb } from "../support/separate-web.js";

const KILLS = 20;

/** Runs the command again and again, each time killed somewhere in the time that it takes, and looks after each. */
async function killAgainAndAgain(args: readonly string[], look: () => Promise<void>): Promise<void> {
  const began = performance.now();
  assert.equal((await run(args)).code, 0);
  const whole = performance.now() - began;
  await look();
  let killed = 0;
  for (let i = 0; i < KILLS; i += 1) {
    const { child, finished } = start(args);
    await pause(whole * Math.random());
    child.kill("SIGKILL");
    if ((await finished).signal === "SIGKILL") killed += 1;
    await look();
  }
  assert.ok(killed > 0, "every run was over before it was killed: nothing was tested");
  assert.equal((await run(args)).code, 0);
}

test(`check: ${KILLS} kills leave the old report or the new one`, async () => {
  await using web = await separateWeb();
  await using folder = await temporaryFolder();
  const urls = Array.from({ length: 2000 }, (_, i) => web.paths.fast(i));
  await writeFile(folder.at("list"), urls.join("\n"));
  const complete = urls.map((url) => `${url}: 200\n`).join("");
  const args = ["check", "-i", folder.at("list"), "-o", folder.at("report")];
  let round = 0;
  await killAgainAndAgain(args, async () => {
    const report = await readFile(folder.at("report"), "utf8");
    assert.ok(report === complete || report === `old ${round}`, `torn: ${report.slice(0, 200)}`);
    round += 1;
    await writeFile(folder.at("report"), `old ${round}`);
  });
  assert.deepEqual(
    (await readdir(folder.path)).toSorted(),
    ["list", "report"],
    "the last run cleans up after the killed ones",
  );
});

test(`download: ${KILLS} kills leave no half file under a final name`, async () => {
  await using web = await separateWeb();
  await using folder = await temporaryFolder();
  const files = Array.from({ length: 40 }, (_, i) => ({ name: `f${i}`, bytes: 100_000 + i * 10_000 }));
  const expected = new Map(files.map(({ name, bytes }, i) => [name, bigFileSha256(i, bytes)]));
  await writeFile(
    folder.at("list"),
    files.map(({ name, bytes }, i) => `${web.paths.big(i, bytes)}\t${name}\n`).join(""),
  );
  const args = ["download", "-i", folder.at("list"), "-d", folder.at("files"), "-o", folder.at("report")];
  await killAgainAndAgain(args, async () => {
    for (const name of await readdir(folder.at("files"))) {
      if (!name.endsWith(".part"))
        assert.equal(await sha256OfFile(folder.at("files", name)), expected.get(name), name);
    }
    assert.equal((await readFile(folder.at("report"), "utf8")).split("\n").length, files.length + 1);
  });
  assert.deepEqual((await readdir(folder.at("files"))).toSorted(), [...expected.keys()].toSorted());
});
