import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REASON_VERDICTS } from '../../src/explain/reasons.js';
import { auditDocument } from '../../src/export/json.js';
import type { ChainRef, Reason, ReasonCode, RuleRef } from '../../src/model/reason.js';
import { sampleAudit, sampleEntry, sampleListener } from '../export/sample.js';
import { mustFit, readSchema, schemaProblem, validatorOf } from '../support/schemas.js';

const text = fc.string({ unit: 'binary' });
const count = fc.nat();
const backend = fc.constantFrom('nft', 'iptables-nft', 'iptables-legacy');
const required = <T>(fields: { [K in keyof T]-?: fc.Arbitrary<T[K]> }, needed: (keyof T)[]) =>
  fc.record(fields, { requiredKeys: needed }) as fc.Arbitrary<T>;

const rule = required<RuleRef>(
  {
    table: text,
    chain: text,
    handle: count,
    position: fc.integer({ min: 1, max: 1e6 }),
    text,
    comment: text,
    backend,
    frontEnd: text,
    frontEndWords: text,
    setsAsOfNow: fc.array(fc.record({ name: text, filledBy: text }, { requiredKeys: ['name'] })),
  },
  ['table', 'chain', 'text', 'backend'],
);
const chain = required<ChainRef>({ table: text, chain: text, hook: text, backend, frontEnd: text }, [
  'table',
  'chain',
  'hook',
  'backend',
]);
const listener = fc.constantFrom('tcp/0.0.0.0:80', 'udp/[fe80::1%eth0]:53', 'tcp/[::]:22@web');

/** What makes each reason, without its code: the compiler misses none. */
type Arguments = {
  [Code in ReasonCode]: fc.Arbitrary<Omit<Extract<Reason, { code: Code }>, 'code'>>;
};
const none = fc.constant({});
const byRule = fc.record({ rule });
const byRules = fc.record({ rule, others: count }, { requiredKeys: ['rule'] });
const byEither = fc.oneof(fc.record({ rule }), fc.record({ chain }), fc.constant({ rule: undefined }));
const ARGUMENTS: Arguments = {
  'no-firewall': none,
  'firewall-accept': byRules,
  'firewall-policy-accept': fc.record({ chain }),
  'firewall-not-concerned': none,
  'same-host': none,
  'firewall-drop': byRules,
  'firewall-reject': byRules,
  'firewall-policy-drop': fc.record({ chain }),
  'reply-blocked': byEither,
  'established-blocked': byEither,
  'nat-elsewhere': fc.record({ rule, target: text }),
  'ipvs-elsewhere': fc.record({ service: text, target: text }),
  'ipvs-no-server': fc.record({ service: text }),
  'no-listener': none,
  shadowed: fc.record({ listener }),
  'not-forwarded': fc.record({ sysctl: text }),
  'loopback-martian': none,
  'reverse-path': fc.record({ mode: fc.constantFrom('strict', 'loose'), sysctl: text }),
  'no-return-route': none,
  'address-filter': fc.record({ unit: text }),
  'tcp-wrappers': fc.record({ line: text }),
  'either-of': fc.record({ listeners: fc.array(listener, { minLength: 1 }) }),
  'firewall-unreadable': fc.record({ subject: text }),
  'firewall-not-evaluated': none,
  'facts-unreadable': fc.record({ subject: text }),
  'rate-limit': byRule,
  'dynamic-set': fc.record({ rule, set: text }),
  quota: byRule,
  'connection-limit': byRule,
  queue: byRule,
  time: byRule,
  'client-chosen': fc.record({ rule, choice: text }),
  'unknown-match': fc.record({ rule, text }),
  'unknown-target': fc.record({ rule, text }),
  random: byRule,
  'ipvs-scheduled': fc.record({ service: text, servers: fc.array(text) }),
  'ipvs-direct': fc.record({
    service: text,
    target: text,
    method: fc.constantFrom('masquerading', 'direct-routing', 'tunnel', 'local'),
  }),
  'order-unknown': fc.record({ chains: fc.array(text, { minLength: 1 }) }),
  'too-complex': fc.record({ detail: text }),
  'outside-layer': fc.record({ layer: text, detail: text, opens: fc.constantFrom(true, undefined) }),
};
const CODES = Object.keys(ARGUMENTS) as ReasonCode[];
const reasonOf = (code: ReasonCode): fc.Arbitrary<Reason> =>
  (ARGUMENTS[code] as fc.Arbitrary<object>).map((given) => ({ code, ...given }) as Reason);

/** A whole document with this reason in it. */
function documentWith(reason: Reason) {
  const entry = sampleEntry({ reason, verdict: REASON_VERDICTS[reason.code] });
  return auditDocument(sampleAudit({ listeners: [sampleListener({ reach: [entry] })] }), '1.2.3');
}

describe('the schema of reasons', () => {
  interface Branch {
    readonly if: { readonly properties: { readonly code: { readonly enum: readonly string[] } } };
  }
  const { reason } = readSchema('audit').$defs as {
    reason: { properties: { code: { enum: string[] } }; allOf: Branch[] };
  };

  it('has each code in one branch', () => {
    const branches = reason.allOf.flatMap((branch) => branch.if.properties.code.enum);
    expect(branches.toSorted()).toEqual(CODES.toSorted());
    expect(reason.properties.code.enum.toSorted()).toEqual(CODES.toSorted());
  });

  it('takes every reason with whatever arguments', () => {
    const any = fc.oneof(...CODES.map(reasonOf));
    fc.assert(
      fc.property(any, (each) => mustFit('audit', documentWith(each))),
      { numRuns: 500 },
    );
  });

  it('takes no reason that lacks one of its arguments, or has one more', () => {
    const shipped = validatorOf().getSchema('audit');
    for (const code of CODES) {
      const [given] = fc.sample(reasonOf(code), { numRuns: 1, seed: 7 });
      if (given === undefined) throw new Error(`no reason ${code}`);
      const whole = JSON.parse(JSON.stringify(documentWith(given)));
      const found = whole.listeners[0].reach[0].reason;
      found.surplus = true;
      expect([code, schemaProblem('audit', whole)]).toEqual([code, expect.stringContaining('surplus')]);
      delete found.surplus;
      const optional = ['code', 'others', 'opens', ...(code.endsWith('-blocked') ? ['rule', 'chain'] : [])];
      for (const argument of Object.keys(found).filter((key) => !optional.includes(key))) {
        const less = structuredClone(whole);
        delete less.listeners[0].reach[0].reason[argument];
        expect([code, argument, shipped?.(less)]).toEqual([code, argument, false]);
      }
    }
  });
});
