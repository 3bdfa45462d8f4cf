/** What can stand in a {@link WorkQueue}: it carries its own links, so that leaving from the middle costs nothing. */
export interface Queued<T> {
  ahead: T | undefined;
  behind: T | undefined;
}

/**
 * A first-in-first-out queue that anything can leave from the middle, and to whose front work can be given back:
 * a doubly linked list through the items. All operations cost constant time. An item stands in one queue at most.
 */
export class WorkQueue<T extends Queued<T>> {
  #first: T | undefined;
  #last: T | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#first;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let item = this.#first; item !== undefined; item = item.behind) yield item;
  }

  /** Joins at the end. */
  push(item: T): void {
    item.ahead = this.#last;
    if (this.#last === undefined) this.#first = item;
    else this.#last.behind = item;
    this.#last = item;
    this.#size++;
  }

  /** Joins at the front: for what has been here before. */
  unshift(item: T): void {
    item.behind = this.#first;
    if (this.#first === undefined) this.#last = item;
    else this.#first.ahead = item;
    this.#first = item;
    this.#size++;
  }

  /** Takes this one out; false if it does not stand here. */
  delete(item: T): boolean {
    if (item !== this.#first && item.ahead === undefined) return false;
    if (item.ahead === undefined) this.#first = item.behind;
    else item.ahead.behind = item.behind;
    if (item.behind === undefined) this.#last = item.ahead;
    else item.behind.ahead = item.ahead;
    item.ahead = undefined;
    item.behind = undefined;
    this.#size--;
    return true;
  }
}
