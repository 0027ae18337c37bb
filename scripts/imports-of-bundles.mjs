import { resolve } from 'node:path';

/** esbuild plugin: `import()` of a module that has a bundle of its own (name of the bundle → source) loads that bundle. */
export function importsOfBundles(bundles) {
  const names = new Map(Object.entries(bundles).map(([name, source]) => [resolve(source), name]));
  return {
    name: 'imports-of-bundles',
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        const name =
          kind === 'dynamic-import' && names.get(resolve(resolveDir, path.replace(/\.js$/, '.ts')));
        return name ? { path: `./${name}.cjs`, external: true } : undefined;
      });
    },
  };
}
