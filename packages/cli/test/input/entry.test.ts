import assert from "node:assert/strict";
import { test } from "node:test";
import { hidePassword, isIdle, parseEntry } from "#src/input/entry.js";
import { parseWebUrl } from "#src/input/web-url.js";

const SHA = "ab".repeat(32);

function parse(text: string, source = "list.txt"): ReturnType<typeof parseEntry> {
  return parseEntry({ number: 7, text, tooLong: false }, source);
}

test("a line has a URL, and after tabs a name and a sha256", () => {
  const entry = parse(` HTTP://Example.com/a#top \t a b.txt \t${SHA.toUpperCase()}`);
  assert.deepEqual(entry, {
    line: 7,
    source: "list.txt",
    url: "HTTP://Example.com/a#top",
    href: "http://example.com/a",
    problem: undefined,
    name: "a b.txt",
    sha256: SHA,
  });
  assert.deepEqual([parse("http://a/").name, parse(`http://a/\t\t${SHA}`).sha256], [undefined, SHA]);
});

test("what cannot be used is said with its line", () => {
  assert.match(parse("nonsense").problem ?? "", /^line 7 of list\.txt: /);
  assert.match(parse("nonsense", "-").problem ?? "", /^line 7: /);
  assert.match(parse("nonsense", "").problem ?? "", /^argument 7: /);
  assert.match(parse("http://a/\tname\tabc").problem ?? "", /sha256/);
  assert.match(
    parseEntry({ number: 2, text: "http://a/", tooLong: true }, "-").problem ?? "",
    /longer than 65536 bytes/,
  );
});

test("blank lines and comments say nothing", () => {
  const idle = ["", "  ", "\t", "# a", "  # a"].map((text) => isIdle({ number: 1, text, tooLong: false }));
  assert.deepEqual(idle, [true, true, true, true, true]);
  assert.equal(isIdle({ number: 1, text: "http://a/#b", tooLong: false }), false);
});

test("a password is never repeated", () => {
  assert.equal(hidePassword("https://user:s3cret@host/p"), "https://user:***@host/p");
  assert.equal(hidePassword("https://user:s3:c@ret@host"), "https://user:***@host");
  assert.equal(hidePassword("https://token@host/"), "https://***@host/");
  assert.equal(hidePassword("https://host/a@b"), "https://host/a@b");
  assert.equal(hidePassword("https://host?q=a@b"), "https://host?q=a@b");
});

test("forty spellings of one URL are one request", () => {
  const spellings = [
    "http://example.com",
    "HTTP://EXAMPLE.COM/",
    "http://example.com:80/",
    "http://example.com/#a",
    "http://example.com/./",
  ];
  assert.deepEqual(
    new Set(spellings.map((text) => JSON.stringify(parseWebUrl(text)))),
    new Set(['{"href":"http://example.com/"}']),
  );
  assert.deepEqual(parseWebUrl("http://bücher.example/"), parseWebUrl("http://xn--bcher-kva.example/"));
});

test("why a text is no web address", () => {
  const problems: Readonly<Record<string, RegExp>> = {
    "example.com/x": /does not begin with http/,
    "localhost:8080/x": /does not begin with http/,
    "ftp://example.com": /^ftp: is neither/,
    "javascript:alert(1)": /^javascript: is neither/,
    "file:///etc/passwd": /^file: is neither/,
    "http:/x": /two slashes/,
    "http://": /not a URL/,
    "http://a b/": /not a URL/,
    "http://[::1/": /not a URL/,
    "http://a:99999/": /not a URL/,
    "http://a/\0": /control character/,
    "http://a/\u001b[31m": /control character/,
    "=cmd|' /C calc'!A0": /does not begin/,
    "": /does not begin/,
  };
  for (const [text, problem] of Object.entries(problems)) {
    const parsed = parseWebUrl(text);
    assert.match("problem" in parsed ? parsed.problem : "", problem, text);
  }
});
