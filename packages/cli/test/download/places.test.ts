/** Whatever stands in the folder already: nothing outside is written, nothing half is left. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Folder } from "#src/download/folder.js";
import { PartFile, removePart } from "#src/download/part-file.js";
import { FailureError } from "#src/http/failure.js";
import { run } from "../support/cli.js";
import { temporaryFolder } from "../support/folder.js";
import { loggedWeb } from "../support/servers.js";

test("a symbolic link in the place of the part is refused, its target untouched", async () => {
  await using web = await loggedWeb();
  await using folder = await temporaryFolder();
  await writeFile(folder.at("target"), "mine");
  await mkdir(folder.at("in"));
  await symlink(folder.at("target"), folder.at("in", "names.txt.part"));
  const { code, stdout } = await run(["download", "-d", folder.at("in"), web.paths.file("names.txt")]);
  assert.equal(code, 2);
  assert.equal(
    stdout,
    `${web.paths.file("names.txt")}: error file (names.txt.part is there and is not a file)\n`,
  );
  assert.equal(await readFile(folder.at("target"), "utf8"), "mine");
  assert.deepEqual(await readdir(folder.at("in")), ["names.txt.part"]);
});

test("a symbolic link in the place of the file is replaced, its target untouched", async () => {
  await using web = await loggedWeb();
  await using folder = await temporaryFolder();
  await writeFile(folder.at("target"), "mine");
  await mkdir(folder.at("in"));
  await symlink(folder.at("target"), folder.at("in", "names.txt"));
  assert.equal((await run(["download", "-q", "-d", folder.at("in"), web.paths.file("names.txt")])).code, 0);
  assert.equal(await readFile(folder.at("target"), "utf8"), "mine");
  assert.ok((await lstat(folder.at("in", "names.txt"))).isFile());
});

test("a directory in the place of the file is said before anything is asked for", async () => {
  await using web = await loggedWeb();
  await using folder = await temporaryFolder();
  await mkdir(folder.at("names.txt"));
  const { code, stdout } = await run([
    "download",
    "-d",
    folder.path,
    web.paths.file("names.txt"),
    web.paths.file("files.py"),
  ]);
  assert.equal(code, 2);
  assert.equal(
    stdout,
    `${web.paths.file("names.txt")}: error file (names.txt: a directory has this name)\n${web.paths.file("files.py")}: 200\n`,
  );
  assert.deepEqual(web.log, ["/files.py"]);
});

test("a part that a killed run left is replaced", async () => {
  await using web = await loggedWeb();
  await using folder = await temporaryFolder();
  await writeFile(folder.at("names.txt.part"), "x".repeat(1000));
  assert.equal((await run(["download", "-q", "-d", folder.path, web.paths.file("names.txt")])).code, 0);
  assert.deepEqual(await readdir(folder.path), ["names.txt"]);
  assert.match(await readFile(folder.at("names.txt"), "utf8"), /^John\n/);
});

test("two runs on one name: the earlier one fails instead of renaming half a file of the later", async () => {
  await using temporary = await temporaryFolder();
  const folder = new Folder(temporary.path);
  const earlier = await PartFile.create(temporary.at("f.part"));
  await earlier.write(Buffer.from("earlier"));
  const finished = await earlier.finish(undefined);
  const later = await PartFile.create(temporary.at("f.part"));
  await assert.rejects(
    folder.place("f.part", finished, "f"),
    (error) =>
      error instanceof FailureError && error.failure.class === "file" && /another run/.test(error.message),
  );
  await removePart(temporary.at("f.part"), finished.state);
  assert.deepEqual(await readdir(temporary.path), ["f.part"], "the part of the later run stays");
  await later.write(Buffer.from("later"));
  await folder.place("f.part", await later.finish(undefined), "f");
  assert.equal(await readFile(temporary.at("f"), "utf8"), "later");
});

test("a disk that takes no more: that file fails, the others come, and no part is left", async () => {
  await using web = await loggedWeb();
  await using folder = await temporaryFolder();
  const bin = fileURLToPath(new URL("../../bin/multilane.js", import.meta.url));
  const urls = [web.paths.big(1, 5_000_000), web.paths.file("names.txt")];
  // The limit of a file's size, in blocks of 512 bytes, is the disk that fills up without root or a mount.
  const script = `ulimit -f 2000; exec "$0" "$@"`;
  const child = spawn("sh", ["-c", script, process.execPath, bin, "download", "-d", folder.path, ...urls], {
    timeout: 60_000,
  });
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));
  assert.deepEqual(
    [code, stdout],
    [2, `${urls[0]}: error file (1.part: the file is too large for this file system)\n${urls[1]}: 200\n`],
  );
  assert.deepEqual(await readdir(folder.path), ["names.txt"]);
});
