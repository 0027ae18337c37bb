import { endpoint } from '../explain/endpoint.js';
import { capital } from '../explain/sentence.js';
import type { ChainRef, RuleRef } from '../model/reason.js';
import type { Trace, TracePacket, TraceStep } from '../model/trace.js';
import { escapeText } from './escape-text.js';
import { wrap } from './wrap.js';

export interface TraceTextOptions {
  /** Columns for the text. */
  readonly width: number;
}

/** One packet's way as a person would tell it: what happened in order, hook by hook, and how it ended. */
export function renderTrace(trace: Trace, { width }: TraceTextOptions): string {
  const { source, destination, port, protocol, via } = trace.question;
  const head = `A ${PACKETS[protocol]} from ${source} to ${endpoint(destination, port)}, coming in by ${via}:`;
  const lines = [...wrap(escapeText(head), width), ''];
  for (const step of mattering(trace.steps)) lines.push(...stepLines(step, width));
  return `${[...lines, '', ...wrap(escapeText(outcomeText(trace.outcome)), width)].join('\n')}\n`;
}

const PACKETS = { tcp: 'TCP connection (SYN)', udp: 'UDP datagram' } as const;

/** Without the jumps into chains in which nothing concerned the packet. */
function mattering(steps: readonly TraceStep[]): readonly TraceStep[] {
  return steps.filter((step, index) => {
    const chain = step.kind === 'rule' ? /^(?:jump|goto) (.+)$/.exec(step.effect)?.[1] : undefined;
    const next = steps[index + 1];
    return (
      chain === undefined || ((next?.kind === 'rule' || next?.kind === 'nat') && next.rule.chain === chain)
    );
  });
}

/** A step's place in the text: what happens in a chain stands under it. */
function stepLines(step: TraceStep, width: number): string[] {
  const indent = step.kind === 'rule' || step.kind === 'policy' || step.kind === 'nat' ? '      ' : '  ';
  const { text, quote } = stepText(step);
  const lines = wrap(escapeText(text), width - indent.length, '  ').map((line) => indent + line);
  return quote === undefined ? lines : [...lines, `${indent}    ${escapeText(quote)}`];
}

function stepText(step: TraceStep): { readonly text: string; readonly quote?: string } {
  switch (step.kind) {
    case 'arrive':
      return { text: `It comes in by ${step.interface}: ${packetText(step.packet)}.` };
    case 'enter':
      return {
        text: `It is passed on to ${step.name ?? step.namespace}, where it comes in by ${step.interface}.`,
      };
    case 'rewrite':
      return { text: `${step.what}: ${step.before} becomes ${step.after}.` };
    case 'chain':
      return { text: `In the ${step.hook} hook, ${chainText(step.chain)}:` };
    case 'rule': {
      const doubt = step.certain ? '' : ', if it matches, which cannot be told';
      const effect = effectText(step.effect);
      // A rule that does nothing but jump is told already.
      const isPlainJump = /^(-j |-g |jump |goto )\S+$/.test(step.rule.text);
      return {
        text: `${ruleText(step.rule)} ${effect}${doubt}.`,
        quote: isPlainJump ? undefined : step.rule.text,
      };
    }
    case 'policy':
      return { text: `No rule decides: the policy of ${chainText(step.chain)} is ${step.verdict}.` };
    case 'nat':
      return {
        text: `${ruleText(step.rule)}: NAT rewrites it, now ${packetText(step.after)}.`,
        quote: step.rule.text,
      };
    case 'route': {
      const table = step.table === undefined ? '' : ` (table ${tableName(step.table)})`;
      return { text: `Routing${table}: ${routeText(step.decision, step.device)}.` };
    }
    case 'ipvs':
      return { text: `${ipvsText(step)}.` };
    case 'source-check':
      return {
        text: `${capital(step.check)}: ${step.passed ? 'passed' : 'failed, the packet is dropped'}.`,
      };
    case 'socket':
      return { text: `Socket lookup finds ${step.listener}, held by ${step.owner}.` };
    case 'no-socket':
      return { text: `Socket lookup finds nothing: ${step.detail}.` };
    case 'reply':
      return { text: `The answer leaves${step.device === undefined ? '' : ` by ${step.device}`}.` };
    case 'note':
      return { text: step.text };
    default:
      return step satisfies never;
  }
}

const METHODS = {
  masquerading: 'masquerading',
  'direct-routing': 'as it is, direct routing',
  tunnel: 'in a tunnel',
  local: 'as it is',
} as const;

function ipvsText({ service, servers, method }: Extract<TraceStep, { kind: 'ipvs' }>): string {
  if (method === undefined) return `IPVS takes it for ${service}, which has no real server`;
  const chosen = servers.length === 1 ? '' : 'one of ';
  return `IPVS takes it for ${service} and sends it to ${chosen}${servers.join(', ')} (${METHODS[method]})`;
}

/** "accept" → "accepts it", "jump web" → "hands it to chain web"; other effects are told as they are. */
function effectText(effect: string): string {
  const [, verb = '', chain = ''] = /^(\S+) ?(.*)$/.exec(effect) ?? [];
  switch (verb) {
    case 'accept':
    case 'drop':
    case 'reject':
    case 'queue':
      return `${verb}s it${chain === '' ? '' : ` ${chain}`}`;
    case 'jump':
    case 'goto':
      return `hands it to chain ${chain}`;
    case 'return':
      return 'sends it back to where the chain was entered';
    default:
      return `does: ${effect}`;
  }
}

function outcomeText(outcome: Trace['outcome']): string {
  switch (outcome.kind) {
    case 'delivered':
      return `Delivered to ${outcome.listener}.`;
    case 'forwarded':
      return `Forwarded to ${outcome.target}${outcome.device === undefined ? '' : ` by ${outcome.device}`}: what becomes of it there cannot be seen from here.`;
    case 'stopped':
      return `Stopped: ${outcome.by}.`;
    case 'refused':
      return 'Refused: it reaches this host, but nothing listens there.';
    case 'undecided':
      return `Cannot be decided from here: ${outcome.because.join('; ')}.`;
    default:
      return outcome satisfies never;
  }
}

function packetText({
  protocol,
  source,
  sourcePort,
  destination,
  destinationPort,
  mark,
}: TracePacket): string {
  const marked = mark === 0 ? '' : `, mark 0x${mark.toString(16)}`;
  return `${protocol} ${endpoint(source, sourcePort)} → ${endpoint(destination, destinationPort)}${marked}`;
}

function chainText({ table, chain, frontEnd }: ChainRef): string {
  return `chain ${chain} of table ${table}${frontEnd === undefined ? '' : ` (${frontEnd})`}`;
}

function ruleText({ chain, position, handle, frontEnd, frontEndWords }: RuleRef): string {
  const place =
    position !== undefined ? ` ${position}` : handle === undefined ? '' : ` with handle ${handle}`;
  const words = frontEndWords ?? frontEnd;
  return `Rule${place} of ${chain}${words === undefined ? '' : ` (${words})`}`;
}

/** The type of the route that was found, told. */
function routeText(type: string, device: string | undefined): string {
  if (type === 'local') return `for this host${device === undefined ? '' : `, an address on ${device}`}`;
  if (type === 'unicast') return `onward${device === undefined ? '' : ` by ${device}`}`;
  return device === undefined ? type : `${type}, ${device}`;
}

/** Names of rt_tables(5) that every Linux has. */
function tableName(table: number): string {
  return { 255: 'local', 254: 'main', 253: 'default' }[table] ?? String(table);
}
