/** Resolves when the condition holds; fails the test after 20 s. For what shows in no event: a state of shared memory. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what}: not so within 20 s`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
