import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDuration, parseDuration } from "#src/options/duration.js";

test("a duration carries a unit, a bare number is seconds", () => {
  const written = {
    "500ms": 500,
    "10s": 10_000,
    "2m": 120_000,
    "1h": 3_600_000,
    "20": 20_000,
    "0.5": 500,
    "1.5m": 90_000,
  };
  for (const [text, milliseconds] of Object.entries(written))
    assert.equal(parseDuration(text), milliseconds, text);
});

test("anything else is refused in a sentence", () => {
  for (const text of [
    "",
    "abc",
    "10 s",
    "-1s",
    "1e3",
    "10sec",
    "0",
    "0.0001",
    "Infinity",
    "NaN",
    "25d",
    "999h",
    "1,5s",
  ]) {
    assert.throws(
      () => parseDuration(text),
      { code: "commander.invalidArgument", message: /^[A-Z].*\.$/ },
      text,
    );
  }
});

test("durations are written as a person says them", () => {
  const said = {
    0: "0ms",
    340: "340ms",
    1234: "1.2s",
    2000: "2s",
    10_000: "10s",
    59_400: "59s",
    120_000: "2m",
    125_000: "2m 5s",
  };
  for (const [milliseconds, text] of Object.entries(said))
    assert.equal(formatDuration(Number(milliseconds)), text);
});
