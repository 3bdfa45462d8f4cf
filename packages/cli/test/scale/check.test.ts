/** Ten thousand URLs, one in a hundred each of 404, 500, redirect and dropped connection: the right verdict for each. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { run } from "../support/cli.js";
import { temporaryFolder } from "../support/folder.js";
import { separateWeb } from "../support/separate-web.js";

const URLS = 10_000;

function lineFor(base: string, i: number): [url: string, line: string] {
  const kinds: Readonly<Record<number, readonly [path: string, verdict: string]>> = {
    10: ["status/404", "404"],
    30: ["status/500", "500"],
    50: ["redirect/1", "200"],
    70: ["drop", "error reset (connection dropped)"],
  };
  const [path, verdict] = kinds[i % 100] ?? [`fast/${i}`, "200"];
  const url = `${base}/${path}?n=${i}`;
  return [url, `${url}: ${verdict}`];
}

for (const concurrency of ["5", "64"]) {
  test(`${URLS} URLs at --concurrency ${concurrency}`, async () => {
    await using web = await separateWeb();
    await using folder = await temporaryFolder();
    const lines = Array.from({ length: URLS }, (_, i) => lineFor(web.url, i));
    await writeFile(folder.at("list"), lines.map(([url]) => `${url}\n`).join(""));
    const { code } = await run([
      "check",
      "--concurrency",
      concurrency,
      "-i",
      folder.at("list"),
      "-o",
      folder.at("report"),
    ]);
    assert.equal(code, 2);
    const report = (await readFile(folder.at("report"), "utf8")).split("\n");
    assert.equal(report.length, URLS + 1);
    for (const [i, [, line]] of lines.entries()) assert.equal(report[i], line);
  });
}
