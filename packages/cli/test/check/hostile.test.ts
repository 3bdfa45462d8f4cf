/** Servers that do not behave: every one of them ends with the right class, in time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Socket } from "node:net";
import { run } from "../support/cli.js";
import { temporaryFolder } from "../support/folder.js";
import { loggedWeb, rawServer } from "../support/servers.js";

/** Writes a piece again and again, until the other side is gone. */
function drip(socket: Socket, piece: string, every: number): void {
  const timer = setInterval(() => socket.write(piece), every);
  socket.once("close", () => clearInterval(timer));
}

const TALKS: Readonly<Record<string, readonly [verdict: RegExp, talk: (socket: Socket) => void]>> = {
  "/drip-body": [
    /^200$/,
    (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
      drip(socket, "x", 50);
    },
  ],
  "/endless-body": [
    /^200$/,
    (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      drip(socket, `4000\r\n${"x".repeat(0x4000)}\r\n`, 1);
    },
  ],
  "/cut-body": [/^404$/, (socket) => socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 1000\r\n\r\nabc")],
  "/drip-headers": [
    /^error timeout /,
    (socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      drip(socket, "X-More: 1\r\n", 50);
    },
  ],
  "/early-hints": [
    /^error (timeout|protocol) /,
    (socket) => drip(socket, "HTTP/1.1 103 Early Hints\r\n\r\n", 10),
  ],
  "/silence": [/^error timeout /, () => undefined],
  "/endless-headers": [
    /^error protocol /,
    (socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      drip(socket, `X-${"y".repeat(100)}: ${"z".repeat(1000)}\r\n`, 1);
    },
  ],
  "/ssh": [/^error protocol /, (socket) => socket.write("SSH-2.0-OpenSSH_9.9\r\n")],
  "/two-lengths": [
    /^error protocol /,
    (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
  ],
  "/negative-length": [
    /^error protocol /,
    (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
  ],
  "/close": [/^error reset /, (socket) => socket.end()],
  "/reset": [/^error reset /, (socket) => socket.resetAndDestroy()],
  "/half-a-head": [/^error reset /, (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-")],
  "/status-999": [/^999$/, (socket) => socket.end("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n")],
  "/escape": [
    /^error redirect \(.*\\u/,
    (socket) =>
      socket.end("HTTP/1.1 302 Found\r\nLocation: http://\u0080\u009b:99999/\r\nContent-Length: 0\r\n\r\n"),
  ],
  "/to-file": [
    /^error redirect /,
    (socket) => socket.end("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"),
  ],
};

test("every hostile answer has a verdict, in time, and harms no other", async () => {
  await using server = await rawServer((socket, path) => TALKS[path]?.[1](socket));
  const paths = Object.keys(TALKS);
  const urls = paths.map((path) => server.url + path);
  const { code, stdout, stderr } = await run(["check", "--timeout", "2s", ...urls]);
  assert.equal(code, 2);
  assert.doesNotMatch(stderr, /internal|unhandled|\bat /i);
  const lines = stdout.trimEnd().split("\n");
  assert.equal(lines.length, urls.length);
  for (const [index, path] of paths.entries()) {
    const prefix = `${urls[index]}: `;
    assert.ok(lines[index]?.startsWith(prefix), lines[index]);
    assert.match(lines[index]?.slice(prefix.length) ?? "", TALKS[path]?.[0] ?? /never/, path);
  }
});

test("a redirect that goes on for ever is too many redirects", async () => {
  let number = 0;
  await using server = await rawServer((socket) => {
    number += 1;
    socket.write(`HTTP/1.1 302 Found\r\nLocation: /${number}\r\nContent-Length: 0\r\n\r\n`);
  });
  const { stdout } = await run(["check", `${server.url}/start`]);
  assert.equal(stdout, `${server.url}/start: error redirect (more than 10 redirects)\n`);
  assert.equal(number, 11);
});

test("names without an address, and ports where nobody listens", async () => {
  const server = await rawServer(() => undefined);
  await server[Symbol.asyncDispose]();
  const { stdout } = await run(["check", "http://no-such-host.invalid/", server.url]);
  assert.equal(
    stdout,
    `http://no-such-host.invalid/: error dns (no address for this host)\n${server.url}: error connect (connection refused)\n`,
  );
});

test("https where plain HTTP is spoken is a failure of TLS, for check and for download", async () => {
  await using web = await loggedWeb();
  await using folder = await temporaryFolder();
  const url = web.url.replace("http:", "https:");
  for (const args of [["check"], ["download", "-d", folder.path]]) {
    const { code, stdout } = await run([...args, "--timeout", "10s", url]);
    assert.equal(code, 2);
    assert.match(stdout, /: error tls \([a-z ]+\)\n$/i);
  }
});
