import type { IncomingMessage } from "node:http";
import { FailureError } from "../http/failure.js";
import { formatSize } from "../options/size.js";
import type { PartFile } from "./part-file.js";
import type { StallWatch } from "./stall-watch.js";

/**
 * Reads a body to its end into a part. Raises `FailureError`: `truncated` if it breaks off before its announced
 * length or its last chunk, `file` if it cannot be written; and the reason of an abort. The end of a body that
 * announces no length and is not chunked is where the connection ends: nobody can tell that it is cut.
 */
export async function readBody(
  response: IncomingMessage,
  file: PartFile,
  watch: StallWatch,
  count: (bytes: number) => void,
): Promise<void> {
  const chunks: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
  watch.measureSpeed();
  for (;;) {
    watch.expect();
    const { value: chunk, done } = await chunks.next().catch((error: unknown) => {
      throw isDropped(error) ? truncated(response) : error;
    });
    if (done === true) break;
    watch.received(chunk.length);
    count(chunk.length);
    await file.write(chunk);
  }
  const announced = response.headers["content-length"];
  const chunked = response.headers["transfer-encoding"] !== undefined;
  if (!response.complete || (announced !== undefined && !chunked && Number(announced) !== file.bytes)) {
    throw truncated(response);
  }
}

function isDropped(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}

function truncated(response: IncomingMessage): FailureError {
  const announced = response.headers["content-length"];
  const end = announced === undefined ? "the last chunk" : `the announced ${formatSize(Number(announced))}`;
  return new FailureError("truncated", `the connection ended before ${end}`);
}
