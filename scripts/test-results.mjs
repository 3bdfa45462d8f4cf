// node --test --test-reporter=scripts/test-results.mjs …
//
// A reporter for programs: a line of JSON for each test that is over.
export default async function* report(events) {
  for await (const { type, data } of events)
    if ((type === "test:pass" || type === "test:fail") && data.details?.type !== "suite") {
      const skipped = data.skip !== undefined || data.todo !== undefined;
      yield `${JSON.stringify({ name: data.name, passed: type === "test:pass" && !skipped })}\n`;
    }
}
