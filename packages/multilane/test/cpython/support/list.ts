/**
 * A child process that loads all files of tests here and sends the names that they register to its parent; none of
 * them runs. Forked by complete.test.ts, with CPYTHON_TESTS_LIST set.
 */
import { readdirSync } from "node:fs";
import { registered } from "./cpython.js";

// The sources say what there is: the compiler leaves the output of a deleted source behind.
const sources = new URL("../../../test/cpython/", import.meta.url);
const outputs = new URL("../", import.meta.url);

for (const file of readdirSync(sources))
  if (file.endsWith(".test.ts") && file !== "complete.test.ts")
    await import(new URL(file.replace(/ts$/, "js"), outputs).href);

process.send?.(registered, () => process.exit()); // hooks of the files are left out, too
