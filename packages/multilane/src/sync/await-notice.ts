/** Waiting at a condition on the event loop. */
import { keepAlive, letGo } from "../platform/keep-alive.js";
import { watchLimits } from "../platform/wait-options.js";
import type { WaitOptions } from "../platform/wait-options.js";
import type { ConditionLock } from "./condition-lock.js";
import type { ConditionQueue } from "./condition-queue.js";
import { EVENT_LOOP } from "./parking-lot/node.js";
import type { Mailbox } from "./parking-lot/mailbox.js";

/** How a wait ended. */
type Notice = "notified" | "timed out" | "aborted" | "poisoned";

/** When a wait ends without a notification: milliseconds ≥ 0, checked; a signal that is not aborted yet. */
type Limits = Required<WaitOptions> & { readonly timeout: number };

/**
 * Lets go of the lock before it returns, and takes it again when the wait is over. Keeps the program alive meanwhile.
 * Those of one thread are notified in the order of their calls, and take the lock in that order.
 *
 * @returns whether it was notified in time; rejects with the signal's reason, holding the lock, and as `waitSync` of
 *   the queue
 */
export async function awaitNotice(
  mailbox: Mailbox,
  queue: ConditionQueue,
  lock: ConditionLock,
  limits: Limits,
): Promise<boolean> {
  // Read before the first look at what is waited for, as for every wait.
  const deaths = mailbox.lot.deaths();
  const node = queue.join(EVENT_LOOP);
  let notified = false;
  let notice: Notice;
  try {
    const hold = lock.suspend();
    notice = await noticeOf(mailbox, queue, lock, node, deaths, limits);
    if (notice === "poisoned") throw lock.poisonError();
    await hold.retake();
  } finally {
    notified = queue.end(node);
  }
  if (notice === "aborted") throw limits.signal?.reason;
  return notified;
}

function noticeOf(
  mailbox: Mailbox,
  queue: ConditionQueue,
  lock: ConditionLock,
  node: number,
  deaths: number,
  { timeout, signal }: Limits,
): Promise<Notice> {
  return new Promise((resolve) => {
    const settle = (notice: Notice): void => {
      stopWatching();
      mailbox.unwatch(node);
      letGo();
      resolve(notice);
    };
    // Who was notified at the same moment was notified.
    const giveUp = (notice: Notice): void => settle(queue.leave(node) ? notice : "notified");
    const look = (): void => {
      if (!queue.isWaiting(node)) settle("notified");
      else if (lock.isPoisoned) giveUp("poisoned");
    };
    const stopWatching = watchLimits(
      timeout,
      signal,
      () => giveUp("timed out"),
      () => giveUp("aborted"),
    );
    keepAlive();
    if (timeout === 0) giveUp("timed out");
    else if (lock.isPoisoned) giveUp("poisoned");
    else mailbox.watch(node, deaths, look);
  });
}
