// Opens the view, and fails outside of it a moment after its first audit: what the test of crashes runs.
import { runTui } from '../../../src/tui/main.js';
import { sampleAudit } from './sample-audit.js';

const refused = () => {
  throw new Error('not in this test');
};

try {
  process.exitCode = await runTui({
    version: '0.0.0',
    source: {
      next: async () => {
        setImmediate(() => {
          throw new Error('crashed on purpose');
        });
        return sampleAudit();
      },
      close: () => undefined,
    },
    actions: { trace: refused, whatIf: refused, endProcess: refused, exportTo: refused },
  });
} catch (error) {
  console.error(`caught: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
