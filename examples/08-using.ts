/** The same with `using`: the lock is released at the end of the function, whichever way it ends. */
import { readFileSync, writeFileSync } from "node:fs";
import { asCompleted, isMainThread, Lock, task, ThreadPoolExecutor } from "multilane";

const STATUS_REPORT = "status_report.txt";
const REPORT_LOCK = new Lock("status_report"); // every thread that says this name has this lock

export const getStatus = task(import.meta, async (url: string) => {
  using _ = await REPORT_LOCK.acquire(); // released where the function ends
  const currentText = readFileSync(STATUS_REPORT, "utf8");
  console.log(`Getting status of ${url}`);
  const startTime = performance.now();
  const response = await fetch(url);
  const totalTime = (performance.now() - startTime) / 1000;
  console.log(`Finished getting status of ${url} in ${totalTime.toFixed(2)} seconds`);
  writeFileSync(STATUS_REPORT, `${currentText}${url}: ${response.status}\n`);
  return { url, code: response.status };
});

if (isMainThread) {
  const urls = process.argv.slice(2);
  writeFileSync(STATUS_REPORT, "");

  await using executor = new ThreadPoolExecutor({ maxWorkers: 5 });
  const futures = urls.map((url) => executor.submit(getStatus, url));

  for await (const done of asCompleted(futures)) {
    try {
      const { url, code } = done.result();
      console.log(`Status code for ${url} is ${code}`);
    } catch (err) {
      console.log(`Task failed! ${String(err)}`);
    }
  }
}
