/** What happens when a run is ended from outside: signals, the deadline, a reader that goes away. */
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { startWeb } from "#src/web/index.js";
import { run, start } from "../support/cli.js";
import { temporaryFolder } from "../support/folder.js";
import { loggedWeb } from "../support/servers.js";

/** A web, and a promise of the moment when a request for a slow page has arrived. */
async function slowWeb(): Promise<
  { url: string; stuck: Promise<void>; slow: string; fast: string } & AsyncDisposable
> {
  const arrivals = new EventEmitter();
  const stuck = once(arrivals, "slow").then(() => undefined);
  const web = await startWeb({ onRequest: ({ path }) => arrivals.emit(path.split("/")[1] ?? "") });
  const [slow, fast] = [web.paths.slow(1, 60_000), web.paths.fast(1)];
  return { url: web.url, stuck, slow, fast, [Symbol.asyncDispose]: () => web.close() };
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal}: a partial report with every line, exit code 130`, async () => {
    await using web = await slowWeb();
    await using folder = await temporaryFolder();
    const later = Array.from({ length: 300 }, (_, i) => `${web.url}/fast/later/${i}`);
    await writeFile(folder.at("list"), [web.fast, web.slow, ...later, web.fast].join("\n"));
    const { child, finished } = start([
      "check",
      "--concurrency",
      "1",
      "-i",
      folder.at("list"),
      "-o",
      folder.at("report"),
    ]);
    await web.stuck;
    child.kill(signal);
    const { code, stderr } = await finished;
    assert.equal(code, 130);
    assert.match(stderr, /stopped by a signal: the report is partial/);
    const lines = (await readFile(folder.at("report"), "utf8")).trimEnd().split("\n");
    assert.equal(lines.length, 303);
    assert.equal(lines[0], `${web.fast}: 200`);
    assert.equal(lines[1], `${web.slow}: error interrupted (stopped before the answer)`);
    assert.equal(lines[301], `${later[299]}: error interrupted (not reached)`);
    assert.equal(lines[302], `${web.fast}: 200`, "a duplicate of what was known is known");
    assert.deepEqual((await readdir(folder.path)).toSorted(), ["list", "report"]);
  });
}

test("a second signal ends the run at once, and the old report stays", async () => {
  await using folder = await temporaryFolder();
  await using web = await slowWeb();
  await writeFile(folder.at("report"), "old");
  // Nobody writes to or closes this standard input: after the first signal the run still waits for it for a moment.
  const { child, finished } = start(["check", "-i", "-", "-o", folder.at("report"), web.slow], {
    stdinOpen: true,
  });
  await web.stuck;
  child.kill("SIGINT");
  child.kill("SIGINT");
  assert.equal((await finished).code, 130);
  const report = await readFile(folder.at("report"), "utf8");
  // Two equal signals may be delivered as one: then the partial report is there.
  assert.ok(report === "old" || report.startsWith(web.slow), report);
  assert.deepEqual(await readdir(folder.path), ["report"]);
});

test("the deadline: a partial report, exit code 4", async () => {
  await using web = await slowWeb();
  const { code, stdout, stderr } = await run([
    "check",
    "--concurrency",
    "1",
    "--deadline",
    "3s",
    web.slow,
    web.fast,
  ]);
  assert.equal(code, 4);
  assert.equal(
    stdout,
    `${web.slow}: error deadline (stopped before the answer)\n${web.fast}: error deadline (not reached)\n`,
  );
  assert.match(stderr, /stopped at the deadline: the report is partial/);
});

test("--timeout is for one URL in all", async () => {
  await using web = await slowWeb();
  const { code, stdout } = await run(["check", "--timeout", "3s", web.slow, web.fast]);
  assert.deepEqual(
    [code, stdout],
    [2, `${web.slow}: error timeout (no answer within 3s)\n${web.fast}: 200\n`],
  );
});

test("a reader that goes away ends the run quietly", async () => {
  await using web = await loggedWeb();
  const urls = Array.from({ length: 2000 }, (_, i) => web.paths.slow(i, 1));
  const { child, finished } = start(["check", "-i", "-"], { stdin: urls.join("\n") });
  assert.ok(child.stdout !== null);
  await once(child.stdout, "data");
  child.stdout.destroy();
  const { code, stderr } = await finished;
  assert.deepEqual([code, stderr], [1, ""]);
  assert.ok(web.log.length < urls.length, "it went on although nobody read");
});
