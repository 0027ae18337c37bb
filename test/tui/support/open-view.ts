// Opens the view on the terminal it is started in, on the sample host: what the terminal tests drive.
import { runTui } from '../../../src/tui/main.js';
import { sampleAudit } from './sample-audit.js';

process.exitCode = await runTui({
  version: '0.0.0',
  refreshMs: 1000,
  source: {
    next: async () => ({ ...sampleAudit(), capturedAt: new Date().toISOString() }),
    close: () => undefined,
  },
  actions: {
    trace: () => {
      throw new Error('the sample host traces nothing');
    },
    whatIf: () => undefined,
    endProcess: () => undefined,
    exportTo: () => undefined,
  },
});
