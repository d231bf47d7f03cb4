/* The signed pass, checked on the phone itself: 73 bytes written as 176 decimal digits, Ed25519.
   The twin of eventhub/passes/token.py, byte for byte; both are tested on the same passes. */

export const DIGITS = 176;
export const TOKEN_BYTES = 73;
const BODY_BYTES = 9;
const VERSION = 1;
const CONTEXT = new TextEncoder().encode("eventhub/pass/1\0");
export const KINDS = Object.freeze({ 1: "household", 2: "vehicle", 3: "worker", 4: "organiser" });

/** A code that lets nobody in; `code` is the gate's verdict: unreadable, wrong_festival or forged. */
export class PassError extends Error {
  constructor(code) {
    super(code);
    this.name = "PassError";
    this.code = code;
  }
}

/** No way to check a signature on this phone. Not a verdict on the pass: without a check there is no green. */
export class NoSignatureCheck extends Error {
  constructor() {
    super("no_signature_check");
    this.name = "NoSignatureCheck";
    this.code = "no_signature_check";
  }
}

/**
 * The 73 bytes in whatever a scanner, a link or a person gives: the last run of at least 176 ASCII digits counts,
 * and of a longer run its last 176. Throws PassError("unreadable").
 * @param {string} text
 * @returns {Uint8Array}
 */
export function readDigits(text) {
  // Runs are found first and measured after: "176 or more" as a pattern would go back over every shorter run.
  const run = (String(text).match(/[0-9]+/g) ?? []).filter((digits) => digits.length >= DIGITS).pop();
  if (!run) throw new PassError("unreadable");
  let number = BigInt(run.slice(-DIGITS));
  if (number >> BigInt(TOKEN_BYTES * 8)) throw new PassError("unreadable");
  const token = new Uint8Array(TOKEN_BYTES);
  for (let place = TOKEN_BYTES - 1; place >= 0; place -= 1) {
    token[place] = Number(number & 0xffn);
    number >>= 8n;
  }
  return token;
}

/**
 * What a scanned pass says, once its signature has been proved. Whether its festival is this gate's and today is its
 * day is for the caller to judge.
 * @param {string} text
 * @param {Map<number, {festival: number, publicKey: Uint8Array}>} keys by kid
 * @param {(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => boolean | Promise<boolean>} [check]
 *   how to check a signature; the phone's own WebCrypto when left out (see chooseCheck)
 * @returns {Promise<{kid: number, serial: number, rev: number, kind: string, booth: number, days: number,
 *   heads: number, window: number, festival: number}>}
 */
export async function verify(text, keys, check = webCryptoCheck) {
  const token = readDigits(text);
  const body = token.subarray(0, BODY_BYTES);
  if (body[0] >> 5 !== VERSION) throw new PassError("unreadable");
  const key = keys.get(body[0] & 0x1f);
  if (!key) throw new PassError("wrong_festival");
  const genuine = await check(token.slice(BODY_BYTES), signedMessage(body, key.festival), key.publicKey);
  if (genuine !== true) throw new PassError("forged");
  return { ...readClaims(body), festival: key.festival };
}

/** Whether a pass holds on the festival's day (or period) `day`, counted from 1. */
export function validOn(claims, day) {
  return day >= 1 && day <= 8 && (claims.days >> (day - 1) & 1) === 1;
}

/** Signature check by WebCrypto: Chrome 137, iOS 17, Firefox 129. Throws NoSignatureCheck on older phones. */
export async function webCryptoCheck(signature, message, publicKey) {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) throw new NoSignatureCheck();
  let key;
  try {
    key = await subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  } catch (error) {
    if (error?.name === "NotSupportedError") throw new NoSignatureCheck();
    throw error;
  }
  return subtle.verify("Ed25519", key, signature, message);
}

/**
 * The check this phone can do, tried once at start on a known signature: WebCrypto, else `fallback` (for example
 * `verify` of @noble/ed25519). Throws NoSignatureCheck when neither tells right from wrong.
 * @param {Function} [fallback]
 * @param {Function} [first] the check tried first
 */
export async function chooseCheck(fallback, first = webCryptoCheck) {
  for (const check of [first, fallback]) {
    if (check && (await tellsRightFromWrong(check))) return check;
  }
  throw new NoSignatureCheck();
}

/* RFC 8032, section 7.1, test 1: an empty message. */
const KNOWN_PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const KNOWN_SIGNATURE =
  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

async function tellsRightFromWrong(check) {
  const [key, signature] = [KNOWN_PUBLIC, KNOWN_SIGNATURE].map((hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16)));
  try {
    const right = await check(signature, new Uint8Array(0), key);
    const wrong = await check(signature, new Uint8Array(1), key);
    return right === true && wrong === false;
  } catch {
    return false;
  }
}

function signedMessage(body, festival) {
  const message = new Uint8Array(CONTEXT.length + 2 + BODY_BYTES);
  message.set(CONTEXT);
  message.set([festival >> 8, festival & 0xff], CONTEXT.length);
  message.set(body, CONTEXT.length + 2);
  return message;
}

function readClaims(body) {
  const claims = {
    kid: body[0] & 0x1f,
    serial: (body[1] << 16) | (body[2] << 8) | body[3],
    rev: body[4] >> 4,
    kind: KINDS[body[4] & 0x0f],
    booth: (body[5] << 8) | body[6],
    days: body[7],
    heads: body[8] >> 4,
    window: body[8] & 0x0f,
  };
  // Signed by us, yet by a newer edition of this software: what is unknown here cannot be judged here.
  if (!claims.kind || !claims.serial || !claims.days) throw new PassError("unreadable");
  return claims;
}
