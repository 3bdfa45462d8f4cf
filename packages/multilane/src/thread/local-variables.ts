/**
 * Which `ThreadLocal` of this thread stands for which variable, and how long a slot lives that another thread's
 * variable has here.
 *
 * The thread that made a variable holds it weakly, as any object. A thread that was passed it must not: between two
 * tasks nobody there may have it, and its value has to be there the next time. So it is kept until the maker's is
 * garbage, which the maker says in the variable's shared word when it finds out, or until the maker is gone.
 */
import { anonymousWords } from "../memory/anonymous.js";
import { arena } from "../memory/arena.js";
import { NEXT_LOCAL } from "../memory/layout.js";
import { DEAD, stateOf } from "../memory/thread-slots.js";
import { atomics } from "../platform/atomics.js";
import { ownSlot } from "./self.js";

/** What names a variable in every thread. */
export interface Variable {
  readonly id: number;
  /** ABANDONED, and the slot and ident of the thread that made it. */
  readonly words: Int32Array;
}

const [ABANDONED, SLOT, IDENT, WORDS] = [0, 1, 2, 3];

interface Entry {
  readonly variable: Variable;
  readonly local: WeakRef<object>;
  /** The same, while the variable's maker may pass it again. */
  kept: object | undefined;
}

const entries = new Map<number, Entry>();
/** As many entries as this are looked through for those that nobody needs. */
let crowd = 16;

function abandon({ id, words }: Variable): void {
  entries.delete(id);
  // Partner: the waitAsync in keep(), and the load in isAbandoned().
  atomics.store(words, ABANDONED, 1);
  atomics.notify(words, ABANDONED);
}

const garbage = new FinalizationRegistry<Variable>(abandon);

/** Gives a variable that this thread has made what other threads know it by: it is about to cross for the first time. */
export function announce(local: object): Variable {
  const { words } = anonymousWords(WORDS);
  const { index, ident } = ownSlot();
  // The message that carries it publishes these.
  atomics.store(words, SLOT, index);
  atomics.store(words, IDENT, ident);
  const variable = { id: atomics.add(arena(), NEXT_LOCAL, 1), words };
  enter({ variable, local: new WeakRef(local), kept: undefined });
  garbage.register(local, variable);
  return variable;
}

/** What this thread has for a variable; `make` makes it if there is nothing yet. */
export function adopt<L extends object>(variable: Variable, make: () => L): L {
  const present = entries.get(variable.id)?.local.deref();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one class only has variables
  if (present !== undefined) return present as L;
  const local = make();
  const entry: Entry = { variable, local: new WeakRef(local), kept: undefined };
  enter(entry);
  keep(entry, local);
  return local;
}

function enter(entry: Entry): void {
  if (entries.size >= crowd) {
    for (const [id, old] of entries) {
      if (isAbandoned(old.variable)) old.kept = undefined;
      if (old.local.deref() === undefined) entries.delete(id);
    }
    crowd = 16 + 2 * entries.size;
  }
  entries.set(entry.variable.id, entry);
}

/** Keeps it until it is abandoned; a maker that is gone says nothing, and is found out when there are many entries. */
function keep(entry: Entry, local: object): void {
  if (isAbandoned(entry.variable)) return;
  entry.kept = local;
  // Partner: the store and notify in abandon().
  const wait = atomics.waitAsync(entry.variable.words, ABANDONED, 0);
  const drop = (): void => void (entry.kept = undefined);
  if (wait.async) void wait.value.then(drop);
  else drop();
}

function isAbandoned({ words }: Variable): boolean {
  // Pairs with the store in abandon().
  if (atomics.load(words, ABANDONED) !== 0) return true;
  const state = stateOf({ index: atomics.load(words, SLOT), ident: atomics.load(words, IDENT) });
  return state === 0 || state === DEAD;
}
