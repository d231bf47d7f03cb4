/* Runs the phone's pure parts on cases from standard input: {"verdicts": […], "lookups": {…}, "standings": […]}. */

import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const load = (name) => import(pathToFileURL(`${folder}/${name}`));
const { dayOf, judge, standingOf, timeOf } = await load("verdict.js");
const { find, isCode } = await load("lookup.js");
const { applied } = await load("store.js");
const { codeIn } = await load("enrol.js");

let input = "";
for await (const chunk of process.stdin) input += chunk;
const cases = JSON.parse(input);
const answers = {
  verdicts: (cases.verdicts ?? []).map(([facts, festival, now, inside, direction]) => judge(facts, festival, now, inside, direction)),
  days: (cases.days ?? []).map((now) => [dayOf(now), timeOf(now)]),
  standings: (cases.standings ?? []).map(([claims, standing]) => standingOf(claims, standing)),
  lookups: (cases.lookups ?? []).map((typed) => (isCode(typed) ? "code" : find(typed, cases.passes).map((pass) => pass.booth))),
  walks: (cases.walks ?? []).map((scans) => scans.reduce((entry, scan) => applied(entry, scan) ?? entry, null)),
  codes: (cases.codes ?? []).map(codeIn),
};
process.stdout.write(JSON.stringify(answers));
