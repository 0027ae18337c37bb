import { dirname, join } from 'node:path';
import { loadBundle } from './load-bundle.js';
import { optimizeLater } from './optimize-later.js';

loadBundle(join(dirname(import.meta.url), 'main.cjs'), optimizeLater);
