/* From a scan to an answer on the screen, and what the person does about it. */

import { NoSignatureCheck } from "./token.js";
import { screenOf, whoLine } from "./words.js";
import { find, isCode } from "./lookup.js";
import { signal } from "./feedback.js";
import { part, show, showAnswer, showChoices, write } from "./screen.js";

const REASONS = ["主办方电话同意", "正在补办手续", "抢险、救护", "送货，马上出来"];
const ASKED = "问清了";
const COMPARED = "没扫码，按名单核对";

export class Answers {
  constructor(keeper, sync, desk) {
    this.keeper = keeper;
    this.sync = sync;
    this.desk = desk;
    this.current = null;
    this.listed = null;
    this.busy = false;
  }

  /** A code from the camera or a hardware scanner. */
  scanned(text) {
    return this.#carryOut(async () => this.#show(await this.keeper.checkText(text), { raw: text }), () => this.scanned(text));
  }

  /** An answer stands until the person takes note of it: a scan meanwhile is not taken, and that is said. */
  remind() {
    signal("no", this.desk.sound);
    globalThis.toast?.("这一张没有算。先点屏幕上的按钮，再扫下一张。");
  }

  /** Something typed: a code is checked, a few characters are looked up. */
  async typed(text) {
    const wanted = text.trim();
    if (isCode(wanted)) {
      await this.scanned(wanted);
      return;
    }
    const found = find(wanted, this.keeper.manifest.passes);
    const standing = await this.keeper.standing();
    const words = found.length ? "点一下对方的名字：" : wanted ? `没找到“${wanted}”。核对一下再输，或者叫值班负责人。` : "请输摊号，比如 A01。";
    write("[data-find-words]", words);
    showChoices("[data-found]", found, (pass) => listed(pass, standing), (pass) => this.#pick(pass));
  }

  /** The yellow answer's first button. */
  letIn() {
    const { listed, current } = this;
    if (listed) return this.#carryOut(async () => this.#through(await this.keeper.admitListed(listed, COMPARED)), () => this.letIn());
    return this.#letInFor(current.scan, ASKED);
  }

  /** The yellow answer's second button: the verdict is kept already, except of somebody found on the list. */
  async sendAway() {
    const { listed } = this;
    if (listed) await this.#carryOut(() => this.keeper.refuseListed(listed), () => this.sendAway());
    this.desk.ready();
  }

  askReason() {
    showChoices("[data-reasons]", REASONS, (reason) => reason, (reason) => this.letInFor(reason));
    part("#reason-text").value = "";
    write("[data-reason-error]", "");
    show("reason", "no");
  }

  letInFor(why) {
    const reason = why.trim();
    if (!reason) {
      write("[data-reason-error]", "请写一句为什么放行。");
      return null;
    }
    return this.#letInFor(this.current.scan, reason);
  }

  async undoLast() {
    const last = await this.keeper.undoable();
    if (!last) return this.desk.ready("过了 15 分钟，不能撤回了。");
    return this.#carryOut(
      async () => {
        await this.keeper.undo(last);
        this.sync.soon();
        this.desk.ready("撤回了。");
      },
      () => this.undoLast(),
    );
  }

  retry() {
    return this.again?.();
  }

  async #pick(pass) {
    const known = await this.keeper.preview(pass);
    if (known.verdict !== "ok") {
      await this.#carryOut(async () => this.#show(await this.keeper.refuseListed(pass)), () => this.#pick(pass));
      return;
    }
    this.listed = pass;
    const screen = screenOf("ok", { listed: true });
    signal(screen.state, this.desk.sound);
    showAnswer(screen, { ...described(pass), mayOverride: true, letInWords: "对得上，放行" });
  }

  #letInFor(scan, why) {
    return this.#carryOut(async () => this.#through(await this.keeper.letIn(scan, why)), () => this.#letInFor(scan, why));
  }

  #through(record) {
    const screen = { state: "ok", say: "放行", title: "", why: "已记下：由您放行。" };
    this.#present(record, screen, {});
  }

  #show(record, { raw = "" } = {}) {
    const { scan, seen, verdict } = record;
    this.#present(record, screenOf(verdict, { seen, raw, direction: scan.direction }), {
      mayOverride: scan.serial !== null && scan.direction === "in",
      undoable: scan.passage,
    });
  }

  #present(record, screen, extras) {
    this.current = record;
    this.listed = null;
    this.sync.soon();
    signal(screen.state, this.desk.sound);
    showAnswer(screen, { ...(record.scan.serial === null ? {} : described(record.pass)), undoable: true, ...extras });
    this.desk.refresh();
  }

  /** Do something that records; where nothing could be recorded there is no colour, only what to do. */
  async #carryOut(deed, again) {
    if (this.busy) return;
    this.busy = true;
    this.desk.pause();
    try {
      await deed();
    } catch (error) {
      this.again = again;
      this.#fault(error);
    } finally {
      this.busy = false;
    }
  }

  #fault(error) {
    const sentences = {
      StorageFault: ["没记上", error.code === "full" ? "手机存满了。清出一些空间再试，先别放行。" : "这个浏览器存不住记录，可能是无痕模式。换成普通窗口打开，先别放行。"],
      NoSignatureCheck: ["验不了签名", "这台手机太旧，验不了签名，不能扫码放行。请用“手输编号”，或者换一台手机。"],
    };
    const name = error instanceof NoSignatureCheck ? "NoSignatureCheck" : error?.name;
    const [title, why] = sentences[name] ?? ["没记上", "出了差错，这一条没记上，先别放行。"];
    showAnswer({ state: "fault", say: "停一下", title, why }, {});
  }
}

/** A line of the list: helpers of one stall differ by the short code on their passes. */
function listed(pass, standing) {
  const stopped = { revoked: "作废", suspended: "暂停" }[standing(pass)] ?? "";
  const who = [pass.booth, pass.shop].filter(Boolean).join(" ");
  return [who, pass.name, `${pass.kind} ${pass.short}`, stopped].filter(Boolean).join(" · ");
}

function described(pass) {
  return { plate: pass?.booth ?? "", shop: pass?.shop ?? "", who: whoLine(pass) };
}
