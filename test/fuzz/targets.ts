import { answersTo } from '../../src/cli/explain.js';
import { parseCapture } from '../../src/collect/capture/parse-capture.js';
import { decodeText } from '../../src/collect/decode-text.js';
import { parseNftListing } from '../../src/collect/linux/firewall/parse-firewall-listing.js';
import { parseIpvs } from '../../src/collect/linux/firewall/parse-ipvs.js';
import { parseNamespaceMounts } from '../../src/collect/linux/namespaces/parse-namespace-mounts.js';
import { readDatagram } from '../../src/collect/linux/netlink/netlink-datagram.js';
import { parseAll } from '../../src/collect/linux/netlink/netlink-message.js';
import { parseIgmp, parseIgmp6 } from '../../src/collect/linux/network/parse-igmp.js';
import { parseIpAddr } from '../../src/collect/linux/network/parse-ip-addr.js';
import { parseIpLink } from '../../src/collect/linux/network/parse-ip-link.js';
import { parseIpRoute } from '../../src/collect/linux/network/parse-ip-route.js';
import { parseIpRule } from '../../src/collect/linux/network/parse-ip-rule.js';
import { parseInetd, parseXinetd } from '../../src/collect/linux/owners/activation/parse-inetd.js';
import { parseSocketUnits } from '../../src/collect/linux/owners/activation/parse-socket-units.js';
import { machineOfNspawn } from '../../src/collect/linux/owners/containers/nspawn-command.js';
import { parseRuntimeList } from '../../src/collect/linux/owners/containers/parse-runtime-list.js';
import { guestOfQemu } from '../../src/collect/linux/owners/guests/qemu-command.js';
import { parseCgroup } from '../../src/collect/linux/owners/parse-cgroup.js';
import {
  parseBootTime,
  parseCommandLine,
  parseEffectiveUid,
  parsePasswd,
  parseStartTicks,
} from '../../src/collect/linux/owners/parse-proc-pid.js';
import { parseProcNet } from '../../src/collect/linux/sockets/parse-proc-net.js';
import { parseSs } from '../../src/collect/linux/sockets/parse-ss.js';
import { parsePasted } from '../../src/collect/pasted.js';
import { readQuestion } from '../../src/explain/address/question/question.js';
import { whyNone } from '../../src/explain/address/question/why-none.js';
import { parseFilter } from '../../src/filter/filter.js';
import { parseIpset } from '../../src/firewall/ipset/parse-save.js';
import { checkPolicy } from '../../src/policy/check.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { redact } from '../../src/redact/redact.js';

import * as dumps from './dumps.js';
import { MESSAGE_PARSERS } from './message-parsers.js';
import { audit, behind, NOW, shown } from './promises.js';

/** A parser, with real dumps to begin from. `run` throws where a promise is broken: it must return, whatever it is given. */
export type Target = {
  /** The time limit where it is not that of a parser: of what computes reach of a whole host and writes it in all formats. */
  readonly ms?: number;
} & (
  | { readonly kind: 'text'; readonly seeds: readonly string[]; readonly run: (text: string) => void }
  | { readonly kind: 'json'; readonly seeds: readonly unknown[]; readonly run: (value: unknown) => void }
  | { readonly kind: 'bytes'; readonly seeds: readonly Buffer[]; readonly run: (bytes: Buffer) => void }
);

export const TARGETS = {
  nft: {
    kind: 'json',
    seeds: dumps.nft,
    run(value) {
      const listing = parseNftListing(JSON.stringify(value));
      if (listing !== undefined) behind({ nft: { nftables: listing.objects } });
    },
  },
  'nft-text': {
    kind: 'text',
    seeds: dumps.nftTexts,
    run(text) {
      const table = { family: 'inet', name: 't', handle: 1 };
      const jump = { jump: { target: '__chain0' } };
      const rule = { family: 'inet', table: 't', chain: 'c', handle: 2, expr: [jump] };
      const chain = {
        family: 'inet',
        table: 't',
        name: 'c',
        handle: 1,
        type: 'filter',
        hook: 'input',
        prio: 0,
        policy: 'drop',
      };
      behind({ nft: { nftables: [{ table }, { chain }, { rule }] }, nftText: { 'inet t': text } });
    },
  },
  'iptables-save': {
    kind: 'text',
    seeds: dumps.saves,
    run: (text) =>
      behind({
        xtables: [
          { family: 'ipv4', backend: 'legacy', text },
          { family: 'ipv6', backend: 'nft', text },
        ],
      }),
  },
  ipset: {
    kind: 'text',
    seeds: [...dumps.ipsets, ...dumps.ipsets.map((text) => text.replaceAll('hash:ip', 'hash:net,iface'))],
    run(ipset) {
      const names = [...parseIpset(ipset).keys()].slice(0, 50);
      const rules = names.map((name) => `-A INPUT -m set --match-set ${name} src,dst -j ACCEPT\n`).join('');
      behind({
        ipset,
        xtables: [
          { family: 'ipv4', backend: 'legacy', text: `*filter\n:INPUT DROP [0:0]\n${rules}COMMIT\n` },
        ],
      });
    },
  },
  ipvs: {
    kind: 'text',
    seeds: dumps.ipvs,
    run(text) {
      const found = parseIpvs(text);
      if (found !== undefined) behind({ ipvs: { ...found, sysctls: { conntrack: '0' } } });
    },
  },
  pasted: {
    kind: 'text',
    seeds: dumps.listings,
    run(text) {
      const facts = parsePasted(text, NOW);
      if (!('error' in facts)) shown(facts);
    },
  },
  proc: {
    kind: 'text',
    seeds: dumps.proc,
    run(text) {
      for (const family of ['ipv4', 'ipv6'] as const) parseProcNet(text, 'tcp', family);
      for (const parse of [parseCgroup, parseIgmp, parseIgmp6, parseNamespaceMounts, parsePasswd])
        parse(text);
      for (const parse of [parseStartTicks, parseBootTime, parseEffectiveUid]) parse(text);
      for (const read of [guestOfQemu, machineOfNspawn]) read(parseCommandLine(text));
    },
  },
  ss: {
    kind: 'text',
    seeds: dumps.listings,
    run(text) {
      for (const family of ['ipv4', 'ipv6'] as const) parseSs(text, family);
    },
  },
  activation: {
    kind: 'text',
    seeds: dumps.activation,
    run(text) {
      parseSocketUnits(text);
      parseInetd(text, () => 21);
      parseXinetd(text, () => 21);
    },
  },
  iproute: {
    kind: 'json',
    seeds: dumps.iproute,
    run(value) {
      const text = JSON.stringify(value);
      parseIpAddr(text);
      parseIpLink(text);
      for (const family of ['ipv4', 'ipv6'] as const) {
        parseIpRoute(text, family);
        parseIpRule(text, family);
      }
      parseRuntimeList(value, 'docker');
    },
  },
  netlink: {
    kind: 'bytes',
    seeds: dumps.messages.map(([, hex]) => Buffer.from(hex, 'hex')),
    run(bytes) {
      readDatagram(bytes);
      for (const [, parse] of MESSAGE_PARSERS) parseAll([{ type: 0, payload: bytes }], parse);
    },
  },
  policy: {
    kind: 'text',
    seeds: [
      dumps.policy,
      JSON.stringify({
        version: 1,
        default: 'this-host',
        allow: [{ process: 'nginx', port: [80], reachable_by: 'internet' }],
      }),
    ],
    run(text) {
      const parsed = parsePolicy(text);
      if (!('problem' in parsed)) checkPolicy(parsed, audit(), NOW);
    },
  },
  capture: {
    kind: 'json',
    ms: 10_000,
    seeds: dumps.hosts.map((text): unknown => JSON.parse(text)),
    run(value) {
      const facts = parseCapture(JSON.stringify(value));
      if ('error' in facts) return;
      shown(facts);
      redact(facts, () => new Uint8Array(32));
    },
  },
  'capture-text': {
    kind: 'text',
    seeds: dumps.hosts.slice(0, 3),
    run: (text) => void parseCapture(text),
  },
  typed: {
    kind: 'text',
    seeds: [
      '192.0.2.7',
      '2001:db8::1%eth0',
      '10.0.0.0/8',
      '0x7f.1',
      'http://[::1]:80/',
      'fe80::1',
      'port:22 -user:root "a b"',
      '010.1.2.3:99999',
    ],
    run(text) {
      const question = readQuestion(text);
      if (question === undefined) whyNone(text);
      else for (const { text: written } of answersTo(question, audit())) written(80);
      parseFilter(text);
    },
  },
  bytes: {
    kind: 'bytes',
    seeds: dumps.listings
      .slice(0, 4)
      .flatMap((text) => [Buffer.from(text), Buffer.from(`\ufeff${text}`, 'utf16le')]),
    run: (bytes) => void decodeText(bytes),
  },
} satisfies Record<string, Target>;

export type TargetName = keyof typeof TARGETS;
