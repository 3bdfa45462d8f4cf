import assert from "node:assert/strict";
import { test } from "node:test";
import { FailureError } from "#src/http/failure.js";
import { follow } from "#src/http/redirect.js";
import type { Answer, Hop } from "#src/http/redirect.js";

type Site = Readonly<Record<string, readonly [status: number, location?: string]>>;

function asking(site: Site, discarded: string[] = []): (url: URL) => Promise<Answer> {
  return (url) => {
    const [status, location] = site[url.href] ?? [404];
    return Promise.resolve({
      status,
      location,
      discard: () => Promise.resolve(void discarded.push(url.href)),
    });
  };
}

function failsWith(words: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof FailureError && error.failure.class === "redirect" && words.test(error.message);
}

test("redirects are followed to their end, hop by hop, and the bodies on the way are let go", async () => {
  const discarded: string[] = [];
  const site: Site = {
    "http://a/1": [301, "/2"],
    "http://a/2": [302, "//b/3#x"],
    "http://b/3": [308, "https://c/"],
    "https://c/": [200],
  };
  const { answer, url, hops } = await follow(new URL("http://a/1"), asking(site, discarded), 10);
  assert.deepEqual([answer.status, url.href], [200, "https://c/"]);
  assert.deepEqual(hops, [
    { status: 301, url: "http://a/1" },
    { status: 302, url: "http://a/2" },
    { status: 308, url: "http://b/3" },
  ]);
  assert.deepEqual(discarded, ["http://a/1", "http://a/2", "http://b/3"]);
});

test("a 3xx that is no redirect, or has no Location, is the final answer", async () => {
  for (const [status, location] of [
    [304, "/x"],
    [300, "/x"],
    [301, undefined],
  ] as const) {
    const { answer } = await follow(
      new URL("http://a/"),
      () => Promise.resolve({ status, location, discard: () => Promise.resolve() }),
      10,
    );
    assert.equal(answer.status, status);
  }
});

test("a loop is a failure, with the hops so far", async () => {
  const hops: Hop[] = [];
  const site: Site = { "http://a/": [302, "/b"], "http://a/b": [302, "/#again"] };
  await assert.rejects(follow(new URL("http://a/"), asking(site), 10, hops), failsWith(/loop/));
  assert.equal(hops.length, 2);
});

/** A site where page 0 leads to 1, and so on, to the last. */
function chain(last: number): (url: URL) => Promise<Answer> {
  const pages = Array.from(
    { length: last },
    (_, i) => [`http://a/${i}`, [302, `/${i + 1}`] as const] as const,
  );
  return asking(Object.fromEntries(pages));
}

test("ten redirects are followed, eleven are too many", async () => {
  const { url } = await follow(new URL("http://a/0"), chain(10), 10);
  assert.equal(url.href, "http://a/10");
  await assert.rejects(follow(new URL("http://a/0"), chain(11), 10), failsWith(/more than 10 redirects/));
});

test("only http and https are followed, and the words are safe to print", async () => {
  for (const location of [
    "file:///etc/passwd",
    "javascript:alert(1)",
    "ftp://a/",
    "data:,x",
    "http://",
    "http://a:99999/",
  ]) {
    await assert.rejects(
      follow(new URL("http://a/"), asking({ "http://a/": [302, location] }), 10),
      failsWith(/cannot be used/),
      location,
    );
  }
  await assert.rejects(
    follow(new URL("http://a/"), asking({ "http://a/": [302, "http://[\u001b[31m"] }), 10),
    failsWith(/^[\u0020-\u007e]+$/),
  );
});

test("credentials and raw bytes in a Location: the first are dropped, the second are UTF-8", async () => {
  const asked: string[] = [];
  const locations = new Map([["http://a/", Buffer.from("http://me:secret@b/ü").toString("latin1")]]);
  await follow(
    new URL("http://a/"),
    (url) => {
      asked.push(url.href);
      const location = locations.get(url.href);
      return Promise.resolve({
        status: location === undefined ? 200 : 302,
        location,
        discard: () => Promise.resolve(),
      });
    },
    10,
  );
  assert.deepEqual(asked, ["http://a/", "http://b/%C3%BC"]);
});
