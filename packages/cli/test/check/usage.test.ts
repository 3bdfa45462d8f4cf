import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { run } from "../support/cli.js";
import { temporaryFolder } from "../support/folder.js";

test("what cannot run is exit code 1 and one short message, without a stack", async () => {
  await using folder = await temporaryFolder();
  await mkdir(folder.at("dir"));
  await writeFile(folder.at("file"), "");
  const wrong: readonly (readonly [args: readonly string[], words: RegExp])[] = [
    [["chekc"], /unknown command 'chekc'\n\(Did you mean check\?\)/],
    [["check", "--formt", "json"], /unknown option '--formt'\n\(Did you mean --format\?\)/],
    [["check"], /no URL given/],
    [["check", "--format", "xml", "http://a"], /'xml' is invalid.*text, json, ndjson, csv/],
    [["check", "--timeout", "soon", "http://a"], /'soon' is invalid\. Write a duration as/],
    [["check", "--concurrency", "0", "http://a"], /Write a whole number from 1/],
    [["check", "-i", folder.at("missing")], /cannot read the list .*: no such file/],
    [["check", "-i", folder.at("dir")], /cannot read the list .*: it is a directory/],
    [["check", "-i", "-", "-i", "-"], /only once/],
    [["check", "-o", folder.at("dir"), "http://a"], /cannot write the report .*: it is a directory/],
    [
      ["check", "-o", folder.at("missing", "report"), "http://a"],
      /cannot write the report .*: no such file or folder/,
    ],
    [["download", "-O", "x", "http://a", "http://b"], /exactly one URL/],
    [["download", "-O", "../x", "http://a"], /the folder is given with -d/],
    [["download", "-d", folder.at("file"), "http://a"], /cannot make the folder/],
    [["demo", "--fast"], /unknown option '--fast'/],
  ];
  for (const [args, words] of wrong) {
    const { code, stdout, stderr } = await run(args);
    assert.deepEqual([code, stdout], [1, ""], args.join(" "));
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, / at .*:\d+:\d+/, "a stack");
    assert.ok(stderr.trimEnd().split("\n").length <= 2, stderr);
  }
});

test("a device or a pipe is written directly; one that takes nothing is exit code 1", async () => {
  const direct = await run(["check", "-q", "-o", "/dev/stdout", "nonsense"]);
  assert.match(direct.stdout, /^nonsense: error invalid/);
  const full = await run(["check", "-q", "-o", "/dev/full", "nonsense"]);
  assert.deepEqual(
    [full.code, full.stderr],
    [1, "multilane: cannot write the report /dev/full: no space left on the device\n"],
  );
});

test("a secret in a wrong header is not repeated", async () => {
  const { code, stderr } = await run(["check", "-H", "Authorization s3cret", "http://a"]);
  assert.equal(code, 1);
  assert.match(stderr, /write a header as/);
  assert.doesNotMatch(stderr, /s3cret/);
});

test("help and version", async () => {
  const manifest = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const version = await run(["--version"]);
  assert.deepEqual([version.code, version.stdout], [0, `${manifest.version}\n`]);
  for (const args of [["--help"], ["check", "--help"], ["download", "--help"], ["help", "demo"]]) {
    const { code, stdout, stderr } = await run(args);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Usage: multilane/);
  }
});
