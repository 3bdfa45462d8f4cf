import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { decode, encode, encodeThrown, registerClass } from "#src/memory/codec/codec.js";
import type { Encoded } from "#src/memory/codec/codec.js";
import { Barrier, Queue } from "multilane";
import { SerializationError } from "#src/errors.js";

function cross<T>(value: T): T {
  return decode(structuredClone(encode(value, "it"))) as T;
}

/** What arrives where a registered class is not known. */
function fromElsewhere(value: unknown, name: string): Encoded {
  const encoded = structuredClone(encode(value, "it"));
  for (const record of encoded.specials ?? []) {
    if (record.kind === "instance" && record.name === name) Object.assign(record, { name: "elsewhere" });
  }
  return encoded;
}

class Page {
  readonly url: string;
  links: Page[] = [];
  note: unknown = undefined;
  constructor(url: string) {
    this.url = url;
  }
  get host(): string {
    return new URL(this.url).host;
  }
}
registerClass(Page);

class Money {
  readonly #cents: number;
  static decoded = 0;
  constructor(cents: number) {
    this.#cents = cents;
  }
  get cents(): number {
    return this.#cents;
  }
  static {
    registerClass(Money, {
      name: "test.Money",
      encode: (money) => money.#cents,
      decode: (cents: number) => {
        Money.decoded++;
        return new Money(cents);
      },
    });
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

/** A class with a codec of its own that holds others, itself too. */
class Tree {
  readonly data: { children: unknown; seen?: unknown };
  constructor(data: { children: unknown }) {
    this.data = data;
  }
}
registerClass(Tree, {
  name: "test.Tree",
  encode: (tree) => tree.data,
  decode: (data) => {
    const { children } = data;
    return new Tree(Object.assign(data, { seen: isIterable(children) ? [...children] : children }));
  },
});

describe("instances of registered classes", () => {
  test("by default with their properties, cycles and shared ones kept; the constructor does not run", () => {
    const page = new Page("http://a.test/");
    page.links.push(page, new Page("http://b.test/"));
    page.note = new Map([[page, { ["__proto__"]: page.links }]]);
    const received = cross(page);
    assert.equal(received.constructor, Page);
    assert.equal(received.host, "a.test");
    assert.equal(received.links[0], received);
    assert.equal(received.links[1]?.host, "b.test");
    const inner = (received.note as Map<Page, object>).get(received) ?? {};
    assert.deepEqual(Object.keys(inner), ["__proto__"]);
    assert.equal(Object.getOwnPropertyDescriptor(inner, "__proto__")?.value, received.links);
  });

  test("with a codec of their own, once for an instance", () => {
    const money = new Money(250);
    const before = Money.decoded;
    const received = cross([money, new Set([money]), { money }]) as [Money, Set<Money>, { money: Money }];
    assert.equal(received[0].cents, 250);
    assert.deepEqual([...received[1]], [received[0]]);
    assert.equal(received[2].money, received[0]);
    assert.equal(Money.decoded - before, 1);
  });

  test("encode is called once, also for an instance in an error and beside it", () => {
    let calls = 0;
    class Counted {
      static {
        registerClass(Counted, { name: "test.Counted", encode: () => ++calls, decode: () => new Counted() });
      }
    }
    const counted = new Counted();
    cross([Object.assign(new Error("x"), { counted }), counted, new Error("y", { cause: counted })]);
    assert.equal(calls, 1);
  });

  test("inner ones are there, and complete, when decode of an outer one runs", () => {
    const error = Object.assign(new TypeError("inner"), { money: new Money(3) });
    const tree = new Tree({
      children: [new Tree({ children: [new Money(1)] }), new Page("http://c.test"), error],
    });
    const [inner, page, failure] = cross(tree).data.seen as [Tree, Page, typeof error];
    assert.equal((inner.data.seen as Money[])[0]?.cents, 1);
    assert.equal(page.host, "c.test");
    assert.equal(failure.money.cents, 3);
  });

  test("a link back to the instance is undefined while its decode runs, and there afterwards", () => {
    const tree = new Tree({ children: [] });
    const links = { array: [tree], map: new Map<unknown, unknown>([["a", 1], [tree, tree], ["b", tree]]), set: new Set([1, tree, 2]) }; // prettier-ignore
    tree.data.children = [tree, links, new Error("x", { cause: tree }), Object.assign(new Page("http://d.test"), { note: tree })]; // prettier-ignore
    const received = cross(tree);
    assert.equal((received.data.seen as unknown[])[0], undefined);
    const [self, inner, error, page] = received.data.children as [Tree, typeof links, Error, Page];
    assert.equal(self, received);
    assert.equal(inner.array[0], received);
    assert.deepEqual([...inner.map], [["a", 1], [received, received], ["b", received]]); // prettier-ignore
    assert.deepEqual([...inner.set], [1, received, 2]);
    assert.equal(error.cause, received);
    assert.equal(page.note, received);
  });

  test("a Map or Set has no place for it until then", () => {
    const tree = new Tree({ children: undefined });
    tree.data.children = new Map<unknown, unknown>([[tree, 1], ["a", tree], ["b", 2]]); // prettier-ignore
    const [map, ofMap] = [tree.data, cross(tree)];
    assert.equal((map.children as Map<unknown, unknown>).get(tree), 1, "the original is unchanged");
    assert.deepEqual(ofMap.data.seen, [["a", undefined], ["b", 2]]); // prettier-ignore
    assert.deepEqual([...(ofMap.data.children as Map<unknown, unknown>)], [[ofMap, 1], ["a", ofMap], ["b", 2]]); // prettier-ignore
    tree.data.children = new Set([1, tree, 2]);
    const ofSet = cross(tree);
    assert.deepEqual(ofSet.data.seen, [1, 2]);
    assert.deepEqual([...(ofSet.data.children as Set<unknown>)], [1, ofSet, 2]);
  });

  test("encode alone: its answer's properties become the instance's", () => {
    class Session {
      token = "secret";
      user = "ann";
    }
    registerClass(Session, { name: "test.Session", encode: ({ user }) => ({ user }) });
    const received = cross(new Session());
    assert.equal(received.constructor, Session);
    assert.deepEqual(Object.entries(received), [["user", "ann"]]);
  });

  test("decode alone: it gets the instance's own properties", () => {
    class Score {
      points = 1;
      static {
        registerClass(Score, { name: "test.Score", decode: (data: { points: number }) => Object.assign(new Score(), { points: data.points + 1 }) }); // prettier-ignore
      }
    }
    assert.equal(cross(new Score()).points, 2);
  });
});

describe("paths and failures", () => {
  test("a property of an instance that cannot cross", () => {
    const page = Object.assign(new Page("http://a.test"), { note: { handler: () => 1 } });
    assert.throws(() => encode([{ page }], "args"), {
      message: /^args\[0\]\.page\.note\.handler is a function/,
    });
  });

  test("what encode answered cannot cross", () => {
    const tree = new Tree({ children: [() => 1] });
    assert.throws(() => encode([tree], "args"), {
      message: /^encode\(args\[0\]\)\.children\[0\] is a function/,
    });
  });

  test("encode throws", () => {
    const why = new RangeError("why");
    class Broken {
      readonly it = 1;
    }
    registerClass(Broken, { name: "test.Broken", encode: () => { throw why; }, decode: () => new Broken() }); // prettier-ignore
    assert.throws(() => encode([new Broken()], "args"), {
      name: "SerializationError",
      message:
        "args[0] cannot cross to another thread, because encode of the class test.Broken threw RangeError: why",
      cause: why,
    });
  });

  test("encode says why it cannot cross", () => {
    const barrier = new Barrier(2, { name: "codec.start", action: () => undefined });
    const refused = {
      name: "SerializationError",
      message:
        /^args\[0\] cannot cross to another thread: Barrier "codec\.start" has an action, which is a function: give/,
    };
    assert.throws(() => encode([barrier], "args"), refused);
    const message = /^item cannot cross to another thread: Barrier "codec\.start" has an action/;
    assert.throws(() => new Queue().tryPut(barrier), { ...refused, message });
  });

  test("encode without decode answers no object", () => {
    class Flat {
      readonly it = 1;
    }
    registerClass(Flat, { name: "test.Flat", encode: () => 5 });
    assert.throws(() => encode(new Flat(), "it"), { message: /^it cannot cross .* encode of the class test\.Flat answered the number 5 instead of an object/ }); // prettier-ignore
  });

  test("the receiver does not know the class", () => {
    const encoded = structuredClone(encode({ page: new Page("http://a.test") }, "it"));
    Object.assign(encoded.specials?.[0] ?? {}, { name: "elsewhere" });
    assert.throws(() => decode(encoded), {
      name: "SerializationError",
      message:
        'a value from another thread is an instance of the class registered as "elsewhere", which this thread does not ' +
        'know: import the module that registers "elsewhere" here too',
    });
  });

  test("decode throws", () => {
    const why = new RangeError("why");
    class Undecodable {
      readonly it = 1;
    }
    registerClass(Undecodable, { name: "test.Undecodable", encode: () => 1, decode: () => { throw why; } }); // prettier-ignore
    assert.throws(() => cross([new Undecodable()]), {
      name: "SerializationError",
      message: /^decode of the class test\.Undecodable threw .*: why$/,
      cause: why,
    });
    const received = decode(structuredClone(encodeThrown(Object.assign(new TypeError("the real one"), { odd: [new Undecodable()] })))); // prettier-ignore
    assert.ok(received instanceof TypeError);
    assert.ok((received as unknown as { odd: unknown[] }).odd[0] instanceof SerializationError);
  });

  test("an instance of a class that the receiver lacks does not hide the error that holds it, but fails a value", () => {
    const money = new Money(1);
    const error = Object.assign(new TypeError("the real one"), { money });
    const received = decode(fromElsewhere(error, "test.Money")) as typeof error;
    assert.equal(received.message, "the real one");
    assert.ok((received.money as unknown) instanceof SerializationError);
    const inPage = Object.assign(new Page("http://b.test"), { note: { money } });
    const inTree = new Tree({ children: [money] });
    for (const value of [
      money,
      [money],
      { money },
      new Map([[money, 1]]),
      new Map([[1, money]]),
      new Set([money]),
      inPage,
      inTree,
    ]) {
      // prettier-ignore
      assert.throws(() => decode(fromElsewhere([error, value], "test.Money")), SerializationError);
      assert.ok(cross([error, value]), "where the class is known");
    }
  });
});

describe("registerClass", () => {
  const otherPage = class {
    static readonly name = "Page";
    readonly other = true;
  };

  test("the same class once more does nothing", () => {
    registerClass(Page);
    registerClass(Money, { name: "test.Money" });
    assert.equal(cross(new Money(7)).cents, 7);
  });

  const rows: readonly (readonly [name: string, register: () => void, message: RegExp])[] = [
    ["a name that is taken", () => registerClass(otherPage), /^another class is registered as "Page": pass registerClass a \{ name/],
    ["a class under two names", () => registerClass(Page, { name: "Other" }), /^the class Page is registered as "Page" and cannot be "Other" too/],
    ["no name", () => registerClass([class { readonly it = 1; }][0]!), /^registerClass needs a name/],
    ["an empty name", () => registerClass(class A { readonly it = 1; }, { name: "" }), /^registerClass needs a name/],
    ["an object", () => registerClass({ name: "x", prototype: {} }), /^registerClass takes a class, not an object/],
    ["an arrow function", () => registerClass(Math.max as unknown as typeof Page), /^registerClass takes a class, not a function/],
    ["undefined", () => registerClass(undefined as unknown as typeof Page), /^registerClass takes a class, not undefined/],
    ["Object", () => registerClass(Object), /^Object cannot be registered/],
    ["an error with a codec", () => registerClass(class E extends Error {}, { encode: () => 1 }), /^the Error subclass E takes no encode or decode/],
    ["a Map without a codec", () => registerClass(class M extends Map {}), /^the class M holds what a Map holds.* both encode and decode/],
    ["an Array with half a codec", () => registerClass(class L extends Array {}, { encode: (l) => [...l] }), /^the class L holds what an Array holds/],
    ["typed arrays", () => registerClass(class B extends Uint8Array {}), /^the class B holds what a TypedArray holds/],
  ]; // prettier-ignore
  for (const [name, register, message] of rows) {
    test(`refuses ${name}`, () => assert.throws(register, { name: "TypeError", message }));
  }

  test("a Map subclass with both halves", () => {
    class Registry extends Map<string, number> {}
    registerClass(Registry, { name: "test.Registry", encode: (one) => [...one], decode: (entries: [string, number][]) => new Registry(entries) }); // prettier-ignore
    const received = cross(new Registry([["a", 1]]));
    assert.ok(received instanceof Registry && received.get("a") === 1);
  });

  test("an abstract class and one with a private constructor", () => {
    abstract class Shape {
      readonly corners = 4;
    }
    class Singleton {
      private constructor() {}
      static readonly only = new Singleton();
    }
    registerClass(Shape);
    registerClass(Singleton, { encode: () => undefined, decode: () => Singleton.only });
    assert.equal(cross(Singleton.only), Singleton.only);
  });
});

describe("classes of the platform", () => {
  test("URL and URLSearchParams", () => {
    const received = cross({ url: new URL("http://a.test/?q=1#x"), search: new URLSearchParams([["a", "1"], ["a", "2"]]) }); // prettier-ignore
    assert.ok(received.url instanceof URL);
    assert.equal(received.url.href, "http://a.test/?q=1#x");
    assert.deepEqual([...received.search], [["a", "1"], ["a", "2"]]); // prettier-ignore
  });

  test("a File keeps its name and content", async () => {
    const received = cross(new File(["content"], "a.txt", { type: "text/plain", lastModified: 5 }));
    assert.ok(received instanceof File);
    assert.deepEqual([received.name, received.type, received.lastModified], ["a.txt", "text/plain", 5]);
    assert.equal(await received.text(), "content");
  });

  test("a Buffer arrives as a Buffer, without the pool that it lies in", () => {
    const small = Buffer.from("small");
    assert.ok(small.buffer.byteLength > small.byteLength, "this test needs a pooled Buffer");
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(encode(small, "it"));
    const { message } = receiveMessageOnPort(port2) as { message: Encoded };
    port1.close();
    const received = decode(message);
    assert.ok(Buffer.isBuffer(received));
    assert.equal(received.toString(), "small");
    assert.equal(received.buffer.byteLength, 5);
  });

  test("a Buffer on memory of its own shares it with other views; on shared memory it is no copy", () => {
    const whole = new ArrayBuffer(8);
    const [buffer, view] = cross([Buffer.from(whole), new Uint8Array(whole)]) as [Buffer, Uint8Array];
    buffer[3] = 9;
    assert.equal(view[3], 9);
    const shared = new SharedArrayBuffer(8);
    (decode(encode(Buffer.from(shared, 2, 4), "it")) as Buffer)[0] = 5;
    assert.equal(new Uint8Array(shared)[2], 5);
  });
});
