import { type DefaultTreeAdapterTypes, type ParserError, parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { parsePasted } from '../../../src/collect/pasted.js';
import { escapeText } from '../../../src/export/escape-text.js';
import { htmlReport } from '../../../src/export/html/page.js';
import { inspect } from '../../../src/inspect.js';
import type { Audit } from '../../../src/model/audit.js';
import { LINUX_SS } from '../../collect/pasted/listings.js';
import { recordedFacts } from '../../recorded/replay.js';
import { HOSTILE_NAMES, hostileAudit } from '../hostile.js';
import { sampleAudit } from '../sample.js';

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

interface Report {
  readonly elements: readonly Element[];
  readonly text: string;
  readonly errors: readonly ParserError[];
}

function reportOf(audit: Audit, whole = audit, appendix: readonly string[] = []): Report {
  const errors: ParserError[] = [];
  const page = [...htmlReport(audit, { version: '1.2.3', whole, appendix })].join('');
  const document = parse(page, { onParseError: (error) => errors.push(error) });
  return { elements: elementsOf(document), text: textOf(document), errors };
}

function elementsOf(node: Node): Element[] {
  const below = 'childNodes' in node ? node.childNodes.flatMap(elementsOf) : [];
  return 'tagName' in node ? [node, ...below] : below;
}

function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value;
}

function named(elements: readonly Element[], ...names: readonly string[]): Element[] {
  return elements.filter(({ tagName }) => names.includes(tagName));
}

const LISTING = parsePasted(LINUX_SS);

const DOCKER = inspect(recordedFacts('docker-proxy-on'));
const HOSTS: readonly (readonly [string, Audit])[] = [
  ['docker-proxy-on', DOCKER],
  ['ufw-ssh-subnet', inspect(recordedFacts('ufw-ssh-subnet'))],
  ['a pasted listing', 'error' in LISTING ? sampleAudit() : inspect(LISTING)],
  ['nothing that listens', sampleAudit({ listeners: [], interfaces: [] })],
  ['hostile names', hostileAudit()],
];

describe.each(HOSTS)('the report of %s', (_, audit) => {
  const { elements, errors } = reportOf(audit);

  it('is HTML without an error', () => {
    expect(errors).toEqual([]);
  });

  it('holds no script, no form, no handler, and nothing that is loaded from elsewhere', () => {
    expect([...new Set(elements.map(({ tagName }) => tagName))].filter((name) => !TAGS.has(name))).toEqual(
      [],
    );
    for (const { attrs } of elements)
      for (const { name, value } of attrs) {
        expect(name).not.toMatch(/^on|^style$|^src/);
        if (name === 'href') expect(value).toMatch(/^#|^data:image\/svg\+xml,/);
      }
    const styles = named(elements, 'style').map(textOf).join('');
    expect(styles).not.toMatch(/url\(|@import/);
  });

  it('has links that lead somewhere, and every id once', () => {
    const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const links = elements
      .flatMap((element) => attribute(element, 'href') ?? [])
      .filter((to) => to.startsWith('#'));
    expect(links.filter((to) => !ids.includes(to.slice(1)))).toEqual([]);
  });

  it('has headings without a gap between their levels, and tables with captions and heads', () => {
    const levels = named(elements, 'h1', 'h2', 'h3', 'h4').map(({ tagName }) => Number(tagName[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, index) => {
      expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
    for (const table of named(elements, 'table')) {
      expect(named(elementsOf(table), 'caption')).toHaveLength(1);
      for (const head of named(elementsOf(table), 'th'))
        expect(attribute(head, 'scope')).toMatch(/^(row|col)$/);
    }
  });

  it('has a row for every listener and forward', () => {
    const table = named(elements, 'table').find((each) => attribute(each, 'class') === 'listeners');
    const rows = table === undefined ? [] : named(elementsOf(table), 'tr').slice(1);
    expect(rows).toHaveLength(audit.listeners.length + audit.forwards.length);
  });
});

/** Every element that the report is made of. */
const TAGS = new Set(
  `html head meta title link style body a svg defs symbol circle path use header h1 p time nav ul li main section h2
   div h3 span b bdi small article code pre dl dt dd table caption thead tbody tr th td details summary h4 q br footer`.split(
    /\s+/,
  ),
);

it('hostile names are in it, as text', () => {
  const { text } = reportOf(hostileAudit());
  for (const name of HOSTILE_NAMES) expect(text).toContain(escapeText(name));
});

it('says what could not be read before all that it says of listeners', () => {
  const { text } = reportOf({ ...sampleAudit(), gaps: hostileAudit(['no rules']).gaps, complete: false });
  expect(text).toMatch(/This answer is not complete\s+No rules\. No rules\.\s+At a glance/);
});

it('says what is wide open, why, and what closes it', () => {
  const { text } = reportOf(inspect(recordedFacts('ufw-ssh-subnet')));
  expect(text).toContain('What needs attention');
  expect(text).toMatch(/To close it/);
});

it('of a part of a host says so, and takes advice from the whole', () => {
  const whole = DOCKER;
  // Docker's proxy itself is reached by this host alone; its port is open by a forward, which the filter leaves out.
  const listeners = whole.listeners.filter(({ id }) => id === 'tcp/127.0.0.1:8081');
  const { text } = reportOf({ ...whole, listeners, forwards: [] }, whole);
  expect(text).toContain(
    `A filter chose what is shown here: 1 of ${whole.listeners.length + whole.forwards.length}.`,
  );
  expect(text).toContain('To close it');
});

it('stays small where a rule names thousands of addresses', () => {
  const audit = hostileAudit([
    Array.from({ length: 20_000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`).join(),
  ]);
  const page = [...htmlReport(audit, { version: '1.2.3', whole: audit })].join('');
  expect(page.length).toBeLessThan(100_000);
});

it('has the lines of a pasted listing as they are', () => {
  const { text } = reportOf(sampleAudit(), sampleAudit(), ['Row by row:\n  line 1: <x>\n']);
  expect(text).toContain('Row by row:\n  line 1: <x>');
});
