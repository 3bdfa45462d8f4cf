import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { AtomicFile } from "#src/files/atomic-file.js";
import { temporaryFolder } from "../support/folder.js";

test("until it is committed the old file is there, afterwards the new one, and nothing else", async () => {
  await using folder = await temporaryFolder();
  await writeFile(folder.at("report"), "old");
  const file = await AtomicFile.create(folder.at("report"));
  await file.write("ne");
  await file.write("w");
  assert.equal(await readFile(folder.at("report"), "utf8"), "old");
  assert.equal((await readdir(folder.path)).length, 2);
  await file.commit();
  assert.equal(await readFile(folder.at("report"), "utf8"), "new");
  assert.deepEqual(await readdir(folder.path), ["report"]);
});

test("discarded, it leaves no trace", async () => {
  await using folder = await temporaryFolder();
  const file = await AtomicFile.create(folder.at("report"));
  await file.write("x");
  await file.discard();
  assert.deepEqual(await readdir(folder.path), []);
});

test("it replaces what a symbolic link points to, and keeps the permissions", async () => {
  await using folder = await temporaryFolder();
  await mkdir(folder.at("real"));
  await writeFile(folder.at("real", "report"), "old");
  await chmod(folder.at("real", "report"), 0o600);
  await symlink(folder.at("real", "report"), folder.at("link"));
  const file = await AtomicFile.create(folder.at("link"));
  await file.write("new");
  await file.commit();
  assert.equal(await readFile(folder.at("real", "report"), "utf8"), "new");
  assert.equal((await stat(folder.at("real", "report"))).mode & 0o777, 0o600);
});

test("what a killed run left is removed; what a living one writes, and other files, stay", async () => {
  await using folder = await temporaryFolder();
  const living = await AtomicFile.create(folder.at("report"));
  const [name = ""] = await readdir(folder.path);
  // A process number beyond what Linux gives out: nobody has it.
  const dead = name.replace(`-${process.pid}-`, "-99999999-");
  assert.notEqual(dead, name);
  const others = [
    "report.tmp",
    name.replace(/^report/, "other"),
    `${dead}x`,
    dead.replace(/multilane-.{6}/, "multilane-000000"),
  ];
  for (const other of [dead, ...others]) await writeFile(folder.at(other), "");
  const second = await AtomicFile.create(folder.at("report"));
  const left = await readdir(folder.path);
  assert.ok(!left.includes(dead));
  for (const other of [name, ...others]) assert.ok(left.includes(other), other);
  await second.discard();
  await living.discard();
});

test("a very long name still has a temporary one", async () => {
  await using folder = await temporaryFolder();
  const name = "é".repeat(127);
  const file = await AtomicFile.create(folder.at(name));
  await file.write("x");
  await file.commit();
  assert.deepEqual(await readdir(folder.path), [name]);
});
