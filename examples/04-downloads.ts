/** A lane for every file: downloads, one thread each. */
import { mkdirSync, writeFileSync } from "node:fs";
import { isMainThread, task, Thread } from "multilane";

const FOLDER = "threading_lesson_download_folder";

export const downloadFile = task(import.meta, async (url: string, filename: string) => {
  console.log(`Downloading ${url} to ${filename}`);
  const response = await fetch(url);
  writeFileSync(filename, Buffer.from(await response.arrayBuffer()));
  console.log(`Finished downloading ${filename}`);
});

if (isMainThread) {
  const urls = process.argv.slice(2);
  mkdirSync(FOLDER, { recursive: true });

  const threads = urls.map((url) => {
    const filename = `${FOLDER}/${url.split("/").at(-1)}`;
    const t = new Thread({ target: downloadFile, args: [url, filename] });
    t.start();
    return t;
  });

  await Promise.all(threads.map((t) => t.join()));
}
