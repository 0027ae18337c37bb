import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/*
 * V8 by default lets the space of new objects grow to 32 MB, and that of old ones to twice what is alive in it. A view that draws some
 * rows a second has no use of that. Either counts from when it is called.
 */

/** Lets the space of new objects stay as large as it is. */
export function holdNewSpace(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Collects old objects now (10 to 20 ms), and from now on whenever they have grown by a fifth. */
export function holdOldSpace(): void {
  setFlagsFromString('--heap-growing-percent=20');
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  collect();
}
