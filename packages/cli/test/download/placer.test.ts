import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { BrokenThreadPoolError, WorkerDiedError } from "multilane";
import type { DownloadJob, Fetched } from "#src/download/downloader.js";
import { Folder } from "#src/download/folder.js";
import { PartFile } from "#src/download/part-file.js";
import { Placer } from "#src/download/placer.js";
import { temporaryFolder } from "../support/folder.js";

/** A fetch that leaves a finished part, as a thread would. */
async function fetchInto(folder: string, { part }: DownloadJob): Promise<Fetched> {
  const file = await PartFile.create(`${folder}/${part}`);
  await file.write(Buffer.from(part));
  const finished = await file.finish(undefined);
  const verdict = { status: 200, finalUrl: "http://a/", hops: [], error: null, attempts: 1, ms: 1 };
  return { ...verdict, part: finished, disposition: undefined };
}

test("a thread that died takes its file with it, not the run, and its part is removed", async () => {
  await using folder = await temporaryFolder();
  const placer = new Placer(new Folder(folder.path), async ({ part }) => {
    await writeFile(folder.at(part), "half");
    throw new WorkerDiedError("the worker crashed", { reason: "crash" });
  });
  const verdict = await placer.download({ href: "http://a/f", sha256: undefined }, undefined);
  assert.deepEqual(verdict.error, { class: "internal", message: "the worker crashed" });
  assert.deepEqual(await readdir(folder.path), []);
});

test("a pool that can run nothing ends the run", async () => {
  await using folder = await temporaryFolder();
  const placer = new Placer(new Folder(folder.path), () =>
    Promise.reject(new BrokenThreadPoolError("broken")),
  );
  await assert.rejects(
    placer.download({ href: "http://a/f", sha256: undefined }, undefined),
    BrokenThreadPoolError,
  );
});

test("many files that finish together are all in their place", async () => {
  await using folder = await temporaryFolder();
  const placer = new Placer(new Folder(folder.path), (job) => fetchInto(folder.path, job));
  const jobs = Array.from({ length: 100 }, () =>
    placer.download({ href: "http://a/f", sha256: undefined }, undefined),
  );
  const verdicts = await Promise.all(jobs);
  const names = verdicts.map(({ file }) => file?.name ?? "");
  assert.deepEqual(names.slice(0, 3), ["f", "f (2)", "f (3)"]);
  assert.deepEqual(
    (await readdir(folder.path)).toSorted((a, b) => (a < b ? -1 : 1)),
    names.toSorted((a, b) => (a < b ? -1 : 1)),
  );
});

test("a folder that is gone is a failure of that file", async () => {
  const folder = await temporaryFolder();
  const placer = new Placer(new Folder(folder.path), async (job) => {
    const fetched = await fetchInto(folder.path, job);
    await folder[Symbol.asyncDispose]();
    return fetched;
  });
  const verdict = await placer.download({ href: "http://a/f", sha256: undefined }, "x");
  assert.deepEqual(
    [verdict.file, verdict.error],
    [null, { class: "file", message: "x: no such file or folder" }],
  );
});
