/**
 * The histories of an agent as a tree. What an agent will do is a function of what has happened to it, so a node of
 * the tree *is* the agent's local state, and is looked at once.
 */
import type { Entry, Next, Program } from "./program.js";
import { replay } from "./replay.js";

/** A history. */
export class History {
  /** Different for each history of the same agent. */
  readonly id: number;
  readonly #tree: HistoryTree;
  readonly #parent: History | undefined;
  readonly #entry: Entry;
  readonly #children = new Map<Entry, History>();
  #next: Next | undefined;

  constructor(tree: HistoryTree, parent?: History, entry: Entry = 0) {
    this.#tree = tree;
    this.id = tree.size++;
    this.#parent = parent;
    this.#entry = entry;
  }

  /** What the agent does after it. */
  get next(): Next {
    this.#next ??= replay(this.#tree.program, this.#tree.words, this.#entries());
    return this.#next;
  }

  /** The history with one more entry. */
  followedBy(entry: Entry): History {
    let child = this.#children.get(entry);
    if (child === undefined) this.#children.set(entry, (child = new History(this.#tree, this, entry)));
    return child;
  }

  #entries(): Entry[] {
    if (this.#parent === undefined) return [];
    const entries = this.#parent.#entries();
    entries.push(this.#entry);
    return entries;
  }
}

/** All histories of one agent. */
export class HistoryTree {
  readonly program: Program;
  readonly words: Int32Array;
  size = 0;
  readonly root: History;

  constructor(program: Program, words: Int32Array) {
    this.program = program;
    this.words = words;
    this.root = new History(this);
  }
}
