/** What a child process of a pool knows of itself. */

/** What it was started with. */
export interface OwnProcess {
  /** Its name: `PREFIX_0`. */
  readonly name: string;
  /** How many threads and processes stand between main and it, which is counted. */
  readonly depth: number;
}

/** The environment variable that says it. Gone when the library has been loaded: processes of the program's own are not ours. */
export const OWN_PROCESS = "MULTILANE_PROCESS";

function readOwnProcess(): OwnProcess | undefined {
  const text = process.env[OWN_PROCESS];
  if (text === undefined) return undefined;
  delete process.env[OWN_PROCESS];
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data !== "object" || data === null || !("name" in data) || !("depth" in data))
      return undefined;
    const { name, depth } = data;
    return typeof name === "string" && typeof depth === "number" ? { name, depth } : undefined;
  } catch {
    // Somebody else's variable of that name.
    return undefined;
  }
}

/** `undefined` in a process that no pool started. For its first thread; the others have it from the environment data. */
export const startedAs: OwnProcess | undefined = readOwnProcess();
