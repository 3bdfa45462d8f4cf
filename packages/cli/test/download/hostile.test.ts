/** Servers that break off, drip or lie: no file under a final name unless it is whole, and no part left behind. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { run } from "../support/cli.js";
import { sha256OfFile, sha256 } from "../support/digest.js";
import { temporaryFolder } from "../support/folder.js";
import { rawServer } from "../support/servers.js";

test("a body that breaks off is truncated, tried again from the start, and never a file", async () => {
  const asked: string[] = [];
  await using server = await rawServer((socket, path) => {
    asked.push(path);
    if (path === "/length") socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
    else socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n");
  });
  await using folder = await temporaryFolder();
  const { code, stdout } = await run([
    "download",
    "-d",
    folder.path,
    `${server.url}/length`,
    `${server.url}/chunks`,
  ]);
  assert.equal(code, 2);
  assert.equal(
    stdout,
    `${server.url}/length: error truncated (the connection ended before the announced 1000 B)\n` +
      `${server.url}/chunks: error truncated (the connection ended before the last chunk)\n`,
  );
  assert.deepEqual(asked.toSorted(), ["/chunks", "/chunks", "/length", "/length"]);
  assert.deepEqual(await readdir(folder.path), []);
});

test("the second try brings it whole", async () => {
  let requests = 0;
  await using server = await rawServer((socket) => {
    requests += 1;
    socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n${requests === 1 ? "abc" : "abcdef"}`);
  });
  await using folder = await temporaryFolder();
  const { code, stdout } = await run(["download", "-v", "-d", folder.path, `${server.url}/f`]);
  assert.deepEqual(
    [code, stdout],
    [0, `${server.url}/f: 200 [2 tries] [f, 6 bytes, sha256 ${sha256("abcdef")}]\n`],
  );
});

test("a server that closes right after the last byte has sent everything", async () => {
  const body = Buffer.alloc(2_000_000, "multilane");
  await using server = await rawServer((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`);
    socket.end(body);
  });
  await using folder = await temporaryFolder();
  const urls = Array.from({ length: 20 }, (_, i) => `${server.url}/${i}`);
  assert.equal((await run(["download", "-q", "--retries", "0", "-d", folder.path, ...urls])).code, 0);
  const sums = await Promise.all(urls.map((_, i) => sha256OfFile(folder.at(String(i)))));
  assert.deepEqual(new Set(sums), new Set([sha256(body)]));
});

test("a body without length ends where the connection ends", async () => {
  await using server = await rawServer((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nabc"));
  await using folder = await temporaryFolder();
  assert.equal((await run(["download", "-q", "-d", folder.path, `${server.url}/f`])).code, 0);
  assert.equal(await readFile(folder.at("f"), "utf8"), "abc");
});

test("silence ends at --idle-timeout, before the answer and inside it; --timeout is for one file in all", async () => {
  await using server = await rawServer((socket, path) => {
    if (path === "/inside") socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
    if (path !== "/drip") return;
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    const timer = setInterval(() => socket.write("x"), 100);
    socket.once("close", () => clearInterval(timer));
  });
  await using folder = await temporaryFolder();
  const args = ["download", "--idle-timeout", "1s", "--timeout", "4s", "-d", folder.path];
  const { code, stdout } = await run([
    ...args,
    `${server.url}/before`,
    `${server.url}/inside`,
    `${server.url}/drip`,
  ]);
  assert.equal(code, 2);
  assert.equal(
    stdout,
    `${server.url}/before: error timeout (no byte for 1s)\n` +
      `${server.url}/inside: error timeout (no byte for 1s)\n` +
      `${server.url}/drip: error timeout (no answer within 4s)\n`,
  );
  assert.deepEqual(await readdir(folder.path), []);
});

test("answers that are not HTTP, or bring something else than a file", async () => {
  const heads: Readonly<Record<string, string>> = {
    "/ssh": "SSH-2.0-OpenSSH_9.9\r\n",
    "/two-lengths": "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "/both": "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz",
    "/partial": "HTTP/1.1 206 Partial Content\r\nContent-Length: 1\r\nContent-Range: bytes 0-0/9\r\n\r\na",
    "/304": "HTTP/1.1 304 Not Modified\r\n\r\n",
  };
  await using server = await rawServer((socket, path) => socket.end(heads[path] ?? ""));
  await using folder = await temporaryFolder();
  const { stdout } = await run([
    "download",
    "-d",
    folder.path,
    ...Object.keys(heads).map((path) => server.url + path),
  ]);
  const lines = stdout.trimEnd().split("\n");
  assert.equal(lines.length, 5);
  for (const line of lines) assert.match(line, /: error protocol \(/);
  assert.deepEqual(await readdir(folder.path), []);
});
