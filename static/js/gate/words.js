/* What a gate says to the person who stands at it. The twin of eventhub/gate/words.py. */

import { timeOf } from "./verdict.js";

const SCREENS = { ok: "ok", again: "warn", early: "warn", late: "warn", unreadable: "warn" };
const SAID = { ok: "放行", no: "不放行", warn: "看一眼" };
const TITLES = {
  revoked: "这张证作废了",
  suspended: "这张证暂停使用",
  wrong_day: "今天用不了",
  wrong_festival: "不是这场节会的证",
  forged: "签名对不上",
  unreadable: "没读出来",
};
const NEXT = {
  ok: "今天第一次进场。",
  revoked: "请对方拿新证来，或者找主办方。",
  suspended: "请对方找主办方。",
  wrong_day: "看看证上写的日子，有疑问找主办方。",
  wrong_festival: "看看证上写的节会，有疑问找主办方。",
  forged: "可能是仿造的，请不要放行，叫值班负责人。",
  unreadable: "把证放平、擦干净再扫一次，也可以输摊号找。",
  early: "还没到进场的时间。有特别安排的，问清了再放行。",
  late: "进场的时间过了。有急事的、落了东西的，问清了再放行。",
};
const SIGN = "这是桌牌的码，请扫胸前挂的参展证。";

/**
 * What to show for a verdict.
 * @returns {{state: "ok"|"no"|"warn", say: string, title: string, why: string}}
 */
export function screenOf(verdict, { seen = null, direction = "in", raw = "", listed = false } = {}) {
  if (listed && verdict === "ok") return { state: "warn", say: "看一眼", title: "", why: "没扫码。看看证上的摊号、姓名和本人对不对。" };
  const state = SCREENS[verdict] ?? "no";
  if (verdict === "ok" && direction === "out") return { state, say: "出场", title: "", why: "出场记下了。" };
  return { state, say: SAID[state], title: TITLES[verdict] ?? "", why: why(verdict, seen, raw) };
}

function why(verdict, seen, raw) {
  if (verdict === "again" && seen?.id) return `${timeOf(Date.parse(seen.at))} 已从${seen.gate}进过一次。问问是不是出来搬货又回来。`;
  if (verdict === "ok" && seen?.left) return `${timeOf(Date.parse(seen.left.at))} 从${seen.left.gate}出去的，现在回来了。`;
  if (verdict === "unreadable" && /\/s\/\w+$/.test(raw)) return SIGN;
  return NEXT[verdict] ?? "";
}

/** 罗** 等 2 人 · 摊主参展证 */
export function whoLine(pass) {
  if (!pass) return "名单上还没有这一张，签名是真的。";
  const heads = pass.heads > 1 ? `等 ${pass.heads} 人` : "";
  return [`${pass.name}${heads}`, pass.kind].filter(Boolean).join(" · ");
}
