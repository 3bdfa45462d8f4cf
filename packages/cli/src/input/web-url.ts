/** What a text is as a web address: the address, or why it is none. */
export type WebUrl = { readonly href: string } | { readonly problem: string };

// C0, DEL and C1.
const CONTROL = /\p{Cc}/u;
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;

/**
 * Reads an http or https URL as browsers do (WHATWG URL), with an internationalised host in either spelling. The
 * `href` is normalised and has no fragment, because a fragment is never sent: two lines with equal `href` are one
 * request.
 */
export function parseWebUrl(text: string): WebUrl {
  if (CONTROL.test(text)) return { problem: "it contains a control character" };
  if (!/^https?:\/\//i.test(text)) return { problem: problemOfScheme(text) };
  if (!URL.canParse(text)) return { problem: "it is not a URL" };
  const url = new URL(text);
  url.hash = "";
  return { href: url.href };
}

function problemOfScheme(text: string): string {
  const [, scheme] = SCHEME.exec(text) ?? [];
  if (scheme === undefined) return "it does not begin with http:// or https://";
  if (/^https?$/i.test(scheme)) return "write two slashes after the colon";
  // "localhost:8080" and "example.com:443/x" look like a scheme to the URL grammar, not to a person.
  return /^[^:]+:\d+(\/|$)/.test(text)
    ? "it does not begin with http:// or https://"
    : `${scheme.slice(0, 20)}: is neither http nor https`;
}
