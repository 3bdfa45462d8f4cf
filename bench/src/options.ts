/** The command line of the bench. */
import { parseArgs } from "node:util";

export const USAGE = `npm run bench -- [options]

  --rounds N      rounds; each one measures every peer once, in rotated order (default 9)
  --workers N     workers in each pool (default 2)
  --suite NAME    pools, or locks (default: both)
  --only NAMES    only these peers, separated by commas
  --smoke         one short round: does everything still run? Its figures mean nothing
  --help          this text
`;

export interface Options {
  readonly rounds: number;
  readonly workers: number;
  /** Lower case; empty means everybody. */
  readonly only: readonly string[];
  readonly smoke: boolean;
  /** `undefined` for all. */
  readonly suite: string | undefined;
  /** How long a scenario is measured, per peer and round. */
  readonly milliseconds: number;
  /** How long it is run before that, unmeasured: compilers of both sides settle, threads come up. */
  readonly warmUp: number;
}

/**
 * @returns `undefined` when help was asked for
 * @throws Error for an option that does not exist or makes no sense
 */
export function parseOptions(words: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...words],
    options: {
      rounds: { type: "string" },
      workers: { type: "string" },
      only: { type: "string", multiple: true },
      smoke: { type: "boolean", default: false },
      suite: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const smoke = values.smoke;
  return {
    rounds: countOf("--rounds", values.rounds ?? (smoke ? "1" : "9")),
    workers: countOf("--workers", values.workers ?? "2"),
    only: (values.only ?? []).flatMap((names) => names.split(",")).map((name) => name.trim().toLowerCase()),
    smoke,
    suite: values.suite,
    milliseconds: smoke ? 20 : 400,
    warmUp: smoke ? 0 : 200,
  };
}

function countOf(option: string, word: string): number {
  const count = Number(word);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`${option} wants a whole number from 1, not ${word}`);
  return count;
}
