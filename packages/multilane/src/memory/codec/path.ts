/**
 * Where in a value the codec stands, written as the expression that leads there: `args[0].handlers.get("done")`.
 */

/** A property name, an index, or how to write a step that is neither. */
export type Step = string | number | ((prefix: string) => string);

/** The longest path that is written out; of a longer one, its beginning and its end. */
const LONGEST = 16;
/** Of a path that is too long, this many steps at its end. */
const LAST = 6;

/** Steps are pushed and popped while walking; text is made only for an error. */
export class Path {
  readonly #root: string;
  readonly #steps: Step[] = [];

  /** @param root what the whole value is called, such as `"args"` */
  constructor(root: string) {
    this.#root = root;
  }

  push(step: Step): void {
    this.#steps.push(step);
  }

  pop(): void {
    this.#steps.pop();
  }

  toString(): string {
    const steps = this.#steps;
    if (steps.length <= LONGEST) return steps.reduce(write, this.#root);
    const first = steps.slice(0, LONGEST - LAST).reduce(write, this.#root);
    return steps.slice(-LAST).reduce(write, `${first}…`);
  }
}

function write(prefix: string, step: Step): string {
  if (typeof step === "function") return step(prefix);
  if (typeof step === "number") return `${prefix}[${step}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step) && step.length <= 60
    ? `${prefix}.${step}`
    : `${prefix}[${quote(step)}]`;
}

/** A text in quotes, shortened so that a message stays a sentence. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** The step to an array's element or named property. */
export function elementStep(key: string): Step {
  return /^(?:0|[1-9]\d*)$/.test(key) ? Number(key) : key;
}

/** The step to a key of a Map. */
export function keyStep(index: number): Step {
  return (prefix) => `[...${prefix}.keys()][${index}]`;
}

/** The step to the value that a Map has under a key. */
export function valueStep(key: unknown, index: number): Step {
  if (typeof key === "string") return (prefix) => `${prefix}.get(${quote(key)})`;
  if (typeof key === "number" || typeof key === "boolean") return (prefix) => `${prefix}.get(${key})`;
  return (prefix) => `[...${prefix}.values()][${index}]`;
}

/** The step to a member of a Set. */
export function memberStep(index: number): Step {
  return (prefix) => `[...${prefix}][${index}]`;
}

/** The step to what a class's own `encode` answered. */
export function encodeStep(prefix: string): string {
  return `encode(${prefix})`;
}
