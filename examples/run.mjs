// node examples/run.mjs NUMBER [URL…]
//
// Runs one example in the folder multilane-examples of the current directory: against the URLs, or against the
// embedded web, which runs here while the example is a process of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = "multilane-examples";
const here = fileURLToPath(new URL(".", import.meta.url));

/** What the embedded web is asked for: the files of the lesson, and five pages that are as slow as the lesson's were. */
const files = ["binary_file", "files.py", "names.txt", "new_file.txt"];
const delays = [310, 210, 650, 290, 310];

/** Every example as { number, name, takesUrls, title }; the title is the first line of its source. */
function listExamples() {
  return readdirSync(here)
    .filter((file) => /^\d\d-.*\.ts$/.test(file))
    .toSorted()
    .map((file) => {
      const source = readFileSync(join(here, file), "utf8");
      return {
        number: file.slice(0, 2),
        name: file.slice(0, -".ts".length),
        takesUrls: source.includes("process.argv"),
        title: /^\/\*\* (.*) \*\/\n/.exec(source)?.[1] ?? "",
      };
    });
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function overview(examples) {
  return examples.map(({ number, title }) => `  ${number}  ${title}`).join("\n");
}

/** The URLs that the lesson gives this example, at the embedded web. */
function urlsAt(web, { number }) {
  if (number === "04") return files.map((name) => web.paths.file(name));
  const pages = delays.map((ms, index) => web.paths.slow(index + 1, ms));
  // The pool is where the lesson shows what becomes of an error: one server hangs up.
  return number === "05" ? [...pages, web.paths.drop] : pages;
}

async function run({ number, name }, urls) {
  const program = join(here, "dist", `${name}.js`);
  if (!existsSync(program)) fail(`${name} is not built: npm run build`);
  mkdirSync(FOLDER, { recursive: true });
  const child = spawn(process.execPath, [program, ...urls], { cwd: FOLDER, stdio: "inherit" });
  const [code] = await once(child, "exit");
  process.exitCode = code ?? 1; // no code: a signal ended it
  if (code !== 0) return;

  if (number === "04") console.log(`\nThe files are in ${FOLDER}/threading_lesson_download_folder`);
  if (number >= "06") {
    const report = readFileSync(join(FOLDER, "status_report.txt"), "utf8");
    const lines = report.split("\n").filter((line) => line !== "");
    const found = `${count(urls.length, "URL")}, and ${count(lines.length, "line")}`;
    console.log(`\n${found} in ${FOLDER}/status_report.txt:`);
    console.log(report);
  }
}

const [wanted, ...given] = process.argv.slice(2);
const examples = listExamples();
if (wanted === undefined) {
  console.log(`npm run example NUMBER [URL…] runs one of these:\n${overview(examples)}`);
  process.exit();
}
const example = examples.find(({ number, name }) => [number, String(Number(number)), name].includes(wanted));
if (example === undefined) fail(`There is no example ${wanted}; there are these:\n${overview(examples)}`);
if (given.length > 0 && !example.takesUrls) fail(`Example ${example.number} takes no URLs`);
const wrong = given.find((url) => !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ""));
if (wrong !== undefined) fail(`${JSON.stringify(wrong)} is not the URL of a web page: https://…`);

console.log(`${example.name}: ${example.title}\n`);
if (example.takesUrls && given.length === 0) {
  const { startWeb } = await import("@multilane/cli/web");
  const web = await startWeb();
  try {
    await run(example, urlsAt(web, example));
  } finally {
    await web.close();
  }
} else {
  await run(example, given);
}
