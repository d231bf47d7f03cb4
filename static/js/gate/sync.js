/* Between the phone and the server, whenever there is a network: scans go up, the other gates' come down. The phone
   drops a scan only when the server named it; an error or a timeout drops nothing. */

import { written } from "./text.js";

const BATCH = 500;
const TIMEOUT_MS = 20_000;
const EVERY_MS = 20_000;
const AFTER_SCAN_MS = 400;

export class Sync {
  /**
   * @param {import("./keeper.js").Keeper} keeper
   * @param {() => void} changed called when what is shown of the connection may have changed
   */
  constructor(keeper, changed) {
    this.keeper = keeper;
    this.store = keeper.store;
    this.changed = changed;
    this.online = false;
    this.trouble = "";
    this.running = null;
    this.batch = BATCH;
  }

  /** Sync now and whenever it may succeed: no Background Sync, which half of the phones lack. */
  start() {
    addEventListener("online", () => this.run());
    addEventListener("offline", () => this.#lost());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.run());
    setInterval(() => this.run(), EVERY_MS);
    return this.run();
  }

  /** After a scan: soon, but several scans in a row go together. */
  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), AFTER_SCAN_MS);
  }

  /** Sync once; while one is under way, that one. */
  run() {
    this.running ??= this.#alone().finally(() => {
      this.running = null;
      this.changed();
    });
    return this.running;
  }

  /** Two tabs need not send the same queue (it would do no harm: the second is a replay). */
  #alone() {
    if (!navigator.locks) return this.#exchange();
    return navigator.locks.request("eventhub-gate-sync", { ifAvailable: true }, (lock) => (lock ? this.#exchange() : this.#leftToAnotherTab()));
  }

  async #leftToAnotherTab() {
    await this.keeper.reload();
    this.online = Date.now() - ((await this.store.get("synced")) ?? 0) < 3 * EVERY_MS;
  }

  async #exchange() {
    const { enrolment } = this.keeper;
    if (!enrolment) return;
    try {
      if (!this.keeper.manifest) await this.#fetchManifest();
      for (let more = true; more; ) more = await this.#sendBatch();
      this.trouble = "";
    } catch (error) {
      await this.#noteTrouble(error);
    }
  }

  async #sendBatch() {
    const { enrolment } = this.keeper;
    const scans = await this.store.queued(enrolment.festival.number, this.batch);
    const { queue } = await this.store.waiting(enrolment.festival.number);
    const cursor = (await this.store.get("cursor")) ?? null;
    const sent = Date.now();
    const answer = await this.#ask("/api/gate/sync", {
      method: "POST",
      body: written({
        device: enrolment.device,
        gate: enrolment.gate,
        sent_at: new Date(sent).toISOString(),
        since: cursor,
        waiting: Math.max(0, queue - scans.length),
        scans: scans.map(forServer),
      }),
    });
    const ids = new Set(scans.map((scan) => scan.id));
    const named = answer.results.map((result) => result.id).filter((id) => ids.has(id));
    await this.store.settle({
      named,
      seen: answer.seen,
      kept: {
        ...heardFrom(answer, sent),
        // What changed has still to be fetched, by the old cursor.
        ...(answer.changed ? {} : { cursor: answer.cursor }),
      },
    });
    this.#heard(answer, sent);
    if (answer.changed) await this.#fetchManifest();
    // A server that names none of what it was sent would be asked for ever.
    return named.length > 0 && queue > scans.length;
  }

  async #fetchManifest() {
    const sent = Date.now();
    const since = this.keeper.manifest ? await this.store.get("cursor") : null;
    const answer = await this.#ask(`/api/gate/manifest${since ? `?since=${encodeURIComponent(since)}` : ""}`);
    const { festival, keys, passes } = answer;
    await this.store.settle({
      seen: answer.seen,
      whole: !since,
      kept: {
        ...(passes ? { manifest: { festival, keys, passes } } : {}),
        ...heardFrom(answer, sent),
        cursor: answer.cursor,
      },
    });
    await this.keeper.reload();
    this.#heard(answer, sent);
  }

  async #ask(path, options = {}) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
    try {
      const headers = { Authorization: `Bearer ${this.keeper.enrolment.credential}`, "Content-Type": "application/json" };
      const response = await fetch(path, { ...options, headers, credentials: "omit", cache: "no-store", signal: stop.signal });
      if (!response.ok) throw await refusal(response);
      return await response.json();
    } finally {
      clearTimeout(timer);
    }
  }

  #heard(answer, sent) {
    this.online = true;
    this.keeper.offset = offsetOf(answer, sent);
    this.batch = BATCH;
    this.changed();
  }

  async #noteTrouble(error) {
    if (error instanceof Refused) {
      this.online = true;
      this.trouble = error.message;
      // Too much at once: smaller steps next time. What was refused stays in the queue.
      if (error.code === "device_revoked") await this.#block();
      if (error.status === 413) this.batch = Math.max(1, Math.floor(this.batch / 4));
    } else if (error?.name === "StorageFault") {
      this.trouble = "手机存满了，名单没存进去。请清出一些空间。";
    } else {
      this.#lost();
    }
  }

  /** This phone may let nobody in any more; what it recorded stays here, and the server keeps a copy apart. */
  async #block() {
    await this.store.set({ blocked: true });
    await this.keeper.reload();
  }

  #lost() {
    this.online = false;
    this.changed();
  }
}

/** The server answered, but not with what was asked for. */
export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    this.name = "Refused";
    this.status = status;
    this.code = code;
  }
}

async function refusal(response) {
  const body = await response.json().catch(() => ({}));
  // A gateway's own 502 is no word of ours: that is being offline.
  if (response.status >= 500 || !body.message) return new Error(`status ${response.status}`);
  return new Refused(response.status, body.error, body.message);
}

function forServer({ festival: _festival, shown_at: _shown, passage: _passage, ...scan }) {
  return scan;
}

function heardFrom(answer, sent) {
  const { revoked, suspended } = answer;
  return { standing: { revoked, suspended }, synced: Date.now(), offset: offsetOf(answer, sent) };
}

/** How far the server's clock is ahead of ours, halfway between asking and hearing. */
function offsetOf(answer, sent) {
  return Date.parse(answer.now) - (sent + Date.now()) / 2;
}
