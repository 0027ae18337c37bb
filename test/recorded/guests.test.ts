import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseCapture } from '../../src/collect/capture/parse-capture.js';
import { inspect } from '../../src/inspect.js';
import { Answers } from '../support/answers.js';
import { mustFit } from '../support/schemas.js';

const FOLDER = 'test/fixtures/guests';
const PROBES = '.probes.txt';
const names = readdirSync(FOLDER).flatMap((name) =>
  name.endsWith(PROBES) ? [name.slice(0, -PROBES.length)] : [],
);

// What a guest recorded of its namespaces on Linux 6.1, with the connections that were tried between them: "namespace interface protocol
// source destination port verdict", where they came in.
it.each(names)('the namespaces of %s reach each other as connections between them did', (name) => {
  const facts = parseCapture(readFileSync(`${FOLDER}/${name}.json`, 'utf8'));
  if ('error' in facts) throw new Error(facts.error);
  mustFit('capture', facts);
  const { listeners, forwards } = inspect(facts);
  const answers = new Answers([...listeners, ...forwards]);
  const ids = new Map(facts.namespaces.map(({ id, name: called }) => [called, id]));
  const probes = readFileSync(`${FOLDER}/${name}${PROBES}`, 'utf8').trim().split('\n');
  const wrong = probes.flatMap((probe) => {
    const [called, via = '', protocol = '', source = '', destination = '', port, verdict] = probe.split(' ');
    const question = { namespace: ids.get(called), via, protocol, source, destination, port: Number(port) };
    const { kind } = answers.ask(question);
    return (kind === 'allowed') === (verdict === 'open') ? [] : [`${probe}: ${kind}`];
  });
  expect(wrong).toEqual([]);
  expect(probes.length).toBeGreaterThan(10);
});
