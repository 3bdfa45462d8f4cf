/** The command line of the failure table. */
import { parseArgs } from "node:util";

export const USAGE = `npm run bench:failures -- [options]

  --only NAMES    only these pools, separated by commas
  --rows NAMES    only these rows, separated by commas
  --patience MS   a call that has not settled after so long hangs (default 10000)
  --smoke         multilane only, three rows: does everything still run?
  --markdown      print tables for docs/failures.md
  --json          print what was found, as JSON
  --help          this text
`;

export interface FailureOptions {
  /** Lower case; empty means all. */
  readonly only: readonly string[];
  readonly rows: readonly string[];
  readonly patience: number;
  readonly format: "text" | "markdown" | "json";
}

const listOf = (words: readonly string[]): string[] =>
  words.flatMap((names) => names.split(",")).map((name) => name.trim().toLowerCase());

/**
 * @returns `undefined` when help was asked for
 * @throws Error for an option that does not exist or makes no sense
 */
export function parseFailureOptions(words: readonly string[]): FailureOptions | undefined {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: "string", multiple: true, default: [] },
      rows: { type: "string", multiple: true, default: [] },
      patience: { type: "string", default: "10000" },
      smoke: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const patience = Number(values.patience);
  if (!(patience >= 1 && patience < 2 ** 28))
    throw new Error(`--patience wants milliseconds, not ${values.patience}`);
  const smoke = {
    only: ["multilane threads", "multilane processes"],
    rows: ["type-error", "exit", "import"],
  };
  return {
    ...(values.smoke ? smoke : { only: listOf(values.only), rows: listOf(values.rows) }),
    patience,
    format: values.json ? "json" : values.markdown ? "markdown" : "text",
  };
}
