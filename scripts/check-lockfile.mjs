import { readFileSync } from "node:fs";
const read = (path) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));
const [{ packages }, { allowScripts = {} }] = [read("package-lock.json"), read("package.json")];
const problems = Object.entries(packages).flatMap(
  ([path, { optionalDependencies = {}, hasInstallScript = false }]) => [
    ...Object.keys(optionalDependencies)
      .filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
      )
      .map((name) => `${path}: ${name} is not in the lockfile`),
    ...(hasInstallScript && !((path.split("node_modules/").at(-1) ?? path) in allowScripts)
      ? [`${path}: has an install script`]
      : []),
  ],
);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
