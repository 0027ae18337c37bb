import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 leave the space of new objects at the size that it has. In a process that runs for long it would double it again and again, up to
 * 32 MB, of which a view that draws some rows a second has no use.
 */
export function holdNewSpace(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
