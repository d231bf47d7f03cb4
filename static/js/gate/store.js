/* The phone's own memory: what the server told, who was seen, and every scan that the server has not named yet.
   A scan is written durably before anybody is shown a colour. */

const NAME = "eventhub-gate";
const VERSION = 1;
const KEPT = "kept";
const SEEN = "seen";
const QUEUE = "queue";
const ORDER = "order";
const NO_STANDING = { revoked: [], suspended: [] };

const PROBE = 100_000; // about what the list of a festival takes
const ANSWER_MS = 10_000;

/** The phone cannot keep anything: private mode, storage full, a browser that is too old, or memory that never answers.
    `code`: full, silent, unavailable. */
export class StorageFault extends Error {
  constructor(cause) {
    super({ QuotaExceededError: "full", TimeoutError: "silent" }[cause?.name] ?? "unavailable");
    this.name = "StorageFault";
    this.code = this.message;
  }
}

/** @returns {Promise<Store>} throws StorageFault */
export async function openStore(factory = globalThis.indexedDB) {
  if (!factory) throw new StorageFault();
  let request;
  try {
    request = factory.open(NAME, VERSION);
  } catch (error) {
    throw new StorageFault(error);
  }
  return new Promise((resolve, reject) => {
    // Some phones never answer (another page holds the memory, or the system lost it): then the person must be told.
    const giveUp = () => reject(new StorageFault(new DOMException("no answer", "TimeoutError")));
    const timer = setTimeout(giveUp, ANSWER_MS);
    request.onblocked = giveUp;
    request.onupgradeneeded = () => {
      request.result.createObjectStore(KEPT);
      request.result.createObjectStore(SEEN, { keyPath: ["day", "serial"] });
      // By festival and in the order made; the festival alone counts.
      request.result.createObjectStore(QUEUE, { keyPath: "id" }).createIndex(ORDER, ["festival", "seq"]);
    };
    request.onerror = () => reject(new StorageFault(request.error));
    request.onsuccess = () => {
      clearTimeout(timer);
      resolve(new Store(request.result));
    };
  });
}

export class Store {
  constructor(database) {
    this.database = database;
    // Another tab with a newer edition wants to change the layout: let it.
    database.onversionchange = () => database.close();
  }

  /** @returns {Promise<any>} what is kept under a key, or undefined */
  get(key) {
    return this.#run([KEPT], "readonly", (tx) => read(tx.objectStore(KEPT).get(key)));
  }

  /** Keep several values at once. */
  set(values) {
    return this.#run([KEPT], "readwrite", async (tx) => {
      for (const [key, value] of Object.entries(values)) tx.objectStore(KEPT).put(value, key);
    });
  }

  /** Make sure that something can be kept at all. Throws StorageFault. */
  async probe() {
    await this.set({ probe: "x".repeat(PROBE) });
    await this.set({ probe: null });
  }

  /** @returns {Promise<{queue: number, foreign: number}>} how many scans wait, and how many belong to other festivals */
  waiting(festival) {
    return this.#run([QUEUE], "readonly", async (tx) => {
      const queue = tx.objectStore(QUEUE);
      const own = await read(queue.index(ORDER).count(ofFestival(festival)));
      return { queue: own, foreign: (await read(queue.count())) - own };
    });
  }

  /** How many passes are inside on a day, as far as this phone knows. */
  async insideOn(day) {
    const entries = await this.#run([SEEN], "readonly", (tx) => read(tx.objectStore(SEEN).getAll()));
    return entries.filter((entry) => entry.day === day && entry.inside).length;
  }

  /** The scans of a festival that wait to be sent, in the order they were made. */
  queued(festival, most) {
    return this.#run([QUEUE], "readonly", (tx) => read(tx.objectStore(QUEUE).index(ORDER).getAll(ofFestival(festival), most)));
  }

  /** What is known of a pass on a day. */
  look(key) {
    return this.#run([KEPT, SEEN], "readonly", async (tx) => ({
      seen: (await read(tx.objectStore(SEEN).get([key.day, key.serial]))) ?? null,
      standing: (await read(tx.objectStore(KEPT).get("standing"))) ?? NO_STANDING,
    }));
  }

  /**
   * Decide and record in one transaction, so that two tabs cannot both be first.
   * @param {{serial: number|null, day: string}} key
   * @param {(known: {seen: object|null, standing: object, seq: number, counts: object}) => {scan: object}} decide
   *   called with what is known; its scan is written before the promise is kept
   */
  record(key, decide) {
    return this.#run([KEPT, SEEN, QUEUE], "readwrite", async (tx) => {
      const kept = tx.objectStore(KEPT);
      const seen = key.serial === null ? null : (await read(tx.objectStore(SEEN).get([key.day, key.serial]))) ?? null;
      const standing = (await read(kept.get("standing"))) ?? NO_STANDING;
      const seq = ((await read(kept.get("seq"))) ?? 0) + 1;
      const counts = fresh(await read(kept.get("counts")), key.day);
      const decided = decide({ seen, standing, seq });
      tx.objectStore(QUEUE).put(decided.scan);
      kept.put(seq, "seq");
      kept.put(counted(counts, decided.scan), "counts");
      kept.put(decided.scan.undoes ? null : decided.scan, "last");
      const after = applied(seen, decided.scan);
      if (after) tx.objectStore(SEEN).put(after);
      return { ...decided, seen };
    });
  }

  /**
   * Take what the server answered: drop the scans it named, take its view of who was seen, and put what still waits
   * on top of it.
   */
  settle({ named = [], seen = [], kept = {}, whole = false }) {
    return this.#run([KEPT, SEEN, QUEUE], "readwrite", async (tx) => {
      const queue = tx.objectStore(QUEUE);
      const shown = tx.objectStore(SEEN);
      for (const id of named) if (typeof id === "string") queue.delete(id);
      if (whole) shown.clear();
      for (const entry of seen) shown.put(entry);
      const pending = (await read(queue.getAll())).sort((a, b) => a.seq - b.seq);
      for (const scan of pending) {
        if (scan.serial === null) continue;
        const before = (await read(shown.get([scan.day, scan.serial]))) ?? null;
        if (before?.last === scan.id) continue;
        const after = applied(before, scan);
        if (after) shown.put(after);
      }
      for (const [key, value] of Object.entries(kept)) tx.objectStore(KEPT).put(value, key);
    });
  }

  #run(stores, mode, work) {
    return new Promise((resolve, reject) => {
      let tx;
      try {
        // "strict": the write is on the disk, not only in the system's memory, before we hear that it is done.
        tx = this.database.transaction(stores, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
      } catch (error) {
        reject(new StorageFault(error));
        return;
      }
      let result;
      let failure;
      tx.oncomplete = () => resolve(result);
      tx.onabort = () => reject(failure ?? new StorageFault(tx.error));
      work(tx).then(
        (value) => {
          result = value;
        },
        (error) => {
          failure = error instanceof DOMException ? new StorageFault(error) : error;
          try {
            tx.abort();
          } catch {
            reject(failure);
          }
        },
      );
    });
  }
}

/** Where a pass stands after a scan; null when the scan changes nothing. */
export function applied(before, scan) {
  if (scan.serial === null || !scan.passage) return null;
  if (scan.undoes) return takenBack(before, scan);
  const base = before ?? { day: scan.day, serial: scan.serial, id: null, at: null, gate: null, left: null };
  const { before: _older, ...prior } = before ?? {};
  const common = { ...base, last: scan.id, before: before ? prior : null };
  if (scan.direction === "out") return { ...common, inside: false, left: { at: scan.shown_at, gate: scan.gate } };
  const first = base.id ? {} : { id: scan.id, at: scan.shown_at, gate: scan.gate };
  return { ...common, ...first, inside: true };
}

function takenBack(before, scan) {
  const nowhere = { day: scan.day, serial: scan.serial, id: null, at: null, gate: null, left: null, inside: false };
  if (before?.last === scan.undoes) return { ...(before.before ?? nowhere), last: scan.id };
  // The server counted the scan already; it will count the undo too. Until then the entry is simply gone.
  return before?.id === scan.undoes ? { ...nowhere, last: scan.id } : null;
}

function ofFestival(number) {
  return IDBKeyRange.bound([number, 0], [number, Infinity]);
}

function fresh(counts, day) {
  return counts?.day === day ? counts : { day, in: 0, stopped: 0 };
}

function counted(counts, scan) {
  if (scan.undoes) return { ...counts, in: Math.max(0, counts.in - 1) };
  if (!scan.passage) return { ...counts, stopped: counts.stopped + 1 };
  if (scan.direction === "out") return counts;
  const overridden = scan.override?.of ? 1 : 0;
  return { ...counts, in: counts.in + 1, stopped: Math.max(0, counts.stopped - overridden) };
}

function read(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
