import type { Observe } from './hooks.js';

/** Runs the hooks for the client's next packets, and tells so above the first step that is observed; or that there is none. */
export function observeNext<T>(observe: Observe | undefined, run: (observe?: Observe) => T): T {
  if (observe === undefined) return run();
  let told = false;
  const end = run((step) => {
    if (!told) observe({ kind: 'note', text: 'The client sends its next packets:' });
    told = true;
    observe(step);
  });
  if (!told) observe({ kind: 'note', text: 'The client sends its next packets: no rule looks at them.' });
  return end;
}
