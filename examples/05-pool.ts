/** A highway with two lanes: a pool of threads, futures, and their results as they complete. */
import { asCompleted, isMainThread, task, ThreadPoolExecutor } from "multilane";

export const getStatus = task(import.meta, async (url: string) => {
  console.log(`Getting status of ${url}`);
  const startTime = performance.now();
  const response = await fetch(url);
  const totalTime = (performance.now() - startTime) / 1000;
  console.log(`Finished getting status of ${url} in ${totalTime.toFixed(2)} seconds`);
  return { url, code: response.status };
});

if (isMainThread) {
  const urls = process.argv.slice(2);

  await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
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
