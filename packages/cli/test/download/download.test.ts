import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { bigFileSha256 } from "#src/web/index.js";
import { run } from "../support/cli.js";
import { parseCsv } from "../support/csv.js";
import { sha256, sha256OfFile } from "../support/digest.js";
import { temporaryFolder } from "../support/folder.js";
import { httpServer, loggedWeb } from "../support/servers.js";

test("a list with names and sha256: every file whole under its name, and the report in order", async () => {
  await using web = await loggedWeb();
  await using folder = await temporaryFolder();
  const list = [
    `${web.paths.big(1, 300_000)}\tone.bin\t${bigFileSha256(1, 300_000)}`,
    web.paths.file("names.txt"),
    `${web.paths.big(2, 300_000)}\twrong.bin\t${bigFileSha256(1, 300_000)}`,
    web.paths.status(404),
    `${web.paths.redirect(2)}\tredirected.txt`,
    `${web.paths.fast(1)}\t../evil`,
    `${web.paths.fast(1)}\tx\tnot-a-sha`,
  ].join("\n");
  const { code, stdout } = await run(["download", "-i", "-", "-d", folder.at("files", "deep")], {
    stdin: list,
  });
  const lines = stdout.trimEnd().split("\n");
  assert.equal(code, 2);
  assert.deepEqual(lines.slice(0, 2), [
    `${web.paths.big(1, 300_000)}: 200`,
    `${web.paths.file("names.txt")}: 200`,
  ]);
  assert.equal(
    lines[2],
    `${web.paths.big(2, 300_000)}: error checksum (expected sha256 ${bigFileSha256(1, 300_000)}, got ${bigFileSha256(2, 300_000)})`,
  );
  assert.deepEqual(lines.slice(3, 5), [`${web.paths.status(404)}: 404`, `${web.paths.redirect(2)}: 200`]);
  assert.match(lines[5] ?? "", /: error invalid \(line 6: a name cannot contain a path/);
  assert.match(lines[6] ?? "", /: error invalid \(line 7: its sha256 is not/);
  assert.deepEqual((await readdir(folder.at("files", "deep"))).toSorted(), [
    "names.txt",
    "one.bin",
    "redirected.txt",
  ]);
  assert.equal(await sha256OfFile(folder.at("files", "deep", "one.bin")), bigFileSha256(1, 300_000));
  assert.equal(
    await readFile(folder.at("files", "deep", "names.txt"), "utf8"),
    "John\nKate\nMike\nAlex\nAnn\n",
  );
  assert.equal(web.log.includes("/fast/1"), false, "a line that is refused is not asked for");
});

test("the current folder is the default; -O names the single file; an older file is replaced", async () => {
  await using web = await loggedWeb();
  await using folder = await temporaryFolder();
  await writeFile(folder.at("names.txt"), "old");
  assert.equal((await run(["download", "-q", web.paths.file("names.txt")], { cwd: folder.path })).code, 0);
  assert.match(await readFile(folder.at("names.txt"), "utf8"), /^John/);
  assert.equal(
    (await run(["download", "-q", "-O", ".mine", web.paths.file("names.txt")], { cwd: folder.path })).code,
    0,
  );
  assert.deepEqual((await readdir(folder.path)).toSorted(), [".mine", "names.txt"]);
});

test("json and csv tell name, bytes and sha256", async () => {
  await using web = await loggedWeb();
  await using folder = await temporaryFolder();
  const args = ["download", "-d", folder.path, web.paths.big(1, 1000), web.paths.status(404)];
  const rows = JSON.parse((await run([...args, "--format", "json"])).stdout) as {
    status: number;
    file: unknown;
  }[];
  const saved = { name: "1", bytes: 1000, sha256: bigFileSha256(1, 1000) };
  assert.deepEqual(
    rows.map(({ status, file }) => [status, file]),
    [
      [200, saved],
      [404, null],
    ],
  );
  const [, first, second] = parseCsv((await run([...args, "--format", "csv"])).stdout);
  assert.deepEqual(first?.slice(-4), ["1", "1000", saved.sha256, ""]);
  assert.deepEqual(second?.slice(-4), ["", "", "", ""]);
});

test("names that collide get a number, in input order; a duplicate is fetched once", async () => {
  await using web = await loggedWeb();
  await using folder = await temporaryFolder();
  const urls = [
    web.paths.big(1, 10),
    web.paths.big(1, 20),
    web.paths.big(1, 10),
    `${web.url}/NAMES.txt`,
    web.paths.file("names.txt"),
  ];
  const { stdout } = await run(["download", "-v", "-d", folder.path, ...urls]);
  const names = stdout.split("\n").map((line) => /\[(.*), \d+ bytes/.exec(line)?.[1]);
  assert.deepEqual(names.slice(0, 5), ["1", "1 (2)", "1", undefined, "names (2).txt"]);
  assert.equal(web.log.length, 4);
  assert.equal(await sha256OfFile(folder.at("1")), bigFileSha256(1, 10));
  assert.equal(await sha256OfFile(folder.at("1 (2)")), bigFileSha256(1, 20));
});

test("a name that the server chooses stays in the folder and never replaces a file", async () => {
  await using server = await httpServer(({ url }, response) => {
    const proposed = decodeURIComponent(url?.split("=")[1] ?? "");
    response
      .setHeader("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(proposed)}`)
      .end(proposed);
  });
  await using folder = await temporaryFolder();
  await mkdir(folder.at("in"));
  await writeFile(folder.at("in", "precious.txt"), "mine");
  const proposals = [
    "../../evil",
    "/etc/evil2",
    "..\\..\\evil3",
    ".bashrc",
    "precious.txt",
    "same.txt",
    "same.txt",
    "..",
    "naïve.txt",
  ];
  const urls = proposals.map((name, i) => `${server.url}/file${i}?name=${encodeURIComponent(name)}`);
  const { code } = await run(["download", "-d", folder.at("in"), ...urls]);
  assert.equal(code, 0);
  assert.deepEqual(await readdir(folder.path), ["in"]);
  assert.deepEqual((await readdir(folder.at("in"))).toSorted(), [
    "_bashrc",
    "evil",
    "evil2",
    "evil3",
    "file7",
    "naïve.txt",
    "precious (2).txt",
    "precious.txt",
    "same (2).txt",
    "same.txt",
  ]);
  assert.equal(await readFile(folder.at("in", "precious.txt"), "utf8"), "mine");
});

test("many answers that propose one name at the same time do not harm each other", async () => {
  await using server = await httpServer(({ url }, response) => {
    response.setHeader("content-disposition", 'attachment; filename="same.txt"').end(url);
  });
  await using folder = await temporaryFolder();
  const urls = Array.from({ length: 60 }, (_, i) => `${server.url}/${i}`);
  assert.equal((await run(["download", "-q", "--concurrency", "20", "-d", folder.path, ...urls])).code, 0);
  const names = await readdir(folder.path);
  const contents = await Promise.all(names.map((name) => readFile(folder.at(name), "utf8")));
  assert.equal(names.length, 60);
  assert.deepEqual(contents.toSorted(), urls.map((url) => new URL(url).pathname).toSorted());
});

test("a compressed body is not asked for, and headers are sent", async () => {
  const seen: Record<string, unknown>[] = [];
  await using server = await httpServer(({ headers }, response) => {
    seen.push(headers);
    response.end("x");
  });
  await using folder = await temporaryFolder();
  await run(["download", "-q", "-H", "X-Key: k", "-d", folder.path, `${server.url}/a`]);
  assert.deepEqual([seen[0]?.["accept-encoding"], seen[0]?.["x-key"]], ["identity", "k"]);
});

test("an empty file is a file, 204 is none", async () => {
  await using web = await loggedWeb();
  await using folder = await temporaryFolder();
  const { stdout, code } = await run([
    "download",
    "-d",
    folder.path,
    web.paths.big(1, 0),
    web.paths.status(204),
  ]);
  assert.deepEqual(
    [code, stdout],
    [
      2,
      `${web.paths.big(1, 0)}: 200\n${web.paths.status(204)}: error protocol (status 204 brings no file)\n`,
    ],
  );
  assert.equal(await sha256OfFile(folder.at("1")), sha256(""));
  assert.deepEqual(await readdir(folder.path), ["1"]);
});
