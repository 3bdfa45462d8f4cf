import type { Header } from "../options/header.js";

/** What may follow a redirect to another origin: it says what we accept, not who we are. */
const HARMLESS = new Set(["accept", "accept-language", "cache-control", "pragma", "user-agent"]);

/** A URL without its credentials, and those as the value of an Authorization header. */
export function splitCredentials(href: string): { url: URL; authorization: string | undefined } {
  const url = new URL(href);
  const { username, password } = url;
  [url.username, url.password] = ["", ""];
  if (username === "" && password === "") return { url, authorization: undefined };
  const pair = `${unescapeUrl(username)}:${unescapeUrl(password)}`;
  return { url, authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

function unescapeUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The headers for one request of a chain that began at `start`: to another origin go neither credentials nor any
 * `-H` header that could identify the user (curl strips Authorization and Cookie only; an API key is as secret).
 */
export function headersFor(
  url: URL,
  start: URL,
  authorization: string | undefined,
  own: Readonly<Record<string, string>>,
  given: readonly Header[],
): Record<string, string> {
  const home = url.origin === start.origin;
  const headers: Record<string, string> = { ...own };
  if (home && authorization !== undefined) headers["authorization"] = authorization;
  for (const [name, value] of given) if (home || HARMLESS.has(name)) headers[name] = value;
  return headers;
}
