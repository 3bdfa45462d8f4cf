import { readFileSync } from "node:fs";

/** The version of a dependency as installed, which is what is measured. Not every package exports its package.json. */
export function installedVersion(name: string): string {
  let folder = new URL(".", import.meta.resolve(name));
  for (;;) {
    const version = versionIn(folder, name);
    if (version !== undefined) return version;
    const parent = new URL("..", folder);
    if (parent.href === folder.href) throw new Error(`${name} has no package.json above its entry point`);
    folder = parent;
  }
}

function versionIn(folder: URL, name: string): string | undefined {
  try {
    const manifest = JSON.parse(readFileSync(new URL("package.json", folder), "utf8")) as {
      name?: string;
      version?: string;
    };
    return manifest.name === name ? manifest.version : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
