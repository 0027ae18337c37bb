import { COMMAND_NAMES, COMMANDS, type CommandName, type CommandRow, optionsOf } from '../commands.js';
import type { OptionRow } from '../options.js';
import { flagsOf, isRepeatable, type Offer, offerFor } from './offer.js';

/** The script for zsh (zshcompsys(1)): to be sourced after compinit, or to be found in $fpath as _listenscope. */
export function zshCompletions(): string {
  return `#compdef listenscope
# Completions of listenscope for zsh, made by: listenscope completions zsh

_listenscope() {
  local curcontext="$curcontext" state line ret=1
  typeset -A opt_args
  local -a commands
  commands=(
${COMMAND_NAMES.map((name) => `    ${quote(`${name}:${plain(COMMANDS[name].help)}`)}`).join('\n')}
  )
  _arguments -C -s -S -A '-*' \\
${specs('show')} \\
    '1: :->command' '*:: :->operands' && ret=0
  case $state in
    command)
      _describe -t commands 'command' commands && ret=0
      ;;
    operands)
      curcontext="\${curcontext%:*}-$line[1]:"
      case $line[1] in
${COMMAND_NAMES.map(branch).join('\n')}
      esac
      ;;
  esac
  return ret
}

if [[ $funcstack[1] == _listenscope ]]; then
  _listenscope "$@"
else
  compdef _listenscope listenscope
fi
`;
}

function branch(name: CommandName): string {
  const { operands = [] }: CommandRow = COMMANDS[name];
  const positions = operands.map(
    (operand, index) => `    ${quote(`${index + 1}:${plain(operand.value)}:${action(offerFor(operand))}`)}`,
  );
  const lines = [specs(name), ...positions].join(' \\\n').replaceAll(/^/gm, '      ');
  return `        ${name})
          _arguments -s -S \\
${lines} && ret=0
          ;;`;
}

/** The options of a command, a line each, as _arguments has them. */
function specs(name: CommandName): string {
  return optionsOf(name)
    .map((row) => `    ${spec(row)}`)
    .join(' \\\n');
}

function spec(row: OptionRow): string {
  const flags = flagsOf(row);
  const value = row.value === undefined ? '' : `:${plain(row.value)}:${action(offerFor(row))}`;
  const told = `[${plain(row.help)}]${value}`;
  const before = isRepeatable(row) ? '*' : `(${flags.join(' ')})`;
  return flags.map((flag) => quote(`${before}${flag}${row.value === undefined ? '' : '='}${told}`)).join(' ');
}

function action(offer: Offer): string {
  if (offer === 'files') return '_files';
  if (offer === 'interfaces') return '_net_interfaces';
  return offer === 'nothing' ? ' ' : `(${offer.join(' ')})`;
}

/** What _arguments and _describe would take for their own. */
function plain(text: string): string {
  return text.replace(/[\\:[\]]/g, '\\$&');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
