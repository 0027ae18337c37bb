import type { Audit, AuditedListener } from '../model/audit.js';
import type { Process } from '../model/facts.js';
import type { Trace } from '../model/trace.js';

/** Where audits come from. */
export interface AuditSource {
  /** The next audit; may take long. The first one may lack the owners of the sockets. Rejects when nothing can be read. */
  next(): Promise<Audit>;
  close(): void;
}

/** A packet that someone asks about. */
export interface TraceQuestion {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** The interface it comes in by; left to the engine where it is not named. */
  readonly via?: string;
}

/** What the view can do besides showing; each may throw an Error whose message is one line for the user. */
export interface TuiActions {
  trace(question: TraceQuestion, audit: Audit): Promise<Trace> | Trace;
  /** The listener as it would be, bound to another address; undefined where that cannot be. */
  whatIf(listener: AuditedListener, address: string, audit: Audit): AuditedListener | undefined;
  /** Sends SIGTERM to the process, after making sure that the pid is still the same one. */
  endProcess(process: Process): Promise<void> | void;
  /** Writes what is shown of the whole audit to a file that must not exist yet, in the format that the ending of its name says. */
  exportTo(path: string, audit: Audit, whole: Audit): Promise<void> | void;
}

export interface TuiOptions {
  readonly source: AuditSource;
  readonly actions: TuiActions;
  readonly version: string;
  /** In the filter language of the view. */
  readonly filter?: string;
  /** Milliseconds from one audit to the next; absent where the input does not change (`--from`). */
  readonly refreshMs?: number;
  /** Absent: by NO_COLOR and TERM. */
  readonly color?: boolean;
  /** Absent: by INK_SCREEN_READER. */
  readonly screenReader?: boolean;
  /** Nothing glows. Absent: by LISTENSCOPE_REDUCED_MOTION. */
  readonly reducedMotion?: boolean;
}
