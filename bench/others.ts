import type { Bar } from './bars.js';
import { firstFrame } from './first-frame.js';
import { runInside, startHost, tool } from './host.js';
import { measureInTurn } from './measure.js';
import { mostMemory } from './memory.js';
import { CLI, NODE, type Scratch } from './programs.js';
import { manyRules } from './rules.js';

/** 10,000 rules, 300 listeners, four interfaces: the whole document against `nft -j list ruleset` itself. */
export async function measureRules(): Promise<readonly Bar[]> {
  const host = await startHost('rules');
  try {
    const json = [...host.enter, NODE, CLI, '--json'];
    const bare = measureInTurn({ json }, 3).json;
    runInside(host, [tool('nft'), '-f', '-'], manyRules(10_000));
    const nft = [...host.enter, tool('nft'), '-j', 'list', 'ruleset'];
    const costs = measureInTurn({ nft, json }, 5);
    console.log(
      `10,000 rules: nft ${costs.nft.cpuMs.toFixed(0)} ms, --json ${costs.json.cpuMs.toFixed(0)} ms, ${bare.cpuMs.toFixed(0)} ms of it without rules; ${mostMemory(json)?.toFixed(0)} MB`,
    );
    // What it has nft print is part of both.
    const reach = costs.json.cpuMs - bare.cpuMs - costs.nft.cpuMs;
    return [
      {
        what: '10,000 rules × 300 listeners × 4 interfaces: reach, by the CPU of nft',
        value: reach / costs.nft.cpuMs,
        limit: 3,
      },
    ];
  } finally {
    await host.remove();
  }
}

/** Wall time until the view stands on a terminal, against a Node that says hello. */
export async function measureFirstFrame(scratch: Scratch): Promise<readonly Bar[]> {
  const hello = await firstFrame(`${NODE} ${scratch.hello}`, /hello/, 7);
  const view = await firstFrame(`${NODE} ${CLI}`, /listenscope/i, 7);
  console.log(`First frame: hello ${hello.toFixed(0)} ms, the view ${view.toFixed(0)} ms`);
  return [{ what: 'the first frame by the wall time of hello', value: view / hello, limit: 9 }];
}

/** How long the view stands while its memory is looked at. */
const SECONDS = 10;

/** The most memory that the live view holds in S3, in ten seconds of refreshing and of going through its list. */
export async function measureViewMemory(): Promise<readonly Bar[]> {
  const host = await startHost('S3');
  try {
    const view = `stty rows 40 cols 120; exec ${NODE} ${CLI}`;
    const keys = `(for i in $(seq ${SECONDS * 4}); do sleep 0.25; printf jjjj; done; printf q)`;
    const command = `${keys} | TERM=xterm-256color ${tool('script')} -qfec '${view}' /dev/null`;
    const memory = mostMemory([...host.enter, tool('sh'), '-c', command]);
    console.log(`The view in S3: ${memory?.toFixed(0)} MB`);
    return [{ what: 'the view in S3: memory in MB', value: memory ?? Number.NaN, limit: 120 }];
  } finally {
    await host.remove();
  }
}

/** The live view's refresh where nothing changed, in S3. */
export async function measureTick(): Promise<readonly Bar[]> {
  const host = await startHost('S3');
  try {
    const ss = measureInTurn({ ss: [...host.enter, tool('ss'), '-tulnp'] }, 5).ss;
    const script = new URL('tick.ts', import.meta.url).pathname;
    const tick = Number(runInside(host, [NODE, '--import', import.meta.resolve('tsx'), script]));
    console.log(`A refresh in S3: ${tick.toFixed(1)} ms, ss ${ss.cpuMs.toFixed(0)} ms`);
    return [{ what: 'a refresh in S3 by the CPU of ss', value: tick / ss.cpuMs, limit: 0.05 }];
  } finally {
    await host.remove();
  }
}
