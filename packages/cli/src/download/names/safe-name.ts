/** File names that cannot leave their folder, hide, or mean a device. */
import sanitize from "sanitize-filename";

/** File systems take 255 bytes; `.part` needs 5, and ` (99999)` before the extension 8. */
export const LONGEST_NAME = 240;

/** The temporary name of a download is its name and this. */
export const PART = ".part";

// Besides those that sanitize-filename knows: the superscript digits and the console of Windows.
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;
// Invisible, or turning what follows around: nobody would see what the name is.
const INVISIBLE = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;

/**
 * Makes a file name of a text that a server or a URL proposes: its last path segment, without what a file system, a
 * shell or a terminal could take for something else, at most `LONGEST_NAME` bytes of UTF-8. `undefined` if nothing
 * is left.
 */
export function safeName(proposed: string): string | undefined {
  const segment = proposed.split(/[/\\]/).findLast((part) => part.trim() !== "") ?? "";
  const visible = segment.normalize("NFC").replace(INVISIBLE, "").trim();
  const lead = shorten(visible.replace(/^[.~-]+/, "_"), LONGEST_NAME);
  const named = sanitize(DEVICE.test(lead) ? `_${lead}` : lead, { replacement: "_" });
  const name = shorten(isPart(named) ? `${named}_` : named, LONGEST_NAME);
  return /^[_. ]*$/.test(name) ? undefined : name;
}

/** Why a name that the user gave cannot be used as it is; `undefined` if it can. The user's name is never changed. */
export function problemOfName(name: string): string | undefined {
  if (/[/\\]/.test(name)) return "a name cannot contain a path: the folder is given with -d";
  if (name === "." || name === "..") return `${name} is not the name of a file`;
  if (Buffer.byteLength(name) > LONGEST_NAME) return `the name is longer than ${LONGEST_NAME} bytes`;
  if (name !== name.replace(INVISIBLE, "") || sanitize(name) !== name || DEVICE.test(name)) {
    return "the name has characters, an end or a meaning that not every system takes for a file name";
  }
  return isPart(name) ? `names ending in ${PART} are for downloads that are not complete` : undefined;
}

function isPart(name: string): boolean {
  return name.toLowerCase().endsWith(PART);
}

/** Splits off the extension: of `a.tar.gz` `.tar.gz`, of `a.b` `.b`. An extension has at most 16 characters. */
export function splitExtension(name: string): [stem: string, extension: string] {
  const [extension = ""] = /(\.tar)?\.[^. ]{1,15}$/i.exec(name) ?? [];
  return extension.length === name.length
    ? [name, ""]
    : [name.slice(0, name.length - extension.length), extension];
}

/** Shortens a name to so many bytes, at the end of its stem, never inside a character. */
export function shorten(name: string, bytes: number): string {
  const [stem, extension] = splitExtension(name);
  const room = bytes - Buffer.byteLength(extension);
  if (Buffer.byteLength(stem) <= room) return name;
  let kept = "";
  let size = 0;
  for (const character of stem) {
    size += Buffer.byteLength(character);
    if (size > room) break;
    kept += character;
  }
  return kept.trimEnd() + extension;
}
