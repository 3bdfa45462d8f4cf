"""The scenarios of this bench on CPython's ThreadPoolExecutor, locks and queues.

Reads one JSON request a line, {"scenario": "bursts", "milliseconds": 400}, and answers each with one line of figures,
or null for a scenario it does not know. The definitions are those of the TypeScript scenarios of the same names.
"""

import json
import math
import queue
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, process_time

TASKS_PER_BURST = 1000
FEWEST_CALLS = 200


def echo(n):
    return n


def check_answer(question, answer):
    if answer != question:
        raise RuntimeError(f"answered {answer!r} for {question}")


def percentile(ascending, q):
    rank = max(1, math.ceil(q / 100 * len(ascending)))
    return ascending[rank - 1]


def bursts(executor, seconds):
    start = perf_counter()
    tasks = 0
    while True:
        questions = range(tasks, tasks + TASKS_PER_BURST)
        futures = [executor.submit(echo, n) for n in questions]
        for n, future in zip(questions, futures):
            check_answer(n, future.result())
        tasks += TASKS_PER_BURST
        elapsed = perf_counter() - start
        if elapsed >= seconds:
            return {"tasks/s": tasks / elapsed}


def sequential(executor, seconds):
    latencies = []
    before = perf_counter()
    end = before + seconds
    n = 0
    while n < FEWEST_CALLS or before < end:
        answer = executor.submit(echo, n).result()
        after = perf_counter()
        check_answer(n, answer)
        latencies.append((after - before) * 1e6)
        before = perf_counter()
        n += 1
    latencies.sort()
    return {"p50 µs": percentile(latencies, 50), "p99 µs": percentile(latencies, 99)}


def lock_sync(_executor, seconds):
    lock = threading.Lock()
    start = perf_counter()
    pairs = 0
    while pairs == 0 or perf_counter() - start < seconds:
        for _ in range(1000):
            with lock:
                pass
        pairs += 1000
    return {"ns": (perf_counter() - start) / pairs * 1e9}


def contended(threads):
    def measure(_executor, seconds):
        lock = threading.Lock()
        gate = threading.Barrier(threads + 1)
        shared = {"counter": 0, "stop": False}
        found = []

        def hammer():
            gate.wait()
            pairs, longest, last = 0, 0.0, perf_counter()
            while not shared["stop"]:
                for _ in range(16):
                    with lock:
                        shared["counter"] += 1
                pairs += 16
                present = perf_counter()
                longest = max(longest, present - last)
                last = present
            found.append((pairs, longest))

        workers = [threading.Thread(target=hammer) for _ in range(threads)]
        for worker in workers:
            worker.start()
        gate.wait()
        start = perf_counter()
        threading.Event().wait(seconds)
        shared["stop"] = True
        for worker in workers:
            worker.join()
        elapsed = perf_counter() - start
        total = sum(pairs for pairs, _ in found)
        if total != shared["counter"]:
            raise RuntimeError(f"{shared['counter']} counted of {total}")
        return {"pairs/s": total / elapsed, "longest wait ms": max(longest for _, longest in found) * 1e3}

    return measure


def queue_items(_executor, seconds):
    items = queue.Queue(1024)
    count = 0

    def consume():
        nonlocal count
        while items.get() is not None:
            count += 1

    consumer = threading.Thread(target=consume)
    consumer.start()
    start = perf_counter()
    n = 0
    while n == 0 or perf_counter() - start < seconds:
        for _ in range(1000):
            items.put(n)
            n += 1
    items.put(None)
    consumer.join()
    return {"items/s": count / (perf_counter() - start)}


def idle_wait(_executor, seconds):
    lock = threading.Lock()
    lock.acquire()
    waiter = threading.Thread(target=lock.acquire)
    waiter.start()
    threading.Event().wait(0.001)
    before = process_time()
    seconds = max(seconds, 0.01)
    threading.Event().wait(seconds)
    used = process_time() - before
    lock.release()
    waiter.join()
    return {"cpu %": used / seconds * 100}


SCENARIOS = {
    "bursts": bursts,
    "sequential": sequential,
    "lock sync": lock_sync,
    "lock 2 threads": contended(2),
    "lock 4 threads": contended(4),
    "queue": queue_items,
    "idle wait": idle_wait,
}


def main():
    with ThreadPoolExecutor(max_workers=int(sys.argv[1])) as executor:
        for line in sys.stdin:
            request = json.loads(line)
            scenario = SCENARIOS.get(request["scenario"])
            figures = scenario and scenario(executor, request["milliseconds"] / 1000)
            print(json.dumps(figures), flush=True)


main()
