import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { htmlReport } from '../../../src/export/html/page.js';
import { inspect } from '../../../src/inspect.js';
import type { Audit } from '../../../src/model/audit.js';
import { recordedFacts } from '../../recorded/replay.js';
import { openChromium } from '../../support/chromium.js';
import { findTool } from '../../support/find-tool.js';
import { missingOf, requires } from '../../support/requires.js';
import { HOSTILE_NAMES, hostileAudit } from '../hostile.js';
import { sampleAudit, sampleEntry, sampleListener } from '../sample.js';

const HOST = inspect(recordedFacts('ufw-limit-deny'));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Thousands of listeners, a few of which the internet reaches. */
function crowdedAudit(count: number): Audit {
  const listeners = Array.from({ length: count }, (_, port) => {
    const audience = port % 10 === 0 ? 'internet' : 'this-host';
    const reach = [sampleEntry({ audience, sources: ['0.0.0.0/0'], port })];
    return sampleListener({ id: `tcp/0.0.0.0:${port}`, port, exposure: audience, reach });
  });
  return sampleAudit({ listeners });
}

requires({ tools: ['chromium'] })('in Chromium, with scripts off, the report', () => {
  let browser: Browser;
  let directory: string;
  const path = (name: string) => join(directory, name);

  /** Opens a report; whatever it asks for but itself is in `requests`, what the browser complains of in `complaints`. */
  async function open(name: string, options: BrowserContextOptions = {}) {
    const page = await browser.newPage({ javaScriptEnabled: false, ...options });
    const requests: string[] = [];
    const complaints: string[] = [];
    const url = pathToFileURL(path(`${name}.html`)).href;
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) requests.push(request.url());
    });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    await page.goto(url);
    return { page, requests, complaints };
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'listenscope-html-'));
    const audits: Readonly<Record<string, Audit>> = {
      host: HOST,
      hostile: hostileAudit(),
      crowded: crowdedAudit(5000),
    };
    for (const [name, audit] of Object.entries(audits))
      writeFileSync(
        path(`${name}.html`),
        [...htmlReport(audit, { version: '1.2.3', whole: audit })].join(''),
      );
    browser = await openChromium();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    rmSync(directory, { recursive: true });
  });

  it.each(['host', 'hostile'])(
    'of %s asks for nothing, and nothing in it is refused or run',
    async (name) => {
      const { page, requests, complaints } = await open(name, { javaScriptEnabled: true });
      expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
      expect(await page.locator('script, img, iframe, object, embed, form, input, base').count()).toBe(0);
      await page.close();
    },
  );

  it('shows hostile names as text', async () => {
    const { page } = await open('hostile');
    const cells = await page.locator('table.listeners td:nth-child(3)').allInnerTexts();
    expect(cells).toHaveLength(HOSTILE_NAMES.length);
    expect(cells).toContainEqual(expect.stringContaining('<script>alert(1)</script>/'));
    await page.close();
  });

  it.each([
    ['host', 1280, 'light'],
    ['host', 320, 'dark'],
  ] as const)('of %s at %i pixels, %s, breaks no rule of axe', async (name, width, colorScheme) => {
    const { page } = await open(name, {
      viewport: { width, height: 800 },
      colorScheme,
      javaScriptEnabled: true,
    });
    await openAll(page);
    await page.evaluate(AXE);
    const { violations, passes } =
      await page.evaluate<Pick<AxeResults, 'violations' | 'passes'>>('axe.run()');
    expect(passes.length).toBeGreaterThan(20);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3)}`)).toEqual(
      [],
    );
    await page.close();
  });

  it.each([
    ['host', 320],
    ['host', 1600],
    ['hostile', 320],
  ])('of %s fits %i pixels, with everything open', async (name, width) => {
    const { page } = await open(name, { viewport: { width, height: 800 }, javaScriptEnabled: true });
    await openAll(page);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.close();
  });

  it('is read by keyboard: the link that skips, the names in the picture, the sections that open', async () => {
    const { page } = await open('host');
    const focus = page.locator(':focus-visible');
    await page.keyboard.press('Tab');
    expect(await focus.textContent()).toBe('Skip to the report');
    expect((await focus.boundingBox())?.width).toBeGreaterThan(50);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focus.getAttribute('class')).toMatch(/^chip/);
    expect(await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')).toBe(
      'solid',
    );
    // The section that a link leads to opens by itself.
    await page.keyboard.press('Enter');
    const section = page.locator('details').first();
    await section.locator('.answer').waitFor({ state: 'visible' });
    await section.locator('summary').press('Enter');
    await section.locator('.answer').waitFor({ state: 'hidden' });
    await page.close();
  });

  it.each([
    ['A4', 210],
    ['Letter', 216],
  ])('is as wide as a sheet of %s between its margins', async (_, millimetres) => {
    const width = Math.floor(((millimetres - 28) / 25.4) * 96);
    const { page } = await open('host', { viewport: { width, height: 1000 }, javaScriptEnabled: true });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    await page.close();
  });

  it.skipIf(missingOf({ tools: ['pdftotext'] }).length > 0)('has every section open on paper', async () => {
    const { page } = await open('host');
    await page.pdf({ path: path('report.pdf'), format: 'A4' });
    await page.close();
    const read = execFileSync(findTool('pdftotext') ?? '', ['-raw', path('report.pdf'), '-']).toString();
    const words = read.replace(/\s+/g, '');
    for (const { notes, explanation, audienceNotes = [] } of HOST.listeners)
      for (const sentence of [explanation, ...notes.filter((note) => !audienceNotes.includes(note))])
        expect(words).toContain(sentence.replace(/\s+/g, ''));
  });

  it('of 5,000 listeners is a few megabytes, and there soon', async () => {
    expect(readFileSync(path('crowded.html')).length).toBeLessThan(4_000_000);
    const start = performance.now();
    const { page } = await open('crowded');
    await page.locator('footer').waitFor({ state: 'visible' });
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(await page.locator('table.listeners tbody tr').count()).toBe(5000);
    await page.close();
  });
});

function openAll(page: Page): Promise<void> {
  return page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
}
