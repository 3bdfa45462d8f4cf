import { Agent, request } from "undici";
import { follow } from "../http/redirect.js";
import type { Answer, Hop } from "../http/redirect.js";
import { headersFor, splitCredentials } from "../http/request-headers.js";
import { Tries } from "../http/retry.js";
import type { Header } from "../options/header.js";
import { untried } from "../report/verdict.js";
import type { Verdict } from "../report/verdict.js";
import { failureOf, Lane } from "../run/lane.js";

/** What every checking thread is told once. A plain value: it crosses threads. */
export interface CheckSettings {
  /** Milliseconds for one URL, tries and redirects included. */
  readonly timeout: number;
  readonly retries: number;
  readonly maxRedirects: number;
  readonly userAgent: string;
  /** May hold secrets. */
  readonly headers: readonly Header[];
  readonly board: SharedArrayBuffer;
}

/** A body up to this size is read to its end, and its connection used again; of a longer one the connection is dropped. */
const LONGEST_BODY = 64 * 1024;
/** How long a body may take. The status is known by then: all that is at stake is the connection. */
const BODY_MS = 1000;

/** Finds out the status of URLs, several at a time, over connections that are kept open. One for each thread. */
export class Checker {
  readonly #settings: CheckSettings;
  readonly #lane: Lane;
  readonly #own: Readonly<Record<string, string>>;
  readonly #agent: Agent;

  constructor(settings: CheckSettings) {
    this.#settings = settings;
    this.#lane = new Lane(settings.board);
    this.#own = { "user-agent": settings.userAgent, accept: "*/*" };
    this.#agent = new Agent({
      // All time limits are the job's own: undici's count idle time, which a server that drips never reaches.
      connect: { timeout: settings.timeout, autoSelectFamilyAttemptTimeout: 1000 },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** The verdict on one URL. Never rejects: what went wrong is part of the verdict. */
  async check(href: string): Promise<Verdict> {
    const { refusal } = this.#lane;
    if (refusal !== undefined) return untried(refusal);
    const started = performance.now();
    const { timeout, retries, maxRedirects } = this.#settings;
    const hops: Hop[] = [];
    let attempts = 1;
    const known = (): Pick<Verdict, "hops" | "attempts" | "ms"> => ({
      hops,
      attempts,
      ms: Math.round(performance.now() - started),
    });
    return await this.#lane.run(timeout, async ({ signal }) => {
      const tries = new Tries(retries, signal);
      try {
        const { url, authorization } = splitCredentials(href);
        const ask = (at: URL): Promise<Answer> => tries.run(() => this.#ask(at, url, authorization, signal));
        const { answer, url: final } = await follow(url, ask, maxRedirects, hops);
        await answer.discard();
        attempts = tries.count;
        return { status: answer.status, finalUrl: final.href, error: null, ...known() };
      } catch (error) {
        attempts = tries.count;
        return { status: null, finalUrl: null, error: failureOf(error, signal), ...known() };
      }
    });
  }

  /** Sends one request and waits for the head of its answer. GET: too many servers answer HEAD with something else. */
  async #ask(url: URL, start: URL, authorization: string | undefined, signal: AbortSignal): Promise<Answer> {
    const headers = headersFor(url, start, authorization, this.#own, this.#settings.headers);
    const {
      statusCode,
      headers: received,
      body,
    } = await request(url, { dispatcher: this.#agent, headers, signal });
    const { location } = received;
    return {
      status: statusCode,
      location: Array.isArray(location) ? location[0] : location,
      discard: async () => {
        const tooLong = setTimeout(() => body.destroy(), BODY_MS);
        // A body that breaks off changes nothing: the status has arrived.
        await body.dump({ limit: LONGEST_BODY }).catch(() => undefined);
        clearTimeout(tooLong);
      },
    };
  }
}
