import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences under which code may be bundled: they ask for their notice to go along, and for no more. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];
/** Files of a package that have to go along. */
const NOTICES = /^(licen[cs]e|copying|notice)/i;
/** Who holds the copyright of packages under the MIT licence that say so in their sources alone. */
const HOLDERS = { 'yoga-layout': 'Copyright (c) Meta Platforms, Inc. and affiliates.' };

/**
 * Which packages end up in the bundles. `plugin` is for each build that ships; `packages()` then tells them by name and
 * version, with their notices, and throws for one whose licence is not allowed, or that brings no notice.
 */
export function createBundledPackages() {
  const directories = new Set();
  const plugin = {
    name: 'bundled-packages',
    setup({ initialOptions, onEnd }) {
      initialOptions.metafile = true;
      onEnd(({ metafile }) => {
        for (const { inputs } of Object.values(metafile?.outputs ?? {}))
          for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
            const directory = packageDirectory(path);
            if (directory !== undefined && bytesInOutput > 0) directories.add(directory);
          }
      });
    },
  };
  const packages = () => {
    const found = new Map([...directories].map(describe).map((one) => [`${one.name}@${one.version}`, one]));
    return [...found.keys()].toSorted().map((key) => found.get(key));
  };
  return { plugin, packages };
}

/** The text that has to go along with the bundles. */
export function noticesOf(packages) {
  const parts = packages.map(
    ({ name, version, license, notices }) => `${name} ${version} (${license})\n\n${notices.join('\n\n')}\n`,
  );
  return ['These packages are part of the files beside this one.\n', ...parts].join(
    `\n${'-'.repeat(80)}\n\n`,
  );
}

function packageDirectory(path) {
  return /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

function describe(directory) {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  if (!ALLOWED.includes(license))
    throw new Error(`${name} ${version} is under ${license}: not among ${ALLOWED.join(', ')}`);
  const files = readdirSync(directory)
    .filter((file) => NOTICES.test(file))
    .toSorted();
  const notices = files.map((file) =>
    readFileSync(join(directory, file), 'utf8').replaceAll('\r', '').trim(),
  );
  if (files.length === 0 && license === 'MIT' && name in HOLDERS) notices.push(mit(HOLDERS[name]));
  if (notices.length === 0) throw new Error(`${name} ${version} brings no notice`);
  return { name, version, license, notices };
}

function mit(holder) {
  const own = readFileSync('LICENSE', 'utf8');
  return `MIT License\n\n${holder}\n\n${own.slice(own.indexOf('Permission is hereby granted')).trim()}`;
}
