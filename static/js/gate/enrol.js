/* Enrolment: the code from the organiser's desk becomes this phone's own credential. */

import { written } from "./text.js";

const CODE = /(?:^|#)([0-9A-Za-z]{10})$/;

class EnrolmentRefused extends Error {
  constructor(sentence) {
    super(sentence);
    this.sentence = sentence;
  }
}

/** The code in an address or its fragment, or "". */
export function codeIn(text) {
  return CODE.exec(text.replace(/[\s-]/g, ""))?.[1]?.toUpperCase() ?? "";
}

/** What a code brought that could not be kept yet: it is not asked for again. */
let granted = null;

async function exchange(code, label) {
  const response = await fetch("/api/gate/enrol", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    credentials: "omit",
    body: written({ code, label }),
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new EnrolmentRefused(body.message ?? "没开通成，请再试一次。");
  return body;
}

/** Exchange a code for a credential and keep it. What still waits to be sent stays. */
export async function enrolWith(store, typed, name) {
  const code = codeIn(typed);
  const label = name.trim();
  if (!code) throw new EnrolmentRefused("开通码是十位字母和数字，请照着电脑上的再输一次。");
  if (!label) throw new EnrolmentRefused("请写上怎么称呼您，比如“老王”，出了差错好找人。");
  // A code is good once: it is not spent before this phone has shown that it can keep what it gets for it.
  await store.probe();
  const body = granted?.code === code ? granted.body : await exchange(code, label);
  granted = { code, body };
  const known = await store.get("enrolment");
  const sameFestival = known?.festival.number === body.festival.number;
  await store.set({
    enrolment: { ...body, label },
    blocked: false,
    // Another festival: its cursor and its manifest mean nothing here.
    ...(sameFestival ? {} : { cursor: null, manifest: null }),
  });
  granted = null;
}
