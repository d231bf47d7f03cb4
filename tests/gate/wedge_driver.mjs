/* Plays key presses to the phone's listener: {"plays": [[[key, gap in ms], …], …]} → what it found, per play. */

import { pathToFileURL } from "node:url";

const { listenForScanner } = await import(pathToFileURL(`${process.argv[2]}/wedge.js`));
let input = "";
for await (const chunk of process.stdin) input += chunk;

const answers = JSON.parse(input).plays.map((keys) => {
  const found = [];
  let handler;
  listenForScanner({ addEventListener: (_name, given) => (handler = given) }, (text) => found.push(text));
  let timeStamp = 1000;
  let swallowed = 0;
  for (const [key, gap, field] of keys) {
    timeStamp += gap;
    const target = { closest: () => (field ? {} : null) };
    handler({ key, timeStamp, target, preventDefault: () => (swallowed += 1) });
  }
  return { found, swallowed };
});
process.stdout.write(JSON.stringify(answers));
process.exit(0);
