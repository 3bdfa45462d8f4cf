import { parse } from "content-disposition";
import { headerText } from "../../http/header-text.js";
import { safeName } from "./safe-name.js";

/** The name that a URL proposes: the last segment of its path, decoded; `index.html` if there is none. */
export function nameFromUrl(href: string): string {
  const segment = new URL(href).pathname.split("/").findLast((part) => part !== "") ?? "";
  return safeName(decode(segment)) ?? "index.html";
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The file name in a `Content-Disposition` header (RFC 6266), made safe; `undefined` if it proposes none. */
export function nameFromDisposition(header: string | undefined): string | undefined {
  if (header === undefined || header.length > 4096) return undefined;
  const { filename } = parse(headerText(header)).parameters;
  return filename === undefined ? undefined : safeName(filename);
}
