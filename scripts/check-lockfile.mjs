// Fails when package-lock.json or a package.json would not install the same everywhere:
//  - an optional dependency (a platform's binary) is missing from the lockfile: npm 10 accepts that, npm 11 does not;
//  - a package has an install script nobody decided about (`allowScripts` in the root package.json);
//  - a "resolved" URL ties the lockfile to one registry, or an entry has no integrity to hold the download against;
//  - a version in the root or a workspace is a range instead of an exact pin.
import { readFileSync } from "node:fs";

const read = (path) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));
const { packages } = read("package-lock.json");
const { allowScripts = {} } = read("package.json");

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const nameOf = (path) => path.split("node_modules/").at(-1) ?? path;

/** Whether `name`, required by the package at `path`, is locked: beside it or beside one of its parents. */
function isLocked(path, name) {
  for (
    let at = path;
    ;
    at = at.includes("/node_modules/") ? at.slice(0, at.lastIndexOf("/node_modules/")) : ""
  ) {
    if (`${at === "" ? "" : `${at}/`}node_modules/${name}` in packages) return true;
    if (at === "") return false;
  }
}

function* problemsOfLocked(path, entry) {
  for (const name of Object.keys(entry.optionalDependencies ?? {}))
    if (!isLocked(path, name)) yield `${path}: ${name} is not in the lockfile`;
  if (entry.hasInstallScript && !(nameOf(path) in allowScripts)) yield `${path}: has an install script`;
  if (/^[a-z+]+:/i.test(entry.resolved ?? "")) yield `${path}: has a "resolved" URL`;
  if (path.includes("node_modules/") && !entry.link && !entry.integrity) yield `${path}: has no integrity`;
}

/** Peer dependencies are left out: a range is right there. */
function* rangesOf(path) {
  const manifest = read(path);
  for (const kind of ["dependencies", "devDependencies", "optionalDependencies", "overrides"])
    for (const [name, version] of Object.entries(manifest[kind] ?? {}))
      if (!EXACT.test(version))
        yield `${path}: ${kind}.${name} is ${JSON.stringify(version)}, not an exact version`;
}

const manifests = Object.keys(packages)
  .filter((path) => !path.includes("node_modules/"))
  .map((path) => (path === "" ? "package.json" : `${path}/package.json`));
const problems = [
  ...Object.entries(packages).flatMap(([path, entry]) => [...problemsOfLocked(path, entry)]),
  ...manifests.flatMap((path) => [...rangesOf(path)]),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
