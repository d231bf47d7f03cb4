/* How this phone checks a signature: WebCrypto, else the vendored @noble/ed25519, else not at all. */

import { NoSignatureCheck, chooseCheck } from "./token.js";

/** @returns {Promise<Function|null>} null: no check, so no green either */
export async function chooseSignatureCheck(vendor) {
  try {
    return await chooseCheck(vendor ? await fallback(vendor) : undefined);
  } catch (error) {
    if (error instanceof NoSignatureCheck) return null;
    throw error;
  }
}

async function fallback(vendor) {
  try {
    const { verifyAsync } = await import(`${vendor}/ed25519.js`);
    return (signature, message, publicKey) => verifyAsync(signature, message, publicKey, { zip215: false });
  } catch {
    return undefined; // too old to read the module: WebCrypto or nothing
  }
}
