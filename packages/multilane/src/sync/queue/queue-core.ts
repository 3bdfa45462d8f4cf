/** What this thread has of a queue. */
import type { Cell } from "../../memory/cell.js";
import type { ByteBuffer } from "../../memory/codec/byte-buffer.js";
import type { ItemStore } from "../../memory/item-store.js";
import { labelOf } from "../label.js";
import { threadMailbox } from "../thread-lot.js";
import { Getters } from "./getters.js";
import { Joiners } from "./joiners.js";
import { Putters } from "./putters.js";
import { QueueState } from "./queue-state.js";

/** How often a thread looks whether the mutex is free before it sleeps: 30 to 200 times are worth some 1.4 × of throughput. */
const PATIENCE = 50;

/** The state of a queue, and the three kinds of waits at it. */
export class QueueCore<T> {
  readonly name: string | undefined;
  /** What a message carries in its place. */
  readonly address: string | SharedArrayBuffer;
  /** For messages: `Queue "jobs"`. */
  readonly label: string;
  readonly state: QueueState<ByteBuffer>;
  readonly putters: Putters;
  readonly getters: Getters<T>;
  readonly joiners: Joiners;

  constructor(kind: string, cell: Cell, items: ItemStore) {
    const mailbox = threadMailbox();
    this.name = cell.name;
    this.address = cell.address;
    this.label = labelOf(kind, cell.name);
    this.state = new QueueState(mailbox.lot, cell, cell.key, items, PATIENCE);
    this.putters = new Putters(mailbox, this.state, this.label);
    this.getters = new Getters(mailbox, this.state, this.label);
    this.joiners = new Joiners(mailbox, this.state, this.label);
  }
}
