/** `npm run stress:map -- [--items N]`: a million-item map must not grow by more than 10 MB after the first tenth. */
import { parseArgs } from "node:util";
import { isMainThread } from "multilane";
import { mapGrowth } from "./map-growth.js";
import { megabytes } from "./resources.js";

const MOST = 10 * 2 ** 20;

if (isMainThread) {
  const { values } = parseArgs({ options: { items: { type: "string", default: "1000000" } } });
  const asked = Number(values.items);
  const { items, before, after } = await mapGrowth(asked, Math.ceil(asked / 10));
  console.log(
    `${items} items: heap ${megabytes(before)} after a tenth of them, ${megabytes(after)} in the end, ${megabytes(after - before)} more`,
  );
  const isFine = items === asked && after - before <= MOST;
  console.log(isFine ? "the map does not grow" : "FAILED");
  process.exitCode = isFine ? 0 : 1;
}
