/** The programs of the guide print what the guide says. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { runExample } from "./support/run.js";

const guide = fileURLToPath(new URL("../../docs/guide/", import.meta.url));

/** A chapter's program, and what the block after it says that it prints; a program without such a block is a part of it. */
function chapterOf(file: string): { name: string; output: string[] } | undefined {
  const text = readFileSync(`${guide}${file}`, "utf8");
  const found =
    /<!-- examples\/(guide\/\S+)\.ts -->\n\n```ts\n(?:(?!```)[\s\S])*```\n\n```\n([\s\S]*?)```/.exec(text);
  return found === null ? undefined : { name: found[1] ?? "", output: (found[2] ?? "").trim().split("\n") };
}

/** What may differ from run to run: times, and which of two threads it was. */
function settled(line: string): string {
  return line
    .replaceAll(/\d+\.\d\d s/g, "… s")
    .replaceAll(/lane_\d/g, "lane_N")
    .replaceAll(/ident \d+/g, "ident N");
}

describe("the guide", { concurrency: 2 }, () => {
  for (const file of readdirSync(guide)) {
    if (file === "README.md") continue;
    it(`${file}: its program prints what it says`, async () => {
      const chapter = chapterOf(file);
      assert.ok(chapter, "the chapter has a program, and after it what it prints");
      const { lines, stderr, code } = await runExample(chapter.name, { cwd: tmpdir() });
      assert.equal(code, 0, stderr);
      if (chapter.name === "guide/one-trap") assert.match(stderr, /MULTILANE_UNSHARED_PRIMITIVE/);
      else assert.equal(stderr, "");
      if (chapter.name === "guide/thread-dump") checkDump(lines);
      else assert.deepEqual(lines.map(settled), chapter.output.map(settled));
    });
  }
});

/** Which lane holds what, and whether one or both were refused, is chance. */
function checkDump(lines: readonly string[]): void {
  const text = lines.map(settled).join("\n");
  assert.match(
    text,
    /acquireSync of RLock "\w+" could never end: RLock "\w+" is held by thread "lane_N", which waits for/,
  );
  assert.match(
    text,
    /Thread "MainThread" \(ident N, this thread\)\n {2}awaits RLock "left", for … s; lane_N holds it/,
  );
  assert.match(text, /Thread "lane_N" \(ident N\)\n {2}runs hold\n {2}holds RLock "left", owned/);
}
