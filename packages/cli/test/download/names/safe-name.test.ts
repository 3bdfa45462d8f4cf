import assert from "node:assert/strict";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import {
  LONGEST_NAME,
  problemOfName,
  safeName,
  shorten,
  splitExtension,
} from "#src/download/names/safe-name.js";
import { nameFromDisposition, nameFromUrl } from "#src/download/names/proposals.js";

/** Texts of the kind that has broken out of folders before. */
const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "..",
        ".",
        "/",
        "\\",
        "%2f",
        "~",
        "-",
        "con",
        "NUL",
        ".part",
        " ",
        "\0",
        "\u202e",
        ":",
        "a",
        "é",
        ".tar.gz",
        "\ud800",
      ),
      { maxLength: 400 },
    )
    .map((parts) => parts.join("")),
);

function assertSafe(name: string): void {
  assert.equal(dirname(resolve("/folder", name)), "/folder", "it leaves the folder");
  assert.equal(join("/folder", name), `/folder/${name}`, "it is not one plain segment");
  assert.match(name, /^[^.~\s-]/, "it hides, or begins like an option");
  assert.doesNotMatch(name, /[/\\:*?"<>|\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069]/u);
  assert.doesNotMatch(name, /[. ]$/, "Windows would cut its end");
  assert.doesNotMatch(name, /\.part$/i, "it looks like a part");
  assert.doesNotMatch(name, /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i, "it is a device");
  assert.ok(Buffer.byteLength(name) <= LONGEST_NAME, "it is too long");
}

test("whatever a server proposes, the name stays in its folder", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const name = safeName(text);
      if (name !== undefined) assertSafe(name);
    }),
    { numRuns: 3000 },
  );
});

test("whatever a Content-Disposition or a URL says, too", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const quoted = nameFromDisposition(`attachment; filename="${text}"`);
      if (quoted !== undefined) assertSafe(quoted);
      const encoded = encodeURIComponent(text.replace(/\p{Surrogate}/gu, ""));
      const extended = nameFromDisposition(`attachment; filename*=UTF-8''${encoded}`);
      if (extended !== undefined) assertSafe(extended);
      assertSafe(nameFromUrl(`http://host/${encoded}`));
    }),
    { numRuns: 2000 },
  );
});

test("a name is recognisable afterwards", () => {
  const names: Readonly<Record<string, string | undefined>> = {
    "report.pdf": "report.pdf",
    "../../etc/passwd": "passwd",
    "C:\\Users\\me\\x.txt": "x.txt",
    ".bashrc": "_bashrc",
    "-rf": "_rf",
    "con.txt": "_con.txt",
    "movie.part": "movie.part_",
    "a:b?.txt": "a_b_.txt",
    "名前.txt": "名前.txt",
    "e\u0301.txt": "é.txt",
    "gpj.\u202Eexe": "gpj.exe",
    "..": undefined,
    "": undefined,
    "///": undefined,
  };
  for (const [proposed, name] of Object.entries(names)) assert.equal(safeName(proposed), name, proposed);
});

test("a long name keeps its extension and whole characters", () => {
  assert.equal(safeName(`${"é".repeat(300)}.tar.gz`), `${"é".repeat(116)}.tar.gz`);
  assert.deepEqual(splitExtension("a.b.tar.gz"), ["a.b", ".tar.gz"]);
  assert.deepEqual(splitExtension(".profile"), [".profile", ""]);
  assert.equal(shorten("abcdef.txt", 7), "abc.txt");
});

test("proposals: the last segment, decoded, without query; RFC 6266 and 8187", () => {
  assert.equal(nameFromUrl("http://a/b/c%20d.txt?x=/y"), "c d.txt");
  assert.equal(nameFromUrl("http://a/"), "index.html");
  assert.equal(nameFromUrl("http://a/%2e%2e%2f%2e%2e%2fx"), "x");
  assert.equal(nameFromUrl("http://a/100%"), "100%");
  assert.equal(
    nameFromDisposition("attachment; filename=\"EURO.txt\"; filename*=UTF-8''%e2%82%ac.txt"),
    "€.txt",
  );
  assert.equal(
    nameFromDisposition(Buffer.from('attachment; filename="naïve.txt"').toString("latin1")),
    "naïve.txt",
  );
  assert.equal(nameFromDisposition("inline"), undefined);
  assert.equal(nameFromDisposition(undefined), undefined);
  assert.equal(nameFromDisposition(`attachment; filename="${"x".repeat(5000)}"`), undefined);
});

test("a name of the user's is taken as it is, or refused with a reason", () => {
  for (const name of ["a.txt", ".env", "ü (2).tar.gz", "-x"])
    assert.equal(problemOfName(name), undefined, name);
  for (const name of [
    "../x",
    "a/b",
    "a\\b",
    "..",
    ".",
    "a\0",
    "con",
    "x.part",
    "x".repeat(241),
    "a:b",
    "a ",
    "\u202Ea",
  ]) {
    assert.notEqual(problemOfName(name), undefined, name);
  }
});
