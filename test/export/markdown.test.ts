import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { escapeText } from '../../src/export/escape-text.js';
import { renderMarkdown } from '../../src/export/markdown.js';
import { markdownBlock, markdownCode, markdownProse, markdownTable } from '../../src/export/markdown-text.js';
import { inspect } from '../../src/inspect.js';
import type { Audit } from '../../src/model/audit.js';
import { recordedFacts } from '../recorded/replay.js';
import { HOSTILE_NAMES, hostileAudit } from './hostile.js';

type Node = DefaultTreeAdapterTypes.Node;

/** As a program that keeps raw HTML would show it: nothing of a name may become an element. */
function rendered(markdown: string): Node {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  return parseFragment(html);
}

function elements(node: Node, name?: string): DefaultTreeAdapterTypes.Element[] {
  const below = 'childNodes' in node ? node.childNodes.flatMap((child) => elements(child, name)) : [];
  return 'tagName' in node && (name === undefined || node.tagName === name) ? [node, ...below] : below;
}

function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/** What a reader sees of a text: runs of blanks are one, and none at an end. */
function seen(text: string): string {
  return escapeText(text).replaceAll('\\|', '\\\\x7c').replace(/ +/g, ' ').trim();
}

describe('any name', () => {
  it.each(HOSTILE_NAMES)('%j is one cell of a table, as code', (name) => {
    const tree = rendered(markdownTable(['a', 'b'], [[markdownCode(name), 'x']]).join('\n'));
    const cells = elements(tree, 'td');
    expect(cells.map((cell) => seen(textOf(cell)))).toEqual([seen(name), 'x']);
    expect(cells.flatMap((cell) => elements(cell)).map(({ tagName }) => tagName)).toEqual([
      'td',
      'code',
      'td',
    ]);
  });

  it.each(HOSTILE_NAMES)('%j is one cell of a table, in prose', (name) => {
    const tree = rendered(markdownTable(['a', 'b'], [[markdownProse(name), 'x']]).join('\n'));
    const cells = elements(tree, 'td');
    expect(cells.map((cell) => textOf(cell).replace(/ +/g, ' ').trim())).toEqual([
      escapeText(name).replace(/ +/g, ' ').trim(),
      'x',
    ]);
    expect(tags(cells)).toEqual([]);
  });

  it.each(HOSTILE_NAMES)('%j is a line of prose', (name) => {
    const tree = rendered(markdownProse(name));
    expect(textOf(tree).trim().replace(/ +/g, ' ')).toBe(escapeText(name).trim().replace(/ +/g, ' '));
    expect(elements(tree, 'p')).toHaveLength(1);
    expect(tags([tree])).toEqual([]);
  });

  it('stays inside a block', () => {
    const tree = rendered(markdownBlock(HOSTILE_NAMES).join('\n'));
    expect(textOf(tree).trim()).toBe(HOSTILE_NAMES.map(escapeText).join('\n').trim());
    expect(elements(tree).map(({ tagName }) => tagName)).toEqual(['pre', 'code']);
  });
});

/** Elements that are more than a way to show a name. */
function tags(nodes: readonly Node[]): string[] {
  const names = nodes.flatMap((node) => elements(node)).map(({ tagName }) => tagName);
  return names.filter((name) => !['p', 'td', 'code'].includes(name));
}

function reportOf(audit: Audit): string {
  return renderMarkdown(audit, { version: '1.2.3', whole: audit });
}

describe('the report', () => {
  it('has a row for each listener and forward, with what it is reached by', () => {
    const audit = inspect(recordedFacts('docker-proxy-on'));
    const tree = rendered(reportOf(audit));
    const table = elements(tree, 'table').at(-1);
    const rows = table === undefined ? [] : elements(table, 'tr').slice(1);
    expect(rows).toHaveLength(audit.listeners.length + audit.forwards.length);
    const cells = rows.map((row) => elements(row, 'td').map(textOf));
    expect(cells).toContainEqual([
      'this-host',
      'tcp 127.0.0.1:8081',
      'docker-proxy/18122 for a container',
      '',
      'bound to loopback',
    ]);
  });

  it('says what is missing before all else', () => {
    const text = reportOf(hostileAudit(['x']));
    expect(text.indexOf('This answer is not complete')).toBeLessThan(text.indexOf('Reached by'));
  });

  it('of a hostile host holds no link, no image and no HTML', () => {
    const tree = rendered(reportOf(hostileAudit()));
    const names = new Set(elements(tree).map(({ tagName }) => tagName));
    expect([...names].toSorted()).toEqual(
      ['code', 'h1', 'h2', 'li', 'p', 'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'].toSorted(),
    );
    const table = elements(tree, 'table').at(-1);
    expect(table === undefined ? 0 : elements(table, 'tr').length).toBe(1 + HOSTILE_NAMES.length);
  });
});
