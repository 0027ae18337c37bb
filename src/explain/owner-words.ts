import type { Listener } from '../model/listener.js';

/** The program behind a listener, for a sentence: "nginx", "the kernel". Unescaped. */
export function ownerWords({ owner }: Listener): string {
  switch (owner.kind) {
    case 'process':
      return owner.processes[0]?.name ?? 'a program that ended';
    case 'kernel':
      return 'the kernel';
    case 'unknown':
      return 'a program that could not be seen';
    default:
      return owner satisfies never;
  }
}
