"""The scenarios of this bench on CPython's ThreadPoolExecutor.

Reads one JSON request a line, {"scenario": "bursts", "milliseconds": 400}, and answers each with one line of figures,
or null for a scenario it does not know. The definitions are those of the TypeScript scenarios of the same names.
"""

import json
import math
import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

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


SCENARIOS = {"bursts": bursts, "sequential": sequential}


def main():
    with ThreadPoolExecutor(max_workers=int(sys.argv[1])) as executor:
        for line in sys.stdin:
            request = json.loads(line)
            scenario = SCENARIOS.get(request["scenario"])
            figures = scenario and scenario(executor, request["milliseconds"] / 1000)
            print(json.dumps(figures), flush=True)


main()
