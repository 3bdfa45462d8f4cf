import assert from "node:assert/strict";
import { test } from "node:test";
import { classify } from "#src/http/classify.js";
import { FailureError } from "#src/http/failure.js";

function coded(code: string, message = "words"): Error {
  return Object.assign(new Error(message), { code });
}

test("codes of Node, OpenSSL and undici have a class", () => {
  const classes: Readonly<Record<string, string>> = {
    ENOTFOUND: "dns",
    EAI_AGAIN: "dns",
    EAI_FAIL: "dns",
    ECONNREFUSED: "connect",
    EHOSTUNREACH: "connect",
    ENETUNREACH: "connect",
    EMFILE: "connect",
    ETIMEDOUT: "timeout",
    UND_ERR_CONNECT_TIMEOUT: "timeout",
    ECONNRESET: "reset",
    EPIPE: "reset",
    UND_ERR_SOCKET: "reset",
    CERT_HAS_EXPIRED: "tls",
    DEPTH_ZERO_SELF_SIGNED_CERT: "tls",
    SELF_SIGNED_CERT_IN_CHAIN: "tls",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls",
    ERR_TLS_CERT_ALTNAME_INVALID: "tls",
    ERR_SSL_WRONG_VERSION_NUMBER: "tls",
    EPROTO: "tls",
    HPE_INVALID_CONSTANT: "protocol",
    HPE_HEADER_OVERFLOW: "protocol",
    UND_ERR_HEADERS_OVERFLOW: "protocol",
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "protocol",
    SOMETHING_ELSE: "internal",
  };
  for (const [code, name] of Object.entries(classes)) assert.equal(classify(coded(code)).class, name, code);
});

test("the class is found below: causes, and the first of several addresses", () => {
  assert.equal(classify(new Error("outer", { cause: coded("ECONNRESET") })).class, "reset");
  assert.equal(classify(new AggregateError([coded("ECONNREFUSED"), coded("ENETUNREACH")])).class, "connect");
  assert.equal(classify(new Error("x", { cause: new FailureError("checksum", "y") })).class, "checksum");
});

test("a chain of causes that bites its own tail ends", () => {
  const error = new Error("round");
  error.cause = error;
  assert.deepEqual(classify(error), { class: "internal", message: "round" });
});

test("words from outside are safe to print, and OpenSSL's dump is not repeated", () => {
  assert.equal(classify("\u001b[31mred").message, "\\u001b[31mred");
  assert.equal(
    classify(coded("ERR_SSL_WRONG_VERSION_NUMBER", "C0DE:error:0A:…")).message,
    "wrong version number",
  );
  assert.ok(classify(coded("HPE_INVALID", "x".repeat(5000))).message.length < 200);
});
