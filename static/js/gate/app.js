/* The gate page: puts memory, camera, scanner and network together. */

import { openStore } from "./store.js";
import { Keeper } from "./keeper.js";
import { Sync } from "./sync.js";
import { Scanner } from "./scanner.js";
import { chooseSignatureCheck } from "./signature.js";
import { enrolWith, codeIn } from "./enrol.js";
import { listenForScanner } from "./wedge.js";
import { askToKeep, hint, registerWorker } from "./place.js";
import { Answers } from "./answers.js";
import { Desk } from "./ready.js";
import { part, show, shown, write, onSubmit, onTap } from "./screen.js";

const STORAGE = {
  full: "手机存满了，记录存不下。请清出一些空间再试。",
  silent: "手机的存储没有回应。请把别的检票页面都关掉，再刷新这一页。还不行，就重启手机。",
  unavailable: "这个浏览器存不住记录，可能是无痕模式，或者手机存满了。请换成普通窗口打开。",
};
let desk = null;
const vendor = document.querySelector("script[data-vendor]").dataset.vendor;

async function start() {
  write("[data-hint]", hint());
  registerWorker(newEdition).catch(() => {});
  const store = await openStore();
  const keeper = new Keeper(store, await chooseSignatureCheck(vendor));
  await keeper.reload();
  const sync = new Sync(keeper, () => desk.refresh());
  const scanner = new Scanner(part('[data-finder="ready"] video'), (text) => answers.scanned(text), vendor);
  desk = new Desk(keeper, sync, scanner);
  const answers = new Answers(keeper, sync, desk);
  wire(keeper, sync, desk, answers);
  begin(keeper, desk);
  sync.start();
  await askToKeep();
}

/** Another edition of the page took over: load it, but never from under an answer. */
function newEdition() {
  if (desk) desk.loadAgain();
  else location.reload();
}

/** A code in the address enrols; otherwise whoever is enrolled goes on where they were, with or without a network. */
function begin(keeper, desk) {
  const code = codeIn(location.hash);
  if (code) history.replaceState(null, "", location.pathname);
  if (code || !keeper.enrolment) {
    desk.askToEnrol(code);
  } else {
    desk.ready();
  }
}

function wire(keeper, sync, desk, answers) {
  onTap({
    sync: () => sync.run(),
    next: () => desk.ready(),
    camera: () => desk.toggleCamera(),
    torch: () => desk.toggleTorch(),
    turn: () => desk.turn(),
    find: () => desk.find(),
    about: () => desk.about(),
    sound: () => desk.toggleSound(),
    install: () => desk.install(),
    enrol: () => desk.askToEnrol(""),
    "scan-code": () => desk.scanCode(vendor),
    undo: () => answers.undoLast(),
    "undo-this": () => answers.undoLast(),
    "let-in": () => answers.letIn(),
    "send-away": () => answers.sendAway(),
    reason: () => answers.askReason(),
    retry: () => answers.retry(),
  });
  onSubmit("enrol-form", () => enrol(keeper, sync, desk));
  onSubmit("find-form", () => answers.typed(part("#find-code").value));
  onSubmit("reason-form", () => answers.letInFor(part("#reason-text").value));
  listenForScanner(document, (text) => {
    if (keeper.ready && ["ready", "about"].includes(shown())) answers.scanned(text);
    else if (keeper.ready) answers.remind();
  });
  addEventListener("hashchange", () => {
    if (codeIn(location.hash)) begin(keeper, desk);
  });
  addEventListener("beforeinstallprompt", (event) => desk.mayInstall(event));
}

async function enrol(keeper, sync, desk) {
  write("[data-enrol-error]", "");
  try {
    await enrolWith(keeper.store, part("#enrol-code").value, part("#enrol-name").value);
  } catch (error) {
    const kept = error.name === "StorageFault" ? `${STORAGE[error.code]}开通码没有用掉，还能再用。` : "";
    write("[data-enrol-error]", kept || error.sentence || "没连上。第一次开通要有网，请换个有信号的地方再试。");
    return;
  }
  await keeper.reload();
  await sync.run();
  desk.ready();
}

start().catch((error) => {
  show("loading");
  const sentence = error.name === "StorageFault" ? STORAGE[error.code] : "没打开，请刷新再试一次。";
  write('[data-for="loading"] .who', sentence);
});
