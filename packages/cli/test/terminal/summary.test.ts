import assert from "node:assert/strict";
import { test } from "node:test";
import type { Row } from "#src/report/row.js";
import { summaryOf } from "#src/terminal/summary.js";
import { Tally } from "#src/terminal/tally.js";

const ok: Row = {
  line: 1,
  source: "",
  url: "http://a/",
  status: 200,
  ok: true,
  finalUrl: null,
  hops: [],
  error: null,
  attempts: 1,
  ms: 5,
};

test("the summary counts what is in the report", () => {
  const tally = new Tally();
  tally.add(ok, false);
  tally.add(ok, true);
  tally.add({ ...ok, status: 404, ok: false }, false);
  tally.add(
    {
      ...ok,
      ok: false,
      status: null,
      error: { class: "dns", message: "x" },
      ms: 2500,
      url: "http://slow/\u001b",
    },
    false,
  );
  assert.equal(tally.findings, 2);
  const [first, ...notes] = summaryOf("check", tally, "deadline").trimEnd().split("\n");
  assert.match(first ?? "", /^check: 4 URLs in .* \(.*\/s\): 2 ok, 1 broken, 1 error \(dns 1\)$/);
  assert.deepEqual(notes, [
    "  1 duplicate not asked again",
    "  slowest 2.5s: http://slow/\\u001b",
    "  stopped at the deadline: the report is partial",
  ]);
});

test("bytes of a duplicate are counted once", () => {
  const tally = new Tally();
  const row: Row = { ...ok, file: { name: "a", bytes: 2048, sha256: "" } };
  tally.add(row, false);
  tally.add(row, true);
  assert.match(summaryOf("download", tally, undefined), /^download: 2 URLs, 2\.0 KiB in /);
});
