import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { bigFileSha256 } from "#src/web/index.js";
import { run, start } from "../support/cli.js";
import { sha256OfFile } from "../support/digest.js";
import { temporaryFolder } from "../support/folder.js";
import { loggedWeb, rawServer } from "../support/servers.js";

test("Ctrl-C: what is complete stays, no part is left, exit code 130", async () => {
  const asked = new EventEmitter();
  await using web = await loggedWeb();
  await using server = await rawServer((socket, path) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nabc");
    asked.emit(path);
  });
  await using folder = await temporaryFolder();
  const stuck = once(asked, "/stuck");
  const urls = [web.paths.big(1, 100_000), `${server.url}/stuck`, `${server.url}/later`];
  const { child, finished } = start(["download", "--concurrency", "1", "-d", folder.path, ...urls]);
  await stuck;
  child.kill("SIGINT");
  const { code, stdout } = await finished;
  assert.deepEqual(
    [code, stdout],
    [
      130,
      `${urls[0]}: 200\n${urls[1]}: error interrupted (stopped before the answer)\n${urls[2]}: error interrupted (not reached)\n`,
    ],
  );
  assert.deepEqual(await readdir(folder.path), ["1"]);
  assert.equal(await sha256OfFile(folder.at("1")), bigFileSha256(1, 100_000));
});

test("the deadline: exit code 4, no part is left", async () => {
  await using server = await rawServer((socket) =>
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nabc"),
  );
  await using folder = await temporaryFolder();
  const { code, stdout } = await run(["download", "--deadline", "3s", "-d", folder.path, `${server.url}/f`]);
  assert.deepEqual([code, stdout], [4, `${server.url}/f: error deadline (stopped before the answer)\n`]);
  assert.deepEqual(await readdir(folder.path), []);
});
