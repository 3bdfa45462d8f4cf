// node scripts/test.mjs [part of a path…] [--node-option…]. Lists the sources: Node 20 knows no globs, and the output of a deleted source stays in dist-test.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
const root = fileURLToPath(new URL("..", import.meta.url));
const [options, wanted] = [true, false].map((is) =>
  process.argv.slice(2).filter((word) => word.startsWith("--") === is),
);
const files = readdirSync(join(root, "packages"))
  .filter((name) => existsSync(join(root, "packages", name, "test")))
  .flatMap((name) =>
    readdirSync(join(root, "packages", name, "test"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".test.ts"))
      .map((file) => join("packages", name, "dist-test", file.replace(/\.ts$/, ".js"))),
  )
  .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)))
  .sort();
const unbuilt = files.filter((file) => !existsSync(join(root, file)));
if (files.length === 0 || unbuilt.length > 0)
  throw new Error(`no such test file, or build first (npm run build): ${unbuilt.join(", ")}`);
const node = [
  "--import",
  new URL("watchdog.mjs", import.meta.url).href,
  "--test",
  "--test-reporter=spec",
  ...options,
  ...files,
];
spawn(process.execPath, node, { cwd: root, stdio: "inherit" }).on(
  "exit",
  (code, signal) => (process.exitCode = signal === null ? (code ?? 1) : 1),
);
