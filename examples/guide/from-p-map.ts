/** A little web, asked by two requests at a time: what p-map and p-queue do, on this thread's own event loop. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AsyncPoolExecutor, currentTask, TimeoutError, wait } from "multilane";

const server = createServer(({ url }, response) => {
  if (url === "/never") return;
  response.writeHead(url === "/lost" ? 404 : 200).end(`page ${url}`);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function load(path: string, index?: number): Promise<string> {
  const response = await fetch(`${web}/${path}`, { signal: currentTask().signal });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return index === undefined ? await response.text() : `${index}: ${await response.text()}`;
}

await using executor = new AsyncPoolExecutor({ maxWorkers: 2, maxPending: 10 });

// p-map: the results one by one, in the order of the paths; at the end what was thrown.
try {
  for await (const page of executor.with({ stopOnError: false }).map(load, ["a", "lost", "b", "c"]))
    console.log(page);
} catch (error) {
  if (!(error instanceof AggregateError)) throw error;
  console.log(`failed: ${error.errors.map((each: Error) => each.message).join(", ")}`);
}

// p-queue: a limit of time, which also ends the request.
const never = executor.with({ timeout: 100 }).submit(load, "never");
const problem = await never.exception();
console.log(problem instanceof TimeoutError ? "never: given up" : problem);

// p-queue: priorities. All that is submitted in one go is looked at before the first begins.
const order: string[] = [];
const say = (word: string): number => order.push(word);
const jobs = ["first", "second"].map((word) => executor.submit(say, word));
jobs.push(executor.with({ priority: 1 }).submit(say, "urgent"));
await wait(jobs); // onIdle() of these
console.log(order.join(", "));

// p-queue: never more than ten that wait, however many there are.
const loads = [];
for (let n = 0; n < 100; n++) {
  await executor.ready(); // onSizeLessThan(10)
  loads.push(executor.submit(load, `page-${n}`));
}
const { done } = await wait(loads);
console.log(`${done.size} loaded, ${executor.statistics().failed} failed since the start`);

server.closeAllConnections();
server.close();
