import { open } from "node:fs/promises";

/**
 * Makes the names in a directory survive a power cut. A file system that cannot sync a directory (some network file
 * systems answer EINVAL or ENOTSUP) is not a reason to fail.
 */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EINVAL" && code !== "ENOTSUP" && code !== "EISDIR") throw error;
  } finally {
    await handle.close();
  }
}
