import { parseFragment } from 'parse5';
import { expect, it } from 'vitest';
import { escapeText } from '../../../src/export/escape-text.js';
import { html } from '../../../src/export/html/html.js';
import { HOSTILE_NAMES } from '../hostile.js';

it.each(HOSTILE_NAMES)('%j is text in an element, and a value in an attribute', (name) => {
  const { childNodes } = parseFragment(html`<p title="${name}">${name}</p>`.markup);
  expect(childNodes).toHaveLength(1);
  expect(childNodes[0]).toMatchObject({
    tagName: 'p',
    attrs: [{ name: 'title', value: escapeText(name) }],
    childNodes: [{ nodeName: '#text', value: escapeText(name) }],
  });
});

it('markup goes into markup as it is, lists one after the other, nothing for what is absent', () => {
  const items = ['a', '<b>'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${items}${undefined}${false}${0}</ul>`.markup).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li>0</ul>',
  );
});
