/** What lives where in the embedded web. */
import { bigFileSha256 } from "./content.js";
import { smallFiles } from "./small-files.js";

/** Builds the absolute URLs of one running web. */
export interface Addresses {
  /** Answers 200 at once. */
  fast(number: number): string;
  /** Answers 200 after `ms` milliseconds (default 300). */
  slow(number: number, ms?: number): string;
  /** Redirects (302) `times` times and ends at `fast(0)`. */
  redirect(times: number): string;
  /** Redirects to itself for ever. */
  readonly redirectLoop: string;
  /** Answers with this status code (200 to 599). */
  status(code: number): string;
  /** Takes the request and drops the connection without a word. */
  readonly drop: string;
  /** A file of `bytes` bytes (default 1 MiB) whose content depends on `number` only: see `bigFileSha256`. */
  big(number: number, bytes?: number): string;
  /** One of the small files of the lesson: `binary_file`, `files.py`, `names.txt`, `new_file.txt`. */
  file(name: string): string;
}

/** The addresses of the web that listens at `base` (`http://127.0.0.1:PORT`, without a slash at the end). */
export function addressesOf(base: string): Addresses {
  return {
    fast: (number) => `${base}/fast/${number}`,
    slow: (number, ms = 300) => `${base}/slow/${number}?ms=${ms}`,
    redirect: (times) => `${base}/redirect/${times}`,
    redirectLoop: `${base}/redirect-loop`,
    status: (code) => `${base}/status/${code}`,
    drop: `${base}/drop`,
    big: (number, bytes = 1024 * 1024) => `${base}/big/${number}?bytes=${bytes}`,
    file: (name) => `${base}/${name}`,
  };
}

/** Twenty URLs that show every kind of answer, slow cars among fast ones: what `multilane demo` checks. */
export function demoUrls(base: string): string[] {
  const at = addressesOf(base);
  return [
    at.fast(1),
    at.slow(1, 450),
    at.fast(2),
    at.slow(2, 300),
    at.redirect(1),
    at.file("names.txt"),
    at.slow(3, 400),
    at.status(404),
    at.fast(3),
    at.slow(4, 350),
    at.status(500),
    at.slow(5, 250),
    at.redirect(3),
    at.slow(6, 450),
    at.fast(4),
    at.drop,
    at.slow(7, 300),
    at.redirectLoop,
    at.slow(8, 350),
    at.big(1),
  ];
}

/** A file of the web that is worth downloading, and what must arrive. */
export interface DemoFile {
  readonly url: string;
  readonly name: string;
  /** Lower-case hexadecimal; absent for the small files. */
  readonly sha256?: string;
}

/** Six files, two of them big: what `multilane demo` downloads. */
export function demoFiles(base: string): DemoFile[] {
  const at = addressesOf(base);
  const big = [2, 3].map((number) => ({
    url: at.big(number, number * 1024 * 1024),
    name: `big-${number}.bin`,
    sha256: bigFileSha256(number, number * 1024 * 1024),
  }));
  return [...[...smallFiles.keys()].map((name) => ({ url: at.file(name), name })), ...big];
}
