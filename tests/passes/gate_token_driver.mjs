/* Runs static/js/gate/token.js on the cases it is given: node gate_token_driver.mjs token.mjs < cases.json */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const token = await import(pathToFileURL(process.argv[2]));
const { cases, keys, days } = JSON.parse(readFileSync(0, "utf8"));
const keyring = new Map(
  keys.map(({ kid, festival, publicKey }) => [kid, { festival, publicKey: Uint8Array.from(Buffer.from(publicKey, "hex")) }]),
);

async function outcome(work) {
  try {
    return await work();
  } catch (error) {
    return { code: error.code ?? String(error) };
  }
}

const verdicts = [];
for (const text of cases) verdicts.push(await outcome(() => token.verify(text, keyring)));

const genuine = cases[0];
const always = (answer) => async () => answer;
const broken = async () => { throw new Error("broken"); };
const unsupported = async () => { throw new token.NoSignatureCheck(); };
const hooks = {
  fallback_used: await outcome(async () => (await token.chooseCheck(token.webCryptoCheck, unsupported)) === token.webCryptoCheck),
  fallback_verifies: await outcome(async () => token.verify(genuine, keyring, await token.chooseCheck(token.webCryptoCheck, broken))),
  yes_man_refused: await outcome(() => token.chooseCheck(always(true), unsupported)),
  no_check_at_all: await outcome(() => token.chooseCheck(undefined, unsupported)),
  own_check: await outcome(async () => (await token.chooseCheck()) === token.webCryptoCheck),
  truthy_is_not_true: await outcome(() => token.verify(genuine, keyring, always("yes"))),
};
const validDays = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((day) => token.validOn({ days }, day));
process.stdout.write(JSON.stringify({ verdicts, hooks, validDays }));
