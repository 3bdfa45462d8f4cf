import assert from "node:assert/strict";
import { test } from "node:test";
import { createFormat } from "#src/report/format.js";
import type { FormatName, FormatOptions } from "#src/report/format.js";
import type { Row } from "#src/report/row.js";
import { parseCsv } from "../support/csv.js";

const good: Row = {
  line: 1,
  source: "list.txt",
  url: "http://a/",
  status: 200,
  ok: true,
  finalUrl: "http://b/",
  hops: [
    { status: 301, url: "http://a/" },
    { status: 302, url: "http://a/2" },
  ],
  error: null,
  attempts: 2,
  ms: 12,
};
const evil: Row = {
  ...good,
  line: 2,
  url: '=cmd|"x",\r\n\u001b[31m\u009b\u202E\ud800;',
  status: null,
  ok: false,
  finalUrl: null,
  hops: [],
  error: { class: "invalid", message: 'line 2: "quoted", and\nbroken\u001b' },
};
const saved: Row = { ...good, file: { name: "+1.txt", bytes: 3, sha256: "ab".repeat(32) } };

function write(name: FormatName, rows: readonly Row[], options: Partial<FormatOptions> = {}): string {
  const format = createFormat(name, { command: "check", verbose: false, ...options });
  return format.head + rows.map((row, index) => format.row(row, index)).join("") + format.foot(rows.length);
}

test("text: URL: 200, or URL: error CLASS (words), one line each", () => {
  const [first, second, rest] = write("text", [good, evil]).split("\n");
  assert.equal(first, "http://a/: 200");
  assert.match(
    second ?? "",
    /^=cmd\|"x",\\u000d\\u000a\\u001b\[31m\\u009b\\u202e\\ud800;: error invalid \(line 2: "quoted", and\\u000abroken\\u001b\)$/,
  );
  assert.equal(rest, "");
});

test("text, verbose: hops, tries, file", () => {
  assert.equal(
    write("text", [good], { verbose: true }),
    "http://a/: 200 [301 http://a/ -> 302 http://a/2 -> http://b/] [2 tries]\n",
  );
  assert.match(write("text", [saved], { verbose: true }), / \[\+1\.txt, 3 bytes, sha256 (ab){32}\]\n$/);
});

test("json: an array of objects with the fixed fields", () => {
  const parsed: unknown = JSON.parse(write("json", [good, evil]));
  assert.deepEqual(parsed, [good, { ...evil, url: evil.url }]);
  assert.deepEqual(JSON.parse(write("json", [])), []);
  assert.deepEqual(Object.keys((JSON.parse(write("json", [good])) as object[])[0] ?? {}), [
    "line",
    "url",
    "status",
    "ok",
    "finalUrl",
    "hops",
    "error",
    "attempts",
    "ms",
    "source",
  ]);
});

test("json holds nothing that a terminal would obey", () => {
  assert.doesNotMatch(write("json", [evil]), /[^\n\u0020-\u007e]/);
});

test("ndjson: an object a line", () => {
  const lines = write("ndjson", [good, evil, saved]).trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line): unknown => JSON.parse(line)),
    [good, evil, saved],
  );
});

test("csv: re-parses to the same cells, and no cell is a formula", () => {
  const [header, first, second, ...rest] = parseCsv(write("csv", [good, evil]));
  assert.deepEqual(header, [
    "line",
    "url",
    "status",
    "ok",
    "finalUrl",
    "hops",
    "errorClass",
    "errorMessage",
    "attempts",
    "ms",
    "source",
  ]);
  assert.deepEqual(first, [
    "1",
    "http://a/",
    "200",
    "true",
    "http://b/",
    "301 http://a/ 302 http://a/2",
    "",
    "",
    "2",
    "12",
    "list.txt",
  ]);
  assert.equal(second?.[1], `'=cmd|"x",\\u000d\\u000a\\u001b[31m\\u009b\\u202e\\ud800;`);
  assert.deepEqual([second?.[2], second?.[3], second?.[6], rest.length], ["", "false", "invalid", 0]);
});

test("csv of a download has name, bytes and sha256; a name cannot be a formula either", () => {
  const [header, first, second] = parseCsv(write("csv", [saved, evil], { command: "download" }));
  assert.deepEqual(header?.slice(-4), ["name", "bytes", "sha256", "source"]);
  assert.deepEqual(first?.slice(-4), ["'+1.txt", "3", "ab".repeat(32), "list.txt"]);
  assert.deepEqual(second?.slice(-4), ["", "", "", "list.txt"]);
});
