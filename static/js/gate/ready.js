/* What the gate shows between two answers: camera, counts, connection, this phone's own affairs. */

import { wakeSound } from "./feedback.js";
import { Scanner } from "./scanner.js";
import { codeIn } from "./enrol.js";
import { keepAwake } from "./place.js";
import { dayOf, timeOf } from "./verdict.js";
import { part, show, showFacts, showNet, shown, write } from "./screen.js";

const CAMERA_WORDS = {
  insecure: "这个网址不安全，用不了摄像头。请用 https 开头的网址，或者手输编号。",
  denied: "摄像头没有允许。请在浏览器的设置里允许，再点一次；也可以手输编号。",
  missing: "没找到摄像头。可以接扫码枪，或者手输编号。",
  busy: "摄像头被别的程序占着。关掉它再点一次，也可以手输编号。",
  no_reader: "这台手机的浏览器读不了码。可以接扫码枪，或者手输编号。",
};

export class Desk {
  constructor(keeper, sync, scanner) {
    this.keeper = keeper;
    this.sync = sync;
    this.scanner = scanner;
    this.sound = true;
    this.prompt = null;
    this.stale = false;
  }

  /** Wait for the next pass. `said`: a word about what was just done. */
  async ready(said = "") {
    if (this.stale) {
      location.reload();
      return null;
    }
    if (!this.keeper.ready) {
      if (!this.keeper.enrolment || this.keeper.blocked) return this.askToEnrol("");
      show("loading");
      write('[data-for="loading"] .who', "名单还没下载。第一次要有网，请稍等。");
      return this.refresh();
    }
    this.codeScanner?.stop();
    show("ready");
    this.#readyWords(said);
    if (this.scanner.on) this.scanner.resume();
    return this.refresh();
  }

  /** Load the page again as soon as nothing is being answered or typed. Everything is in the store. */
  loadAgain() {
    if (["ready", "loading", "enrol"].includes(shown())) location.reload();
    else this.stale = true;
  }

  pause() {
    this.scanner.paused = true;
  }

  /** Bring everything that counts up to date. */
  async refresh() {
    const { keeper, sync } = this;
    if (!keeper.enrolment) return null;
    if (shown() === "loading" && keeper.ready) return this.ready();
    const { queue, foreign } = await keeper.store.waiting(keeper.enrolment.festival.number);
    const synced = await keeper.store.get("synced");
    const day = dayOf(keeper.now());
    write("[data-where]", `${keeper.enrolment.gate} · ${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`);
    showNet({ online: sync.online, waiting: queue + foreign, heard: synced ? timeOf(synced + keeper.offset) : "" });
    write("[data-trouble]", sync.trouble || (foreign ? `有 ${foreign} 条是上一场节会的，请找主办方重新开通那一场再传。` : ""));
    await this.#counts(day);
    this.#help(keeper.manifest?.festival.help ?? "");
    return keeper.blocked && shown() === "ready" ? this.askToEnrol("") : null;
  }

  /** Whom to call; without a number there is no button. */
  #help(phone) {
    const number = phone.replace(/[^0-9+]/g, "");
    part("[data-help]").hidden = !number;
    if (number) part("[data-help]").href = `tel:${number}`;
  }

  async #counts(day) {
    const counts = await this.keeper.store.get("counts");
    const mine = counts?.day === day ? counts : { in: 0, stopped: 0 };
    const inside = await this.keeper.store.insideOn(day);
    write("[data-counts]", `这台手机今天放行 ${mine.in} · 拦下 ${mine.stopped}`);
    write("[data-inside]", `全场现在有 ${inside} 张证在内`);
    const last = await this.keeper.undoable();
    part('[data-do="undo"]').hidden = !last;
    if (last) {
      const booth = this.keeper.passOf(last.serial)?.booth ?? "";
      write("[data-undo-words]", `撤回 ${timeOf(Date.parse(last.shown_at))} ${booth}`);
    }
  }

  #readyWords(said) {
    const out = this.keeper.direction === "out";
    const wanted = this.scanner.on ? "对准参展证上的码" : "用扫码枪扫，或者打开摄像头";
    write("[data-ready-words]", said || (out ? `出场：${wanted}` : wanted));
    write("[data-turn-words]", out ? "改成进场" : "改成出场");
    part('[data-do="camera"]').hidden = this.scanner.on;
    part('[data-finder="ready"]').classList.toggle("off", !this.scanner.on);
    part('[data-do="torch"]').hidden = !this.scanner.hasTorch;
  }

  async toggleCamera() {
    wakeSound();
    let said = "";
    try {
      await this.scanner.start();
      this.scanner.paused = false;
      keepAwake();
    } catch (error) {
      said = CAMERA_WORDS[error.code] ?? CAMERA_WORDS.busy;
    }
    this.#readyWords(said);
  }

  async toggleTorch() {
    const button = part('[data-do="torch"]');
    const on = button.getAttribute("aria-pressed") !== "true";
    await this.scanner.torch(on).catch(() => {});
    button.setAttribute("aria-pressed", String(on));
    button.querySelector("span").textContent = on ? "关灯" : "开灯";
  }

  async turn() {
    this.keeper.direction = this.keeper.direction === "in" ? "out" : "in";
    await this.keeper.store.set({ direction: this.keeper.direction });
    this.#readyWords("");
  }

  find() {
    wakeSound();
    this.pause();
    show("find");
    part("#find-code").value = "";
    part("[data-found]").replaceChildren();
    write("[data-find-words]", "");
    part("#find-code").focus();
  }

  async about() {
    const { keeper } = this;
    const synced = await keeper.store.get("synced");
    const { queue, foreign } = await keeper.store.waiting(keeper.enrolment.festival.number);
    const kept = await navigator.storage?.persisted?.().catch(() => false);
    this.pause();
    showFacts([
      ["节会", keeper.enrolment.festival.name],
      ["门", keeper.enrolment.gate],
      ["检票员", keeper.enrolment.label],
      ["名单", keeper.manifest ? `${keeper.manifest.passes.length} 张证` : "还没下载"],
      ["上次传", synced ? timeOf(synced + keeper.offset) : "还没传过"],
      ["等着传", `${queue + foreign} 条`],
      ["验签名", keeper.check ? "能验" : "这台手机验不了，只能手输编号"],
      ["手机答应不清数据", kept ? "答应了" : "没答应，请把这一页装到桌面"],
    ]);
    show("about");
  }

  toggleSound() {
    this.sound = !this.sound;
    part('[data-do="sound"]').textContent = this.sound ? "关掉声音" : "打开声音";
  }

  mayInstall(event) {
    event.preventDefault();
    this.prompt = event;
    part('[data-do="install"]').hidden = false;
  }

  install() {
    this.prompt?.prompt();
    part('[data-do="install"]').hidden = true;
  }

  askToEnrol(code) {
    this.scanner.stop();
    write("[data-enrol-error]", "");
    part("#enrol-code").value = code;
    show("enrol");
    part(code ? "#enrol-name" : "#enrol-code").focus();
  }

  /** Read the code on the organiser's screen with this page's own camera: an installed page shares no link with others. */
  async scanCode(vendor) {
    const finder = part('[data-finder="enrol"]');
    this.codeScanner ??= new Scanner(finder.querySelector("video"), (text) => this.#codeFound(text), vendor);
    finder.hidden = false;
    await this.codeScanner.start().catch((error) => {
      finder.hidden = true;
      write("[data-enrol-error]", CAMERA_WORDS[error.code] ?? CAMERA_WORDS.busy);
    });
  }

  #codeFound(text) {
    const code = codeIn(text);
    if (!code) return;
    this.codeScanner.stop();
    part('[data-finder="enrol"]').hidden = true;
    part("#enrol-code").value = code;
    part("#enrol-name").focus();
  }
}
