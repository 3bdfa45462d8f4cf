/** Executors as arguments: what crosses is which pool it is, and in the other thread a client of it is made. */
import { SerializationError } from "../../errors.js";
import type { ConnectionRequest } from "../../thread/connections.js";
import { setDoorkeeper } from "../../thread/connections.js";
import { ownSlot } from "../../thread/self.js";
import { registerSharedClass } from "../../memory/codec/class-registry.js";
import type { Class } from "../../memory/codec/class-registry.js";
import type { PoolAccess } from "../pool-access.js";
import { Pool } from "../pool.js";
import { PoolClient } from "./pool-client.js";
import type { PoolAddress } from "./pool-client.js";

/** The pool behind each executor of this thread. */
const pools = new WeakMap<object, PoolAccess>();
/** The executors of this thread that have crossed, or have come from elsewhere, by their pools. */
const executors = new Map<string, WeakRef<object>>();
const forgotten = new FinalizationRegistry<string>((id) => {
  if (executors.get(id)?.deref() === undefined) executors.delete(id);
});
const forgottenClients = new FinalizationRegistry<PoolClient>((client) => client.forget());

/** Says which pool is behind an executor. */
export function introduceExecutor(executor: object, pool: PoolAccess): void {
  pools.set(executor, pool);
  if (!(pool instanceof PoolClient)) return;
  know(pool.address.id, executor);
  forgottenClients.register(executor, pool);
}

function know(id: string, executor: object): void {
  executors.set(id, new WeakRef(executor));
  forgotten.register(executor, id);
}

/**
 * Lets executors of this class cross to threads.
 *
 * @param make makes one for a pool of another thread
 */
export function shareExecutors<E extends object>(
  type: Class<E>,
  name: string,
  make: (client: PoolClient) => E,
): void {
  registerSharedClass<E, PoolAddress>(type, {
    name,
    encode: addressOf,
    decode: (address) => {
      const known = executors.get(address.id)?.deref();
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same class has encoded it
      return (known as E | undefined) ?? make(new PoolClient(address));
    },
  });
}

function addressOf(executor: object): PoolAddress {
  const pool = pools.get(executor);
  if (pool instanceof PoolClient) return pool.address;
  if (!(pool instanceof Pool))
    throw new SerializationError("an executor that is being made cannot cross to another thread");
  if (executors.get(pool.id)?.deref() === undefined) know(pool.id, executor);
  pool.service.keep(executor);
  const { id, kind, name, limits } = pool;
  return { id, kind, name, limits, owner: ownSlot().index };
}

setDoorkeeper((request: ConnectionRequest): boolean => {
  const executor = executors.get(request.pool)?.deref();
  const pool = executor === undefined ? undefined : pools.get(executor);
  if (!(pool instanceof Pool)) return false;
  pool.service.connect(request);
  return true;
});
