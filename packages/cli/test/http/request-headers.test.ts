import assert from "node:assert/strict";
import { test } from "node:test";
import { headerText } from "#src/http/header-text.js";
import { headersFor, splitCredentials } from "#src/http/request-headers.js";

test("credentials of a URL become a header, and are no longer in the URL", () => {
  const { url, authorization } = splitCredentials("http://me:s%20cret@host/x");
  assert.equal(url.href, "http://host/x");
  assert.equal(authorization, `Basic ${Buffer.from("me:s cret").toString("base64")}`);
  assert.equal(splitCredentials("http://host/").authorization, undefined);
  assert.equal(
    splitCredentials("http://%ff@host/").authorization,
    `Basic ${Buffer.from("%ff:").toString("base64")}`,
  );
});

test("to another origin goes nothing that says who we are", () => {
  const start = new URL("https://host/");
  const given = [
    ["cookie", "c"],
    ["x-api-key", "k"],
    ["accept", "text/html"],
  ] as const;
  const headers = (to: string): Record<string, string> =>
    headersFor(new URL(to), start, "Basic x", { accept: "*/*" }, given);
  assert.deepEqual(headers("https://host/2"), {
    authorization: "Basic x",
    cookie: "c",
    "x-api-key": "k",
    accept: "text/html",
  });
  for (const other of ["https://other/", "http://host/", "https://host:444/", "https://sub.host/"]) {
    assert.deepEqual(headers(other), { accept: "text/html" }, other);
  }
});

test("header bytes are UTF-8 where they can be", () => {
  assert.equal(headerText(Buffer.from("naïve €").toString("latin1")), "naïve €");
  assert.equal(headerText("na\u00efve"), "na\u00efve");
  assert.equal(headerText("already €"), "already €");
});
