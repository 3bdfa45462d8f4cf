/** Redirects, followed by ourselves: undici and node:http would not tell the hops, nor strip what must not travel. */
import { parseWebUrl } from "../input/web-url.js";
import { plainText } from "../report/plain-text.js";
import { FailureError } from "./failure.js";
import { headerText } from "./header-text.js";

/** One step of a redirect: this address answered with this status and sent us on. */
export interface Hop {
  readonly status: number;
  readonly url: string;
}

/** What following needs to know of an answer. */
export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  /** Lets go of the body. */
  discard(): Promise<void>;
}

/** Where the redirects ended. */
export interface Followed<A extends Answer> {
  readonly answer: A;
  readonly url: URL;
  readonly hops: readonly Hop[];
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Asks for `start` and follows its redirects, at most `maxRedirects` of them. `hops` is filled as it goes, so that a
 * failure on the way still has them. An answer 3xx without a `Location` is the final one (RFC 9110 § 15.4).
 *
 * Raises `FailureError` of class `redirect`: too many, the same address twice (we send no cookies: it would never
 * end), or an address that is not http or https. And whatever `ask` raises.
 */
export async function follow<A extends Answer>(
  start: URL,
  ask: (url: URL) => Promise<A>,
  maxRedirects: number,
  hops: Hop[] = [],
): Promise<Followed<A>> {
  const seen = new Set([start.href]);
  for (let url = start; ;) {
    const answer = await ask(url);
    if (!REDIRECTS.has(answer.status) || answer.location === undefined) return { answer, url, hops };
    await answer.discard();
    hops.push({ status: answer.status, url: url.href });
    if (hops.length > maxRedirects) throw new FailureError("redirect", `more than ${maxRedirects} redirects`);
    url = target(answer.location, url);
    if (seen.has(url.href)) throw new FailureError("redirect", "a loop: the same address again");
    seen.add(url.href);
  }
}

/** The address that a `Location` means. Credentials in it are dropped: a server may not choose who we are. */
function target(location: string, base: URL): URL {
  const text = headerText(location);
  const wrong = new FailureError("redirect", `to an address that cannot be used: ${plainText(text, 100)}`);
  if (!URL.canParse(text, base.href)) throw wrong;
  const url = new URL(text, base);
  [url.username, url.password] = ["", ""];
  const parsed = parseWebUrl(url.href);
  if ("problem" in parsed) throw wrong;
  return new URL(parsed.href);
}
