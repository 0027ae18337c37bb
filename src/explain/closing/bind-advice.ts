import type { AuditedListener } from '../../model/audit.js';
import type { Process } from '../../model/facts.js';
import { endpoint } from '../endpoint.js';
import type { Advice } from './advice.js';
import { DATA_SERVERS } from './data-servers.js';
import type { Bind, ServerSetting } from './server-setting.js';
import { SYSTEM_SERVERS } from './system-servers.js';
import { WEB_SERVERS } from './web-servers.js';

/** The setting that binds a well-known server to loopback; undefined for programs that are not known here. */
export function bindAdvice(listener: AuditedListener): Advice | undefined {
  const address = listener.accepts.includes('ipv4') ? '127.0.0.1' : '::1';
  const bind: Bind = { address, endpoint: endpoint(address, listener.port), port: listener.port };
  for (const process of listener.owner.processes) {
    const setting = settingOf(process, listener.port);
    if (setting === undefined) continue;
    const { server, where, note } = setting;
    return { title: `Let ${server} listen on this machine only`, where, lines: setting.lines(bind), note };
  }
  return undefined;
}

function settingOf(process: Process, port: number): ServerSetting | undefined {
  const names = new Set(programNames(process));
  return [...WEB_SERVERS, ...DATA_SERVERS, ...SYSTEM_SERVERS].find(
    ({ programs, when }) => programs.some((program) => names.has(program)) && when?.(process, port) !== false,
  );
}

/** What a process may be known by: its name, its program file, the script that an interpreter runs; with and without version. */
function programNames({ name, command }: Process): string[] {
  const files = command.slice(0, 2).map((word) => word.slice(word.lastIndexOf('/') + 1));
  return [name, ...files].flatMap((text) => [text, text.replace(/[\d.]+$/, '')]);
}
