/** A thousand files of 1 MB: every one of them arrives with its sha256. */
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { bigFileSha256 } from "#src/web/index.js";
import { run } from "../support/cli.js";
import { sha256OfFile } from "../support/digest.js";
import { temporaryFolder } from "../support/folder.js";
import { separateWeb } from "../support/separate-web.js";

const FILES = 1000;
const BYTES = 1_000_000;

const expected = Array.from({ length: FILES }, (_, i) => bigFileSha256(i, BYTES));

for (const concurrency of ["5", "64"]) {
  test(`${FILES} files of ${BYTES} bytes at --concurrency ${concurrency}`, async () => {
    await using web = await separateWeb();
    await using folder = await temporaryFolder();
    const list = Array.from({ length: FILES }, (_, i) => `${web.paths.big(i, BYTES)}\tfile-${i}.bin\n`);
    await writeFile(folder.at("list"), list.join(""));
    const { code, stderr } = await run([
      "download",
      "--concurrency",
      concurrency,
      "-i",
      folder.at("list"),
      "-d",
      folder.at("files"),
    ]);
    assert.equal(code, 0, stderr);
    assert.equal((await readdir(folder.at("files"))).length, FILES);
    for (let i = 0; i < FILES; i += 1) {
      assert.equal(await sha256OfFile(folder.at("files", `file-${i}.bin`)), expected[i]);
    }
  });
}
