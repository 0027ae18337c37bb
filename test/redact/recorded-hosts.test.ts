import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCapture } from '../../src/collect/capture/parse-capture.js';
import { inspect } from '../../src/inspect.js';
import type { Audit } from '../../src/model/audit.js';
import type { Facts } from '../../src/model/facts.js';
import type { ReachEntry } from '../../src/model/reach.js';
import { parseAddress } from '../../src/net/address.js';
import { contains } from '../../src/net/address-set.js';
import { parseCidr } from '../../src/net/cidr.js';
import { redact } from '../../src/redact/redact.js';
import { redactFacts } from '../../src/redact/redact-facts.js';
import { STAND_INS } from '../../src/redact/redact-stands-for.js';
import { createRedactor, type Redactor } from '../../src/redact/redactor.js';
import { UNIT_WORDS } from '../../src/redact/vocabulary.js';
import { HOSTS, recordedFacts } from '../recorded/replay.js';

/** The facts redacted, and what did it. */
function redacted(facts: Facts): { readonly made: Facts; readonly redactor: Redactor } {
  const survey = createRedactor(randomBytes(32), [], new Map());
  redactFacts(survey)(facts);
  const redactor = createRedactor(randomBytes(32), survey.addresses.paths, new Map());
  return { made: redactFacts(redactor)(facts), redactor };
}

/** What an audit says, in the words of the redacted host if `redactor` is given: no rule texts, no order. */
function answers(audit: Audit, redactor?: Redactor): unknown {
  const address = (text: string) =>
    redactor?.addresses.cidr(text) ?? redactor?.addresses.address(text) ?? text;
  const device = (text: string) => (text === '*' ? text : (redactor?.names.interface(text) ?? text));
  const ended = (text: string) => text.replace(/^[^%/]+(\/\d+)?/, address).replace(/(?<=%).+$/, device);
  const entry = ({
    interface: by,
    destinations,
    port,
    sources,
    audience,
    verdict,
    reason,
    asymmetric,
  }: ReachEntry) =>
    JSON.stringify({
      by: device(by),
      destinations: destinations.map(ended).sort(),
      port,
      sources: sources.map(address).sort(),
      audience,
      verdict,
      code: reason.code,
      asymmetric,
    });
  const entries = (reach: readonly ReachEntry[]) => reach.map(entry).sort();
  return {
    listeners: audit.listeners
      .map(
        ({
          protocol,
          address: bound,
          port,
          v6only,
          scope,
          interfaces,
          exposure,
          exposureAtMost,
          reach,
          oneWay,
        }) =>
          JSON.stringify([
            [protocol, ended(bound.replace(/%.*/, '')), port, v6only, scope, exposure, exposureAtMost],
            interfaces.map(device).sort(),
            entries(reach),
            entries(oneWay),
          ]),
      )
      .sort(),
    forwards: audit.forwards
      .map(({ protocol, port, target, exposure, reach }) =>
        JSON.stringify([protocol, port, address(target.address), target.port, exposure, entries(reach)]),
      )
      .sort(),
    firewalls: audit.firewalls,
    gaps: audit.gaps.map(({ code }) => code),
    interfaces: audit.interfaces.map(({ name, audience }) => `${device(name)} ${audience}`),
  };
}

/** Addresses that say what they are and nothing of a host. */
const PLAIN = [
  ...['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/23', '255.0.0.0/8'].flatMap((cidr) => parseCidr(cidr) ?? []),
  ...['::/127', 'ff00::/8', 'fe80::/64'].flatMap((cidr) => parseCidr(cidr) ?? []),
];

/** Everything in a text that is an address of some host. */
function addressesOf(text: string): Set<string> {
  const words = text.match(/(?<![\w.:])(?:\d+(?:\.\d+){3}|[\da-f]*:[\da-f:]*:[\da-f:]*)(?![\w.:])/g) ?? [];
  return new Set(
    words.filter((word) => {
      const parsed = parseAddress(word);
      if (parsed === undefined) return false;
      // A half of a small block has but the other one to stand for it.
      const isNetwork = /\.(?:0|128)$|::$/.test(word);
      return !isNetwork && !PLAIN.some((set) => set.family === parsed.family && contains(set, parsed.value));
    }),
  );
}

/** One of each way to write rules and to be connected. */
const VARIED = [
  ...[
    'docker-ipv6',

    'fail2ban-ipset',
    'fail2ban-nft',

    'firewalld-rich',
  ],
  ...[
    'k-complex',
    'k-fib',
    'k-tproxy',

    'libvirt',

    'sock-exotic',
  ],
  ...['ufw-limit-deny'],
];

describe('a recorded host, redacted,', () => {
  it.each(VARIED)('gives the same answers but for the names: %s', (name) => {
    const facts = recordedFacts(name);
    const { made, redactor } = redacted(facts);
    expect(answers(inspect(made))).toEqual(answers(inspect(facts), redactor));
  });

  it.each(readdirSync(HOSTS))('is a capture without an address or a name of %s', (name) => {
    const facts = recordedFacts(name);
    const text = JSON.stringify(redact(facts, () => randomBytes(32)));
    expect(parseCapture(text)).not.toHaveProperty('error');
    const before = JSON.stringify(facts);
    const after = addressesOf(text);
    expect([...addressesOf(before)].filter((address) => after.has(address))).toEqual([]);
    const [namespace] = facts.namespaces;
    const names = [
      facts.host.hostname,
      ...facts.processes.flatMap(({ name, user }) => [name, user ?? '']),
      ...(namespace?.interfaces ?? []).map(({ name, mac }) => (/^br-/.test(name) ? name : (mac ?? ''))),
      ...[...before.matchAll(/--comment (?:\\"([^\\]+)\\"|(\S+))/g)].map(
        ([, quoted, word]) => quoted ?? word ?? '',
      ),
    ].filter((word) => word.length > 3 && word !== 'root' && !/^(00:){5}/.test(word) && !STAND_INS.has(word));
    // Names of members are the format's: "master".
    const words = new Set(text.replace(/"\w+":/g, '').split(/[^\w-]+/));
    expect(names.filter((word) => words.has(word) && !UNIT_WORDS.has(word))).toEqual([]);
  });
});
