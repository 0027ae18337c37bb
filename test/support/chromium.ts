import { type Browser, chromium } from 'playwright-core';
import { findTool } from './find-tool.js';

/** A headless Chromium that asks nobody for anything by itself; playwright-core gives it an empty profile. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findTool('chromium'),
    // Root has no sandbox, and a machine for tests no graphics.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
