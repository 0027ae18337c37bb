import { describe, expect, it } from 'vitest';
import { closeAdvice } from '../../src/explain/closing.js';
import { renderTrace } from '../../src/export/trace.js';
import { inspect, reachInputs } from '../../src/inspect.js';
import type { Facts } from '../../src/model/facts.js';
import { tracePacket } from '../../src/reach/trace/trace.js';
import { recordedFacts } from './replay.js';

const facts = recordedFacts('k-ipvs-rules');
const audit = inspect(facts);
const listener = (id: string) => {
  const found = audit.listeners.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

describe('on a host with IPVS', () => {
  it('a trace tells of the virtual service, the real server and the hooks on the way there', () => {
    const inputs = reachInputs(facts, audit.listeners, audit.evidence.rulesets);
    const trace = (destination: string, port: number) =>
      tracePacket(inputs, { source: '203.0.113.2', destination, port, protocol: 'tcp' });
    const sent = trace('10.10.1.100', 99);
    expect(renderTrace(sent, { width: 200 })).toContain(
      'IPVS takes it for tcp 10.10.1.100:99 and sends it to 172.20.1.2:8099 (masquerading).',
    );
    expect(sent.outcome).toEqual({ kind: 'delivered', listener: 'tcp/0.0.0.0:8099@rs1' });
    const hooks = sent.steps.flatMap((step) => (step.kind === 'chain' ? [step.hook] : []));
    const end = sent.steps.findIndex(({ kind }) => kind === 'enter');
    expect(hooks.slice(0, sent.steps.slice(0, end).filter(({ kind }) => kind === 'chain').length)).toEqual(
      expect.arrayContaining(['prerouting', 'input', 'output']),
    );
    expect(trace('10.10.1.100', 82).outcome).toEqual({
      kind: 'stopped',
      by: 'IPVS has no real server for tcp 10.10.1.100:82',
    });
    expect(trace('10.10.1.100', 81).outcome.kind).toBe('stopped');
    expect(trace('10.10.1.100', 92).outcome.kind).toBe('undecided');
  });

  it('a port that rules give the mark of a service is found where nobody listens on it', () => {
    const [host, ...others] = facts.namespaces;
    if (host === undefined) throw new Error('no namespace');
    const sockets = host.sockets.filter(({ port }) => port !== 8888);
    const without: Facts = { ...facts, namespaces: [{ ...host, sockets }, ...others] };
    const found = inspect(without).listeners.find(({ id }) => id === 'tcp/0.0.0.0:8888@rs1');
    const byMark = found?.reach.filter(({ ipvs, verdict }) => ipvs === 'mark 5' && verdict === 'allowed');
    expect(byMark?.some(({ destinations }) => destinations.includes('10.10.1.100'))).toBe(true);
  });

  it('notes tell which services hand a listener its packets, and advice closes these', () => {
    const subject = listener('tcp/0.0.0.0:8084');
    expect(subject.notes).toContain('IPVS hands it what is for tcp 10.10.1.100:84 and tcp 10.10.1.100:92.');
    const lines = closeAdvice(subject, audit).flatMap((advice) => advice.lines);
    // Both were tried on the recorded host; what the port of the listener is dropped by does not see 84.
    expect(lines).toContain('ipvsadm -D -t 10.10.1.100:84');
    expect(lines).toContain(
      'nft \'add rule inet closed input iifname != "lo" ip daddr 10.10.1.100 tcp dport 84 drop\'',
    );
  });

  it('a forward to a real server elsewhere is said to be of IPVS, and closed before IPVS takes it', () => {
    const forward = audit.forwards.find(({ id }) => id === 'tcp/90→10.10.1.2:8080');
    expect(forward?.explanation).toContain('IPVS hands it to 10.10.1.2:8080');
    const subject = { ...listener('tcp/0.0.0.0:22'), id: 'tcp/90→10.10.1.2:8080' };
    const titles = closeAdvice(subject, audit).map(({ title }) => title);
    expect(titles).toEqual([
      'Delete the virtual service of IPVS',
      'Drop it in nftables before IPVS takes it',
    ]);
  });

  it('a listener that gets nothing at the address of a service says who does', () => {
    const reasons = listener('tcp/0.0.0.0:91').reach.map(({ reason }) => reason.code);
    expect(reasons).not.toContain('ipvs-no-server');
    const [stopped] = listener('tcp/0.0.0.0:80').reach.filter(
      ({ reason }) => reason.code === 'ipvs-elsewhere',
    );
    expect(stopped?.reason).toEqual({
      code: 'ipvs-elsewhere',
      service: 'tcp 10.10.1.100:80',
      target: '172.20.1.2:8080',
    });
  });
});
