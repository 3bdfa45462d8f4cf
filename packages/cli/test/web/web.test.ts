import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { bigFileChunks, bigFileSha256, demoFiles, demoUrls, startWeb } from "#src/web/index.js";
import { loggedWeb } from "../support/servers.js";

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function get(url: string): Promise<Response> {
  return await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
}

test("every kind of page answers as it says", async () => {
  await using web = await loggedWeb();
  const { paths } = web;
  const statuses = new Map([
    [paths.fast(1), 200],
    [paths.slow(1, 5), 200],
    [paths.redirect(2), 302],
    [paths.redirectLoop, 302],
    [paths.status(404), 404],
    [paths.status(500), 500],
    [paths.status(99), 404],
    [paths.file("names.txt"), 200],
    [`${web.url}/nothing`, 404],
  ]);
  for (const [url, status] of statuses) assert.equal((await get(url)).status, status, url);
  assert.equal(web.log.length, statuses.size);
  await assert.rejects(get(paths.drop), TypeError);
});

test("a redirect goes down to fast(0)", async () => {
  await using web = await loggedWeb();
  const answer = await fetch(web.paths.redirect(3), { signal: AbortSignal.timeout(10_000) });
  assert.equal(answer.url, web.paths.fast(0));
  assert.deepEqual(web.log, ["/redirect/3", "/redirect/2", "/redirect/1", "/fast/0"]);
});

test("a big file has its length and its sha256, and another number another content", async () => {
  await using web = await loggedWeb();
  for (const bytes of [0, 1, 65_536, 300_001]) {
    const body = new Uint8Array(await (await get(web.paths.big(7, bytes))).arrayBuffer());
    assert.equal(body.length, bytes);
    assert.equal(sha256(body), bigFileSha256(7, bytes));
  }
  assert.notEqual(bigFileSha256(7, 1000), bigFileSha256(8, 1000));
  const [first, second] = bigFileChunks(1, 131_072);
  assert.notDeepEqual(first, second);
});

test("requests in flight are counted up and down", async () => {
  const inFlight: number[] = [];
  const web = await startWeb({ onRequest: (request) => inFlight.push(request.inFlight) });
  await Promise.all([get(web.paths.slow(1, 50)), get(web.paths.slow(2, 50))]);
  await get(web.paths.fast(1));
  await web.close();
  assert.equal(Math.max(...inFlight.slice(0, 2)), 2);
  assert.equal(inFlight[2], 1);
});

test("close() ends it although a page is still waiting", async () => {
  const web = await startWeb();
  const waiting = assert.rejects(get(web.paths.slow(1, 60_000)), TypeError);
  await new Promise((resolve) => setImmediate(resolve));
  await web.close();
  await waiting;
});

test("the demo's lists name pages that exist", async () => {
  await using web = await loggedWeb();
  assert.equal(new Set(demoUrls(web.url)).size, 20);
  for (const { url, sha256: expected } of demoFiles(web.url)) {
    const body = new Uint8Array(await (await get(url)).arrayBuffer());
    assert.ok(body.length > 0, url);
    if (expected !== undefined) assert.equal(sha256(body), expected);
  }
});
