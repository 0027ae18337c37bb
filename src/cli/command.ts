import type { Question } from '../explain/address/question/question.js';
import type { Criterion } from '../filter/filter.js';
import type { OtherFamily } from '../model/other-socket.js';
import type { CommandName } from './commands.js';
import type { CheckFormat, Format, SchemaName, SHELLS } from './options.js';

/** Where the facts come from: a file ("-" is stdin), or this host by one of the collectors. */
export interface Input {
  readonly from?: string;
  readonly collector?: 'linux' | 'portable';
  /** How far to look on Linux; every network namespace unless told otherwise. */
  readonly netns?: 'all' | 'current';
  /** Families to list besides those with ports of IP. */
  readonly otherFamilies?: readonly OtherFamily[];
}

interface Coloured {
  /** False after --no-color. */
  readonly colour: boolean;
}

interface Output extends Coloured {
  readonly json: boolean;
}

interface Filtered {
  readonly criteria: readonly Criterion[];
}

/** What argv asks for. */
export type Command =
  | HelpCommand
  | { readonly kind: 'version' }
  | ShowCommand
  | ExplainCommand
  | TraceCommand
  | CheckCommand
  | DiffCommand
  | WatchCommand
  | CaptureCommand
  | SchemaCommand
  | CompletionsCommand;

export interface HelpCommand {
  readonly kind: 'help';
  readonly topic: CommandName;
}

export interface ShowCommand extends Coloured, Filtered {
  readonly kind: 'show';
  readonly input: Input;
  /** Undefined: the view on a terminal, a table elsewhere. */
  readonly format?: Format;
  readonly numeric: boolean;
}

export interface ExplainCommand extends Output {
  readonly kind: 'explain';
  readonly input: Input;
  readonly question: Question;
}

export interface TraceCommand extends Output {
  readonly kind: 'trace';
  readonly input: Input;
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly via?: string;
}

export interface CheckCommand extends Coloured {
  readonly kind: 'check';
  readonly input: Input;
  /** The file; with `init` where it is written, undefined for stdout. */
  readonly policy?: string;
  readonly init: boolean;
  readonly format: CheckFormat;
}

export interface DiffCommand extends Output, Filtered {
  readonly kind: 'diff';
  readonly before: string;
  readonly after?: string;
  readonly input: Input;
}

export interface WatchCommand extends Output, Filtered {
  readonly kind: 'watch';
  readonly input: Input;
  /** Milliseconds between two looks at the sockets. */
  readonly interval: number;
}

export interface CaptureCommand {
  readonly kind: 'capture';
  readonly input: Input;
  readonly redact: boolean;
}

export interface SchemaCommand {
  readonly kind: 'schema';
  readonly document: SchemaName;
}

export interface CompletionsCommand {
  readonly kind: 'completions';
  readonly shell: (typeof SHELLS)[number];
}
