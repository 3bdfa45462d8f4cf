/**
 * Runs the calls that arrive at a thread, or at a process, in the order of their arrival, so many at a time.
 *
 * A call is claimed before it runs (see transport/PROTOCOL.md), so that its owner can take it back as long as it
 * has not begun. It is claimed before its module is loaded, too: if loading ends the thread, the call has begun, and
 * is not sent to the next thread to end that.
 */
import { WorkerDiedError } from "../errors.js";
import { asSerializationError, encode, makingSignals } from "../memory/codec/codec.js";
import { taskNumber } from "../memory/task-names.js";
import { noteTask } from "../memory/thread-names.js";
import { now, sharedNow } from "../platform/clock.js";
import { usedHeap } from "../platform/process.js";
import { abandonHeldBy } from "../sync/held-locks.js";
import { enterTask, leaveTask, shareThread } from "../task/current-task.js";
import type { TaskIdentity } from "../task/identity.js";
import { resolveTask } from "../task/resolve.js";
import type { ResolvedTask } from "../task/resolve.js";
import type { CallChannel } from "../transport/call-channel.js";
import type { Ticket } from "../transport/call-table.js";
import { CallTable } from "../transport/call-table.js";
import * as wire from "../transport/messages.js";
import type { CallMessage, Payload, ToOwner, ToWorker } from "../transport/messages.js";
import { payloadOfError, revive, reviveError } from "../transport/payload.js";
import type { Birth, Initializer } from "./birth.js";
import { DueCalls } from "./due-calls.js";
import { isThenable, runChunk } from "./run-chunk.js";
import { ReceivedSignals } from "./received-signals.js";
import { RunningCall } from "./running-call.js";
import type { AbortSource } from "./running-call.js";

/** A task as this thread found it, or why it could not. */
type Lookup = ResolvedTask | { readonly failure: unknown };

/** How many calls may lie consumed at the head of the queue before they are cut off. */
const CONSUMED = 1024;

/** What a server goes by. */
export type ServerSettings = Pick<
  Birth,
  "calls" | "concurrency" | "initializer" | "once" | "reportHeap" | "slot"
>;

/** The worker's side of a channel. */
export class CallServer implements AbortSource {
  readonly table: CallTable;
  readonly #birth: ServerSettings;
  readonly #channel: CallChannel<TaskIdentity>;
  readonly #onIdle: () => void;
  readonly #defined: { readonly identity: TaskIdentity; readonly name: string }[] = [];
  readonly #tasks: (Lookup | undefined)[] = [];
  /** The numbers of their names, for thread dumps. */
  readonly #labels: number[] = [];
  /** By place in the table. */
  readonly #running: (RunningCall | undefined)[] = [];
  /** By place in the table; what is left of earlier calls is replaced. */
  readonly #signals: (ReceivedSignals | undefined)[] = [];
  #runningCount = 0;
  #label = 0;
  readonly #due = new DueCalls((message) => {
    this.#queue.push(message);
    this.#pump();
  });
  #queue: CallMessage[] = [];
  #next = 0;
  /** No call is begun now: the initializer runs, or a module is being loaded. */
  #held = false;
  #pumping = false;

  /** @param onIdle called when the owner wants the thread to end, or its only call is over */
  constructor(birth: ServerSettings, channel: CallChannel<TaskIdentity>, onIdle: () => void) {
    this.table = new CallTable(birth.calls);
    this.#birth = birth;
    this.#channel = channel;
    this.#onIdle = onIdle;
    if (birth.concurrency > 1) shareThread();
  }

  /** Starts to take messages. */
  start(): void {
    this.#channel.listen((message) => {
      this.#take(message);
      this.#pump();
    });
    if (this.#birth.initializer === undefined) this.#send([wire.READY]);
    else void this.#initialize(this.#birth.initializer);
  }

  /** Tells the owner of an error that is about to end this thread. */
  reportCrash(error: unknown): void {
    this.#send([wire.CRASHED, ...payloadOfError(error, this.#channel.medium)]);
  }

  /** Takes in what has arrived, for a task that keeps the event loop from doing so. */
  readonly drain = (): void => {
    for (let next = this.#channel.receive(); next !== undefined; next = this.#channel.receive())
      this.#take(next);
    // No event will come for a call that was taken in here.
    if (this.#next < this.#queue.length && !this.#pumping) queueMicrotask(() => this.#pump());
  };

  #send(message: ToOwner): void {
    this.#channel.send(message);
  }

  #take(message: ToWorker<TaskIdentity>): void {
    switch (message[0]) {
      case wire.CALLS:
        for (const call of message[1]) this.#accept(call);
        break;
      case wire.DEFINE:
        this.#defined[message[1]] = { identity: message[2], name: message[3] };
        break;
      case wire.ABORT: {
        const call = this.#running[message[1]];
        if (call?.ticket.generation === message[2]) call.abort(reviveError(message[3]));
        break;
      }
      case wire.SIGNAL: {
        const [, place, generation, index, reason] = message;
        this.#signalsOf({ place, generation }).abort(index, reviveError(reason));
        break;
      }
      case wire.STOP:
        this.#onIdle();
        break;
      case wire.DROP:
        this.#due.drop(message[1]);
        break;
    }
  }

  #accept(call: CallMessage): void {
    const due = call[7];
    if (due === undefined) this.#queue.push(call);
    else this.#due.add(call, due);
  }

  #pump(): void {
    this.#pumping = true;
    let dropped = false;
    while (!this.#held && this.#runningCount < this.#birth.concurrency) {
      const message = this.#queue[this.#next];
      if (message === undefined || this.#next === CONSUMED) this.#forgetConsumed();
      if (message === undefined) break;
      this.#next++;
      dropped = !this.#start(message) || dropped;
    }
    this.#pumping = false;
    // Its owner took calls back, perhaps because this thread seemed to be blocked: it is not (any more).
    if (dropped) this.#send([wire.READY]);
  }

  #forgetConsumed(): void {
    this.#queue = this.#queue.slice(this.#next);
    this.#next = 0;
  }

  /** Begins a call; false if its owner has taken it back. */
  #start(message: CallMessage): boolean {
    const [place, generation, number, id, attempt] = message;
    const ticket = { place, generation };
    if (!this.table.claim(ticket)) return false;
    if (((message[8] ?? 0) & wire.TIMED) !== 0) this.#send([wire.STARTED, place, generation, sharedNow()]);
    const name = this.#defined[number]?.name ?? "";
    const call = new RunningCall({ id, name, attempt }, ticket, this);
    this.#runningCount++;
    this.#running[place] = call;
    const task = this.#tasks[number];
    if (task === undefined) void this.#loadAndRun(message, call);
    else this.#run(message, call, task);
    return true;
  }

  async #loadAndRun(message: CallMessage, call: RunningCall): Promise<void> {
    this.#held = true;
    this.#note(taskNumber(`load the module of ${call.name}`));
    const task = await this.#load(message[2]);
    this.#held = false;
    this.#run(message, call, task);
    this.#pump();
  }

  /** Loads the task's module and remembers what came of it. */
  async #load(number: number): Promise<Lookup> {
    const found = await this.#lookUp(this.#defined[number]);
    this.#tasks[number] = found;
    if ("failure" in found) return found;
    this.#labels[number] = taskNumber(found.name);
    if (found.name !== this.#defined[number]?.name) this.#send([wire.NAMED, number, found.name]);
    return found;
  }

  async #lookUp(task: { readonly identity: TaskIdentity } | undefined): Promise<Lookup> {
    try {
      if (task === undefined) throw new RangeError("the task of a call was never defined");
      return await resolveTask(task.identity);
    } catch (failure) {
      return { failure };
    }
  }

  async #initialize({ identity, args }: Initializer): Promise<void> {
    this.#held = true;
    try {
      const found = await this.#lookUp({ identity });
      if ("failure" in found) throw found.failure;
      noteTask(this.#birth.slot, taskNumber(found.name), 1);
      await apply(found, args);
      noteTask(this.#birth.slot, 0, 0);
    } catch (error) {
      // The thread takes no calls: its owner ends it.
      this.#send([wire.BROKEN, ...payloadOfError(error, this.#channel.medium)]);
      return;
    }
    this.#held = false;
    this.#send([wire.READY]);
    this.#pump();
  }

  /** Says what this thread runs: of several tasks the latest to begin, though it may be over. */
  #note(label: number): void {
    this.#label = label;
    noteTask(this.#birth.slot, label, this.#runningCount);
  }

  #run(message: CallMessage, call: RunningCall, task: Lookup): void {
    const began = now();
    let result: unknown;
    try {
      if ("failure" in task) throw forCall(task.failure, call);
      call.name = task.name;
      this.#note(this.#labels[message[2]] ?? 0);
      const args: Payload = [message[5], message[6]];
      const isChunk = ((message[8] ?? 0) & wire.CHUNK) !== 0;
      result = enterTask(call, () =>
        isChunk ? this.#applyToEach(task, args, call) : this.#apply(task, args, call),
      );
      if (!isThenable(result)) {
        this.#end(call, began, false, result);
        return;
      }
    } catch (error) {
      // What it threw, or the `then` of its result, which may be a getter.
      this.#end(call, began, true, error);
      return;
    }
    // Not Promise.resolve(result).then(…): a `then` of the user's own may throw, or call back twice.
    new Promise((resolve) => resolve(result)).then(
      (value) => this.#end(call, began, false, value),
      (error: unknown) => this.#end(call, began, true, error),
    );
  }

  #end(call: RunningCall, began: number, threw: boolean, value: unknown): void {
    this.#runningCount--;
    this.#running[call.ticket.place] = undefined;
    if (this.#signals.length > 0) this.#signals[call.ticket.place] = undefined;
    this.#note(this.#runningCount === 0 ? 0 : this.#label);
    abandonHeldBy(call);
    if (this.#birth.concurrency === 1) leaveTask();
    const ran = now() - began;
    try {
      if (threw) this.#answer(wire.THREW, call, ran, payloadOfError(value, this.#channel.medium));
      else {
        const encoded = encode(value, "result", this.#channel.medium);
        this.#answer(wire.RETURNED, call, ran, [encoded.value, encoded.specials]);
      }
    } catch (error) {
      // Nothing was sent, because the result cannot cross: say so in its place.
      const refusal = asSerializationError(error, "result");
      this.#answer(wire.THREW, call, ran, payloadOfError(refusal, this.#channel.medium));
    }
    if (this.#birth.once) this.#onIdle();
    else if (!this.#pumping) this.#pump();
  }

  #apply({ fn }: ResolvedTask, args: Payload, call: RunningCall): unknown {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the owner sends an array; its types were checked at submit
    const values = this.#revive(args, call.ticket) as never[];
    return fn(...values);
  }

  #revive(args: Payload, ticket: Ticket): unknown {
    if (args[1] === undefined) return args[0];
    return makingSignals(
      (sent) => this.#signalsOf(ticket).make(sent),
      () => revive(args),
    );
  }

  /** The signals among the arguments of this call, which may not have begun. */
  #signalsOf({ place, generation }: Ticket): ReceivedSignals {
    let signals = this.#signals[place];
    if (signals?.generation !== generation)
      this.#signals[place] = signals = new ReceivedSignals(generation, this.drain);
    return signals;
  }

  #applyToEach({ fn }: ResolvedTask, args: Payload, call: RunningCall): unknown {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the owner sends lists of arguments; their types were checked at map
    const lists = this.#revive(args, call.ticket) as never[][];
    return runChunk(fn, lists, {
      isOver: () => call.abortRequested,
      payloadOf: (error) => payloadOfError(error, this.#channel.medium),
    });
  }

  #answer(
    kind: typeof wire.RETURNED | typeof wire.THREW,
    { ticket: { place, generation } }: RunningCall,
    ran: number,
    [value, specials]: Payload,
  ): void {
    this.#send(
      this.#birth.reportHeap
        ? [kind, place, generation, ran, value, specials, usedHeap()]
        : [kind, place, generation, ran, value, specials],
    );
  }
}

/** The failure to load a module, as this call meets it. */
function forCall(failure: unknown, { name: task, attempt }: RunningCall): unknown {
  if (!(failure instanceof WorkerDiedError)) return failure;
  return new WorkerDiedError(
    failure.message,
    { reason: failure.reason, task, attempt },
    { cause: failure.cause },
  );
}

function apply({ fn }: ResolvedTask, args: Payload): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the owner sends an array; its types were checked at submit
  const values = revive(args) as never[];
  return fn(...values);
}
