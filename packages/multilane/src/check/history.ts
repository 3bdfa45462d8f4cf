/**
 * The pasts of an agent as a tree, for a search. What an agent will do is a function of what has happened to it, so a
 * node of the tree *is* the agent's local state, and is looked at once.
 */
import type { Entry, Next } from "./operation.js";
import type { Past } from "./past.js";
import { Run } from "./run.js";
import type { Log, Part } from "./run.js";

/** All histories of one agent. */
export class HistoryTree {
  readonly root: History = new History(this, undefined, 0);
  readonly #log: Log = { entries: [], asked: [] };
  readonly #run: Run;
  #size = 0;

  constructor(part: Part) {
    this.#run = new Run(part, this.#log, () => undefined);
  }

  /** A number for a new node. */
  nextId(): number {
    return this.#size++;
  }

  /** What the agent does after this. */
  replay(history: History): Next {
    const { entries, asked } = this.#log;
    entries.length = asked.length = 0;
    history.tell(this.#log);
    this.#run.restart();
    return this.#run.advance();
  }
}

/** A node: one history. */
export class History implements Past {
  readonly id: number;
  readonly #tree: HistoryTree;
  readonly #parent: History | undefined;
  readonly #entry: Entry;
  #next: Next | undefined;
  // Most nodes have one child, and none has many: a list takes less memory than a map.
  #child: History | undefined;
  #sibling: History | undefined;

  constructor(tree: HistoryTree, parent: History | undefined, entry: Entry) {
    this.#tree = tree;
    this.#parent = parent;
    this.#entry = entry;
    this.id = parent === undefined ? 0 : tree.nextId() + 1;
  }

  get next(): Next {
    return (this.#next ??= this.#tree.replay(this));
  }

  followedBy(entry: Entry): History {
    for (let child = this.#child; child !== undefined; child = child.#sibling)
      if (child.#entry === entry) return child;
    const child = new History(this.#tree, this, entry);
    child.#sibling = this.#child;
    return (this.#child = child);
  }

  /** Appends everything since the start to the log. */
  tell(log: Log): void {
    if (this.#parent === undefined) return;
    this.#parent.tell(log);
    const before = this.#parent.next;
    log.asked.push(typeof this.#entry !== "object" && before.kind === "operation" ? before.asked : undefined);
    log.entries.push(this.#entry);
  }
}
