import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { join } from "node:path";
import { FailureError } from "../http/failure.js";
import { follow } from "../http/redirect.js";
import type { Followed, Hop } from "../http/redirect.js";
import { headersFor, splitCredentials } from "../http/request-headers.js";
import { Tries } from "../http/retry.js";
import type { Header } from "../options/header.js";
import { untried } from "../report/verdict.js";
import type { Verdict } from "../report/verdict.js";
import { addBytes } from "../run/board.js";
import { failureOf, Lane } from "../run/lane.js";
import { exchange } from "./exchange.js";
import type { Agents, OpenAnswer } from "./exchange.js";
import { PartFile } from "./part-file.js";
import type { FinishedPart } from "./part-file.js";
import { readBody } from "./read-body.js";
import { StallWatch } from "./stall-watch.js";
import type { StallLimits } from "./stall-watch.js";

/** What every downloading thread is told once. A plain value: it crosses threads. */
export interface DownloadSettings extends StallLimits {
  /** Milliseconds for one file, tries and redirects included; `undefined`: as long as bytes come. */
  readonly timeout: number | undefined;
  readonly retries: number;
  readonly maxRedirects: number;
  readonly userAgent: string;
  /** May hold secrets. */
  readonly headers: readonly Header[];
  /** The folder that receives the files. */
  readonly folder: string;
  readonly board: SharedArrayBuffer;
}

/** One file to fetch. A plain value: it crosses threads. */
export interface DownloadJob {
  readonly href: string;
  /** The name of the part inside the folder; nobody else in this run has it. */
  readonly part: string;
  /** What the content must be, lower-case hexadecimal. */
  readonly sha256: string | undefined;
}

/** What became of a job. A plain value: it crosses threads. */
export interface Fetched extends Verdict {
  /** Complete, synced, of the right sha256, and still called `job.part`. */
  readonly part: FinishedPart | null;
  /** The `Content-Disposition` of the answer, raw. */
  readonly disposition: string | undefined;
}

/** Fetches files into parts, several at a time. One for each thread. */
export class Downloader {
  readonly #settings: DownloadSettings;
  readonly #lane: Lane;
  readonly #agents: Agents;
  readonly #own: Readonly<Record<string, string>>;

  constructor(settings: DownloadSettings) {
    this.#settings = settings;
    this.#lane = new Lane(settings.board);
    // Node gives up on each address of a host but the last after 250 ms, which is little for a far one.
    const options = { keepAlive: true, autoSelectFamilyAttemptTimeout: 1000 };
    this.#agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
    // identity: a compressed body has neither the length nor the sha256 of the file.
    this.#own = { "user-agent": settings.userAgent, accept: "*/*", "accept-encoding": "identity" };
  }

  /** Fetches one file. Never rejects: what went wrong is part of the verdict, and then no part is left. */
  async fetch(job: DownloadJob): Promise<Fetched> {
    const { refusal } = this.#lane;
    if (refusal !== undefined) return { ...untried(refusal), part: null, disposition: undefined };
    const started = performance.now();
    const { timeout, retries } = this.#settings;
    return await this.#lane.run(timeout, async (controller) => {
      const tries = new Tries(retries, controller.signal);
      const progress: { status: number | null; finalUrl: string | null; hops: Hop[] } = {
        status: null,
        finalUrl: null,
        hops: [],
      };
      let [part, disposition, error]: [FinishedPart | null, string | undefined, Verdict["error"]] = [
        null,
        undefined,
        null,
      ];
      try {
        // Both tries draw on one budget: the inner repeats a request, the outer a body that broke off.
        await tries.run(async () => {
          Object.assign(progress, { status: null, finalUrl: null, hops: [] });
          const { answer, url } = await this.#request(job, tries, controller, progress.hops);
          Object.assign(progress, { status: answer.status, finalUrl: url.href });
          disposition = answer.response.headers["content-disposition"];
          part = await this.#save(answer, job, controller);
        });
      } catch (failed) {
        error = failureOf(failed, controller.signal);
      }
      return {
        ...progress,
        part,
        disposition,
        error,
        attempts: tries.count,
        ms: Math.round(performance.now() - started),
      };
    });
  }

  async #request(
    job: DownloadJob,
    tries: Tries,
    controller: AbortController,
    hops: Hop[],
  ): Promise<Followed<OpenAnswer>> {
    const { url: start, authorization } = splitCredentials(job.href);
    const { signal } = controller;
    const watch = new StallWatch(this.#settings, (reason) => controller.abort(reason));
    const ask = (at: URL): Promise<OpenAnswer> =>
      tries.run(async () => {
        watch.expect();
        try {
          const headers = headersFor(at, start, authorization, this.#own, this.#settings.headers);
          return await exchange(at, headers, this.#agents, signal);
        } finally {
          watch.stop();
        }
      });
    return await follow(start, ask, this.#settings.maxRedirects, hops);
  }

  /** The part with the body of an answer; `null` for a status that is bad news, and then nothing is written. */
  async #save(
    answer: OpenAnswer,
    job: DownloadJob,
    controller: AbortController,
  ): Promise<FinishedPart | null> {
    if (answer.status !== 200 && answer.status !== 203) {
      await answer.discard();
      if (answer.status >= 400) return null;
      throw new FailureError("protocol", `status ${answer.status} brings no file`);
    }
    const watch = new StallWatch(this.#settings, (reason) => controller.abort(reason));
    let file: PartFile | undefined;
    try {
      file = await PartFile.create(join(this.#settings.folder, job.part));
      await readBody(answer.response, file, watch, (bytes) => addBytes(this.#settings.board, bytes));
      return await file.finish(job.sha256);
    } catch (error) {
      answer.response.destroy();
      await file?.abandon();
      throw error;
    } finally {
      watch.stop();
    }
  }
}
