// Draws docs/pictures/report.png, the top of the HTML report of a demo host: `npx tsx scripts/report-picture.ts`, as root, after a build.
import { execFileSync } from 'node:child_process';
import type { Facts } from '../src/model/facts.js';
import { openChromium } from '../test/support/chromium.js';
import { makeDemoHost } from './pictures/demo-host.js';

const host = await makeDemoHost();
try {
  const command = `${host.enter} ${process.execPath} dist/cli.cjs capture --netns current`;
  const facts = JSON.parse(execFileSync('sh', ['-c', command], { encoding: 'utf8' })) as Facts;
  const input = JSON.stringify({ ...facts, host: { ...facts.host, kernel: '6.18' } });
  const report = execFileSync(process.execPath, ['dist/cli.cjs', '--from', '-', '--format', 'html'], {
    input,
    encoding: 'utf8',
  });
  const browser = await openChromium();
  const page = await browser.newPage({ viewport: { width: 900, height: 925 }, colorScheme: 'light' });
  await page.setContent(report);
  await page.screenshot({ path: 'docs/pictures/report.png' });
  await browser.close();
} finally {
  host.remove();
}
