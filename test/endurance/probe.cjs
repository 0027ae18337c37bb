// Loaded into a process under observation with `node --require`: every five seconds appends what it holds, after a
// garbage collection, as a JSON line to the file that LISTENSCOPE_ENDURANCE_SAMPLES names.
const { appendFileSync, readdirSync, readlinkSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const EVERY_MS = 5000;
const file = process.env.LISTENSCOPE_ENDURANCE_SAMPLES;
let collectGarbage;

setInterval(() => {
  // Only now: code that was compiled ahead is for a V8 with the usual flags.
  setFlagsFromString('--expose-gc');
  collectGarbage ??= runInNewContext('gc');
  collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  const descriptors = openFiles();
  const namespaces = descriptors.filter((target) => target.startsWith('net:[')).length;
  const sample = { rss, heap: heapUsed, external, descriptors: descriptors.length, namespaces };
  appendFileSync(file, `${JSON.stringify({ atMs: Math.round(performance.now()), ...sample })}\n`);
}, EVERY_MS).unref();

/** What the descriptors of this process refer to; the one that lists them is gone when its link is read. */
function openFiles() {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}
