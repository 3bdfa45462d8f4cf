/** What an outcome should be, and how the table says what it was. */
import type { Facts } from "./facts.js";
import type { Outcome } from "./observation.js";
import type { Verdict } from "./row.js";

const LONG = 90;

/** One line of it, for the table. */
export function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > LONG ? `${line.slice(0, LONG - 1)}…` : line;
}

/** An outcome in words. */
export function sayOutcome(outcome: Outcome): string {
  if (outcome.kind === "pending") return "hangs";
  return outcome.kind === "value"
    ? `gives ${shorten(outcome.value)}`
    : `rejects ${shorten(outcome.facts.text)}`;
}

/** Expects a rejection, of which the rest decides. */
function expectFacts(judge: (facts: Facts) => Verdict): (outcome: Outcome) => Verdict {
  return (outcome) =>
    outcome.kind === "rejected" ? judge(outcome.facts) : { good: false, text: sayOutcome(outcome) };
}

/** Says what of a thing was kept. */
function keep(start: string, kept: Readonly<Record<string, boolean>>): Verdict {
  const names = (wanted: boolean): string[] => Object.keys(kept).filter((name) => kept[name] === wanted);
  const parts = [
    start,
    ...(names(true).length > 0 ? [`${names(true).join(" and ")} kept`] : []),
    ...(names(false).length > 0 ? [`${names(false).join(" and ")} lost`] : []),
  ];
  return { good: names(false).length === 0, text: parts.join(", ") };
}

/** That very `TypeError`. */
export const expectTypeError: (outcome: Outcome) => Verdict = expectFacts((facts) => {
  const { text } = keep(
    facts.isTypeError ? "TypeError" : `no TypeError (${facts.name || shorten(facts.text)})`,
    {
      code: facts.code === "E_BAD",
      cause: facts.cause?.message === "because",
    },
  );
  const sameCause = facts.cause?.isError === true && facts.cause.message === "because";
  const good = facts.isTypeError && facts.message === "bad" && facts.code === "E_BAD" && sameCause;
  const plain = facts.cause?.isError === false ? ", the cause is no Error" : "";
  return { good, text: `${text}${plain}` };
});

/** The name and the property of a class of the program's own. */
export const expectOwnError: (outcome: Outcome) => Verdict = expectFacts((facts) => {
  const { good, text } = keep(facts.isError ? "an Error" : "no Error", {
    name: facts.name === "OwnError",
    foo: facts.foo === "bar",
  });
  return { good: good && facts.isError, text };
});

export const expectNull: (outcome: Outcome) => Verdict = expectFacts((facts) => ({
  good: facts.isNull,
  text: `rejects ${shorten(facts.text)}`,
}));

/** An error with a BigInt and a cycle. */
export const expectRoundError: (outcome: Outcome) => Verdict = expectFacts((facts) =>
  facts.isError && facts.message === "round"
    ? keep("the Error", { properties: facts.isRound })
    : { good: false, text: `rejects ${shorten(facts.text)}` },
);

/** Any error that says something. */
export const expectError: (outcome: Outcome) => Verdict = expectFacts((facts) => ({
  good: facts.isError && facts.message.trim() !== "",
  text: `rejects ${shorten(facts.text)}`,
}));

/** That it settles, with whatever reason: an abort gives the one that the program chose. */
export const expectRejection: (outcome: Outcome) => Verdict = expectFacts((facts) => ({
  good: true,
  text: `rejects ${shorten(facts.text)}`,
}));

export function expectValue(value: string): (outcome: Outcome) => Verdict {
  return (outcome) => ({
    good: outcome.kind === "value" && outcome.value === value,
    text: sayOutcome(outcome),
  });
}
