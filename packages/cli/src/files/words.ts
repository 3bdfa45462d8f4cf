const WORDS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file is too large for this file system",
  EIO: "the device fails",
  ENAMETOOLONG: "the name is too long for this file system",
  ENOENT: "no such file or folder",
  ELOOP: "a symbolic link is in its place",
  EISDIR: "a directory has this name",
  ENOTEMPTY: "a directory has this name",
  ENOTDIR: "part of the path is not a folder",
  EEXIST: "something else has this name",
  EMFILE: "too many open files: lower --concurrency, or raise ulimit -n",
  ENFILE: "too many open files on this machine",
};

/** What the file system raised, in words without a path: `no space left on the device`. */
export function fileWords(error: unknown): string {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  return WORDS[code] ?? (error instanceof Error ? error.message : String(error));
}
