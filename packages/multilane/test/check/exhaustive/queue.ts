/** Models of the state of a queue that are searched completely. */
import type { Agent } from "#src/check/agent.js";
import type { Model } from "#src/check/model.js";
import { SHUT_DOWN } from "#src/sync/queue/queue-state.js";
import { SOME_TIME } from "../primitive-model.js";
import { QueueWorld } from "../queue-model.js";
import type { ModelQueue } from "../queue-model.js";
import { killOfTheFirst, long, threePreemptions, timeouts, timeoutsAndKill } from "./bounds.js";
import type { Models } from "./bounds.js";

type Play = (queue: ModelQueue, agent: Agent) => void;

/** What is in the queue at first, and how much it has room for; 0 for any number. */
interface Begin {
  readonly maxsize?: number;
  readonly items?: readonly number[];
}

function modelOf(
  plays: readonly Play[],
  { maxsize = 0, items = [] }: Begin,
  bounds: Partial<Model> = {},
): Model {
  const world = new QueueWorld(plays.length, maxsize, items, true);
  const { words, memory, reaper } = world;
  const kills = bounds.kills ?? 0;
  return {
    programs: plays.map((play) => world.program(play)),
    words,
    memory,
    ...(kills > 0 ? { reaper } : {}),
    ...bounds,
    final: (at) => world.atRest(at, kills > 0),
  };
}

const puts =
  (...items: number[]): Play =>
  (queue) => {
    for (const item of items) queue.put(item);
  };
const putsOwn: Play = (queue, { index }) => void queue.put(index + 1);
const putsForATime: Play = (queue) => void queue.put(2, SOME_TIME);
const takes: Play = (queue, { check }) => check(queue.take() > 0, "no item");
const takesTwice: Play = (queue) => {
  queue.take();
  queue.take();
};
const takesForATime: Play = (queue, { check }) => check(queue.take(SOME_TIME) >= 0, "it was shut down");
const takesInOrder: Play = (queue, { check }) => {
  check(queue.take() === 1, "not the first item");
  check(queue.take() === 2, "not the second item");
};
const awaitsItem: Play = (queue) => queue.awaitItems(1, () => undefined);
const awaitsRoom: Play = (queue) => queue.awaitRoom([2]);
const works: Play = (queue, { check }) => {
  queue.take();
  check(queue.state.taskDone(), "an item that was taken was not unfinished");
};
const joins: Play = (queue, { check }) => {
  queue.join();
  check(queue.state.view().unfinished === 0, "the join was over too early");
};
const endsNow: Play = (queue) => queue.state.shutdown(true);
const ends: Play = (queue) => queue.state.shutdown(false);
const isToldOfTheEnd: Play = (queue, { check }) => check(queue.take() === -1, "an item that was never put");
const hasNoRoom: Play = (queue, { check }) => check(queue.put(2) === SHUT_DOWN, "it was put");
const resizes: Play = (queue) => queue.state.resize(2);

const full: Begin = { maxsize: 1, items: [1] };

/** The state of `Queue`, `LifoQueue`, `PriorityQueue` and `SimpleQueue`, with its mutex and its three gates. */
export const queueModels: Models = {
  "one puts, one takes": modelOf([puts(1), takes], {}),
  "one puts, one takes for a time": modelOf([puts(1), takesForATime], {}, timeouts),
  "one puts, one takes for a time, one of them is killed": modelOf(
    [puts(1), takesForATime],
    {},
    timeoutsAndKill,
  ),
  "one takes and is killed, one puts": modelOf([takes, puts(1)], {}, killOfTheFirst),
  "one awaits an item and is killed, one puts": modelOf([awaitsItem, puts(1)], {}, killOfTheFirst),
  "one waits for room, one takes": modelOf([puts(2), takes], full),
  "one waits for room for a time, one takes, one of them is killed": modelOf(
    [putsForATime, takesForATime],
    full,
    timeoutsAndKill,
  ),
  "one awaits room and is killed, one takes": modelOf([awaitsRoom, takes], full, killOfTheFirst),
  "one joins, one works": modelOf([joins, works], { items: [1] }),
  "one joins and is killed, one works": modelOf([joins, works], { items: [1] }, killOfTheFirst),
  "one takes, one shuts it down": modelOf([isToldOfTheEnd, ends], {}),
  "one waits for room, one shuts it down": modelOf([hasNoRoom, ends], full),
  "one joins, one drops the items": modelOf([joins, endsNow], { items: [1, 2] }),
  "one waits for room, one makes room": modelOf([puts(2), resizes], full),
  "one puts, 2 take": long(modelOf([puts(1, 2), takes, takes], {}, threePreemptions)),
  "2 wait for room, one takes": long(modelOf([takesTwice, putsOwn, putsOwn], full, threePreemptions)),
  "one puts, one takes, one awaits": long(modelOf([puts(1, 2), takes, awaitsItem], {}, threePreemptions)),
  "2 work, one joins": long(modelOf([works, works, joins], { items: [1, 2] }, threePreemptions)),
  "one takes, one waits for room, one shuts it down": modelOf(
    [takes, hasRoomOrNot, ends],
    full,
    threePreemptions,
  ),
  "2 items through room for one": modelOf([puts(1, 2), takesInOrder], { maxsize: 1 }, threePreemptions),
};

function hasRoomOrNot(queue: ModelQueue, { check }: Agent): void {
  check(queue.put(2) !== 0, "it waits no more, and it is not shut down");
}
