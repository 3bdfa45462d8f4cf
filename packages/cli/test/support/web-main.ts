/** The embedded web as a process of its own, started by `separateWeb`. */
import { startWeb } from "#src/web/index.js";

const web = await startWeb();
process.send?.(web.url);
// Without its parent it has nobody to serve.
process.once("disconnect", () => process.exit());
