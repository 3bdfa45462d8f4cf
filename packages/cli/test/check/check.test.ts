import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { run } from "../support/cli.js";
import { parseCsv } from "../support/csv.js";
import { temporaryFolder } from "../support/folder.js";
import { httpServer, loggedWeb } from "../support/servers.js";

test("every line has its verdict, in input order; findings are exit code 2", async () => {
  await using web = await loggedWeb();
  const { paths } = web;
  const verdicts: readonly (readonly [url: string, verdict: string])[] = [
    [paths.slow(1, 200), "200"],
    [paths.fast(1), "200"],
    [paths.status(404), "404"],
    [paths.redirect(3), "200"],
    [paths.status(500), "500"],
    [paths.drop, "error reset (connection dropped)"],
    [paths.redirectLoop, "error redirect (a loop: the same address again)"],
    [paths.big(1, 10_000_000), "200"],
    [paths.status(204), "204"],
  ];
  const { code, stdout, stderr } = await run(["check", ...verdicts.map(([url]) => url)]);
  assert.equal(stdout, verdicts.map(([url, verdict]) => `${url}: ${verdict}\n`).join(""));
  assert.match(stderr, /^check: 9 URLs in .*: 5 ok, 2 broken, 2 errors \(reset 1, redirect 1\)$/m);
  assert.equal(code, 2);
});

test("all well is exit code 0; --quiet leaves nothing but the report", async () => {
  await using web = await loggedWeb();
  const finished = await run(["check", "--quiet", web.paths.fast(1), web.paths.redirect(1)]);
  assert.deepEqual(finished, {
    code: 0,
    signal: null,
    stderr: "",
    stdout: `${web.paths.fast(1)}: 200\n${web.paths.redirect(1)}: 200\n`,
  });
});

test("a list from a file: byte order mark, CRLF, blank lines, comments, bad lines, duplicates", async () => {
  await using web = await loggedWeb();
  await using folder = await temporaryFolder();
  const [one, two] = [web.paths.fast(1), web.paths.fast(2)];
  const list = [
    "\uFEFF# my list",
    one,
    "",
    "no-scheme.example/x",
    two,
    `${one}#fragment`,
    "nul\0",
    "x".repeat(10 * 1024 * 1024),
    two,
    "ftp://x/",
  ];
  await writeFile(folder.at("list.txt"), list.join("\r\n"));
  const { code, stdout } = await run(["check", "-i", folder.at("list.txt"), one]);
  const place = (line: number): string => `line ${line} of ${folder.at("list.txt")}`;
  assert.deepEqual(stdout.trimEnd().split("\n"), [
    `${one}: 200`,
    `${one}: 200`,
    `no-scheme.example/x: error invalid (${place(4)}: it does not begin with http:// or https://)`,
    `${two}: 200`,
    `${one}#fragment: 200`,
    `nul\\u0000: error invalid (${place(7)}: it contains a control character)`,
    `${"x".repeat(100)}: error invalid (${place(8)}: it is longer than 65536 bytes)`,
    `${two}: 200`,
    `ftp://x/: error invalid (${place(10)}: ftp: is neither http nor https)`,
  ]);
  assert.equal(code, 2);
  assert.deepEqual(web.log.toSorted(), ["/fast/1", "/fast/2"], "a duplicate is asked once");
});

test("standard input is a list too, and an empty one is all well", async () => {
  await using web = await loggedWeb();
  const { stdout, code } = await run(["check", "-i", "-"], {
    stdin: `${web.paths.fast(1)}\n${web.paths.status(404)}`,
  });
  assert.deepEqual([stdout, code], [`${web.paths.fast(1)}: 200\n${web.paths.status(404)}: 404\n`, 2]);
  assert.equal((await run(["check", "-i", "-", "-q"], { stdin: "" })).code, 0);
});

/** A row without what differs from run to run. */
function timeless(row: object): object {
  return { ...row, ms: 0 };
}

test("json, ndjson and csv say the same", async () => {
  await using web = await loggedWeb();
  const urls = [web.paths.redirect(1), web.paths.status(404), "nonsense"];
  const [json, ndjson, csv] = await Promise.all(
    ["json", "ndjson", "csv"].map((format) => run(["check", "--format", format, ...urls])),
  );
  const rows = (JSON.parse(json?.stdout ?? "") as object[]).map(timeless);
  assert.deepEqual(rows, [
    {
      line: 1,
      url: urls[0],
      status: 200,
      ok: true,
      finalUrl: web.paths.fast(0),
      hops: [{ status: 302, url: web.paths.redirect(1) }],
      error: null,
      attempts: 1,
      ms: 0,
      source: "",
    },
    {
      line: 2,
      url: urls[1],
      status: 404,
      ok: false,
      finalUrl: urls[1],
      hops: [],
      error: null,
      attempts: 1,
      ms: 0,
      source: "",
    },
    {
      line: 3,
      url: "nonsense",
      status: null,
      ok: false,
      finalUrl: null,
      hops: [],
      error: { class: "invalid", message: "argument 3: it does not begin with http:// or https://" },
      attempts: 0,
      ms: 0,
      source: "",
    },
  ]);
  const lines = (ndjson?.stdout ?? "").trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => timeless(JSON.parse(line) as object)),
    rows,
  );
  const [, ...records] = parseCsv(csv?.stdout ?? "");
  assert.deepEqual(
    records.map((record) => record.slice(0, 4)),
    [
      ["1", urls[0], "200", "true"],
      ["2", urls[1], "404", "false"],
      ["3", "nonsense", "", "false"],
    ],
  );
});

test("-o writes the report as a whole; --verbose shows the hops", async () => {
  await using web = await loggedWeb();
  await using folder = await temporaryFolder();
  const { code, stdout } = await run(["check", "-v", "-o", folder.at("report.txt"), web.paths.redirect(1)]);
  assert.deepEqual([code, stdout], [0, ""]);
  const [from, to] = [web.paths.redirect(1), web.paths.fast(0)];
  assert.equal(await readFile(folder.at("report.txt"), "utf8"), `${from}: 200 [302 ${from} -> ${to}]\n`);
  assert.deepEqual(await readdir(folder.path), ["report.txt"]);
});

test("as many requests are in flight as --concurrency says, and no more, also if the threads do not divide it", async () => {
  for (const [concurrency, threads] of [
    [5, 2],
    [4, 2],
    [1, 1],
  ] as const) {
    let [held, most]: [(() => void)[], number] = [[], 0];
    // Answers are held back until so many requests are there, and a moment longer: for one that should not come.
    await using server = await httpServer((_, response) => {
      held.push(() => response.end());
      most = Math.max(most, held.length);
      if (held.length !== concurrency) return;
      setTimeout(() => {
        const ready = held;
        held = [];
        for (const answer of ready) answer();
      }, 100);
    });
    const urls = Array.from({ length: 4 * concurrency }, (_, i) => `${server.url}/${i}`);
    const options = ["--concurrency", String(concurrency), "--max-workers", String(threads)];
    const { code } = await run(["check", "-q", ...options, ...urls]);
    assert.deepEqual([code, most], [0, concurrency]);
  }
});

test("headers and credentials are sent, but not to another host, and never printed", async () => {
  const seen: Record<string, unknown>[] = [];
  await using other = await httpServer(({ headers }, response) => {
    seen.push(headers);
    response.end();
  });
  await using home = await httpServer(({ headers }, response) => {
    seen.push(headers);
    response.writeHead(302, { location: other.url }).end();
  });
  const url = home.url.replace("http://", "http://me:s3cret@");
  const headers = ["-H", "X-Key: k3y", "-H", "Accept-Language: rm", "--user-agent", "tester/1"];
  const { stdout, stderr, code } = await run(["check", "-v", "--format", "json", ...headers, url]);
  assert.equal(code, 0);
  const [first, second] = seen;
  assert.equal(first?.["authorization"], `Basic ${Buffer.from("me:s3cret").toString("base64")}`);
  assert.deepEqual(
    [first?.["x-key"], first?.["accept-language"], first?.["user-agent"]],
    ["k3y", "rm", "tester/1"],
  );
  assert.deepEqual([second?.["authorization"], second?.["x-key"]], [undefined, undefined]);
  assert.deepEqual([second?.["accept-language"], second?.["user-agent"]], ["rm", "tester/1"]);
  assert.doesNotMatch(stdout + stderr, /s3cret|k3y/);
});

test("a connection that drops is tried again, --retries 0 forbids it", async () => {
  let requests = 0;
  await using server = await httpServer((request, response) => {
    requests += 1;
    if (requests % 2 === 1) request.socket.destroy();
    else response.end();
  });
  assert.equal(
    (await run(["check", "-q", "--retries", "0", `${server.url}/a`])).stdout,
    `${server.url}/a: error reset (connection dropped)\n`,
  );
  requests = 0;
  assert.equal((await run(["check", "-v", `${server.url}/b`])).stdout, `${server.url}/b: 200 [2 tries]\n`);
  assert.equal(requests, 2);
});
