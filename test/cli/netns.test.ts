import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTool } from '../support/find-tool.js';
import { addNetworkNamespace, type NetworkNamespace } from '../support/network-namespace.js';
import { type OpenSockets, openSockets } from '../support/open-sockets.js';
import { requires } from '../support/requires.js';
import { printedDocument } from '../support/schemas.js';

interface Document {
  readonly complete: boolean;
  readonly gaps: readonly { readonly code: string; readonly subject: string; readonly detail: string }[];
  readonly namespaces: readonly {
    readonly id: string;
    readonly current: boolean;
    readonly name: string | null;
  }[];
  readonly listeners: readonly { readonly id: string; readonly owner: { readonly kind: string } }[];
}

/** The whole machine may be listed. */
const OPTIONS = { encoding: 'utf8', maxBuffer: 1 << 28 } as const;

/** What `listenscope --json` prints with `options`, started by way of `before`. */
function ask(before: readonly string[], ...options: readonly string[]): Document {
  const [program = '', ...args] = [...before, process.execPath, 'dist/cli.cjs', '--json', ...options];
  return printedDocument(execFileSync(findTool(program) ?? program, args, OPTIONS)) as Document;
}

const unread = ({ gaps }: Document) => gaps.filter(({ code }) => code === 'namespaces-unreadable');

requires({
  root: true,
  platform: 'linux',
  tools: ['ip', 'unshare', 'setpriv', 'mount', 'sh'],
  paths: ['dist/cli.cjs'],
})('other network namespaces on the command line', () => {
  let web: NetworkNamespace;
  let host: NetworkNamespace;
  let open: readonly OpenSockets[];
  beforeAll(async () => {
    web = addNetworkNamespace();
    host = addNetworkNamespace();
    open = await Promise.all(
      [web, host].map(({ name }) => openSockets(['tcp:0.0.0.0:80'], { namespace: name })),
    );
  });
  afterAll(async () => {
    await Promise.all((open ?? []).map((sockets) => sockets.close()));
    web?.remove();
    host?.remove();
  });
  const inHost = () => ['ip', 'netns', 'exec', host.name];

  it('are listed with an id that ends with their name', () => {
    const document = ask(inHost());
    const ids = document.listeners.map(({ id }) => id);
    expect(ids).toContain('tcp/0.0.0.0:80');
    expect(ids).toContain(`tcp/0.0.0.0:80@${web.name}`);
    expect(document.namespaces[0]).toMatchObject({ current: true, name: host.name });
    expect(document.namespaces).toContainEqual(expect.objectContaining({ current: false, name: web.name }));
  });

  it('are listed alone when one is named', () => {
    const document = ask(inHost(), '--netns', web.name);
    expect(document.listeners.map(({ id }) => id)).toEqual([`tcp/0.0.0.0:80@${web.name}`]);
  });

  it('are not looked at with --netns current', () => {
    const document = ask(inHost(), '--netns', 'current');
    expect(document.namespaces).toMatchObject([{ current: true, name: host.name }]);
    expect(document.listeners.map(({ id }) => id)).toEqual(['tcp/0.0.0.0:80']);
    expect(document).toMatchObject({ complete: true, gaps: [] });
  });

  it('are left out of a capture with --netns current', () => {
    const facts = execFileSync(
      'ip',
      ['netns', 'exec', host.name, process.execPath, 'dist/cli.cjs', 'capture'],
      OPTIONS,
    );
    const answer = (...options: readonly string[]): Document =>
      printedDocument(
        execFileSync(process.execPath, ['dist/cli.cjs', '--json', '--from', '-', ...options], {
          ...OPTIONS,
          input: facts,
        }),
      ) as Document;
    expect(answer().listeners.map(({ id }) => id)).toContain(`tcp/0.0.0.0:80@${web.name}`);
    expect(answer('--netns', 'current').listeners.map(({ id }) => id)).toEqual(['tcp/0.0.0.0:80']);
  });

  it('are gaps in a user namespace of its own, and so are the holders of sockets', () => {
    const document = ask([...inHost(), 'unshare', '-Ur']);
    expect(document.listeners).toMatchObject([{ id: 'tcp/0.0.0.0:80', owner: { kind: 'unknown' } }]);
    expect(document.complete).toBe(false);
    expect(document.gaps.map(({ code }) => code)).toContain('owners-unreadable');
    expect(unread(document)[0]?.subject).toContain(web.name);
  });

  it('are gaps where /proc hides processes', () => {
    const script = 'mount -t proc -o hidepid=2 proc /proc && exec "$@"';
    const unprivileged = [
      '--regid',
      '65534',
      '--clear-groups',
      '--bounding-set',
      '-all',
      '--inh-caps',
      '-all',
    ];
    const document = ask([
      ...inHost(),
      ...['unshare', '-m', 'sh', '-c', script, 'sh'],
      ...['setpriv', ...unprivileged],
    ]);
    expect(document.listeners).toMatchObject([{ id: 'tcp/0.0.0.0:80' }]);
    expect(unread(document).map(({ subject }) => subject)).toContain('hidden processes');
  });

  it('are none in a container, which has its own processes and mounts', () => {
    const script = 'umount -a -t nsfs; mount -t proc proc /proc && exec "$@"';
    const document = ask(['unshare', '-pnmf', 'sh', '-c', script, 'sh']);
    expect(document.namespaces).toMatchObject([{ current: true }]);
    expect(document).toMatchObject({ complete: true, listeners: [] });
  });
});
