import { COMMAND_NAMES, COMMANDS, type CommandName, type CommandRow, optionsOf } from '../commands.js';
import { FLAGS_WITH_VALUE, flagsOf, isRepeatable, type Offer, offerFor, PLACES } from './offer.js';

/**
 * The script for bash 3.2 and later, which needs nothing of the package bash-completion. It never hands words of the system
 * to `compgen -W`, which would expand them: an interface may be called `$(reboot)`.
 */
export function bashCompletions(): string {
  return `# Completions of listenscope for bash, made by: listenscope completions bash

_listenscope() {
  local -a words=() given=()
  local word current='' command=show operands=0 value_of='' prefix='' i

  # Bash splits words at = and :, too; what no blank parts belongs together.
  local line=\${COMP_LINE:0:COMP_POINT}
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -z $line || $line == [[:space:]]* || $i == 0 ]]; then
      line=\${line#"\${line%%[![:space:]]*}"}
      [[ -n $COMP_LINE && $i == "$COMP_CWORD" ]] && word=$line
      words+=("$word")
    else
      [[ $i == "$COMP_CWORD" ]] && word=$line
      words[\${#words[@]} - 1]+=$word
    fi
    line=\${line#"$word"}
  done
  current=\${words[\${#words[@]} - 1]}

  # What stands before the cursor: the command, its operands, the options.
  for word in "\${words[@]:1:\${#words[@]} - 2}"; do
    if [[ -n $value_of ]]; then
      value_of=''
      continue
    fi
    case $word in
      ${FLAGS_WITH_VALUE.join(' | ')}) 
        value_of=$word
        given+=("$word") ;;
      -*) given+=("\${word%%=*}") ;;
      ${COMMAND_NAMES.join(' | ')})
        if [[ $command == show ]]; then command=$word; else operands=$((operands + 1)); fi ;;
      *) operands=$((operands + 1)) ;;
    esac
  done
  if [[ -z $value_of && $current == --*=* ]]; then
    value_of=\${current%%=*}
    current=\${current#*=}
    # Bash puts what follows = in place by itself, unless = does not part words.
    [[ $COMP_WORDBREAKS == *=* ]] || prefix=$value_of=
  fi

  COMPREPLY=()
  if [[ -n $value_of ]]; then
    case $command$value_of in
${PLACES.flatMap(valueBranches).join('\n')}
    esac
    return
  fi
  if [[ $current != -* ]]; then
    case $command/$operands in
      show/0) _listenscope_words ${COMMAND_NAMES.join(' ')} ;;
${COMMAND_NAMES.flatMap(operandBranches).join('\n')}
    esac
  fi
  [[ $current == -* || ($command != show && \${#COMPREPLY[@]} == 0 && -z $current) ]] || return
  case $command in
${PLACES.map(optionBranch).join('\n')}
  esac
}

# Offers those of its arguments that begin as the current word does.
_listenscope_words() {
  local word
  for word; do
    [[ $word == "$current"* ]] && COMPREPLY+=("$prefix$(printf %q "$word")")
  done
}

# The same for options, each as "-s --long" with all its names: none of them that has been given.
_listenscope_options() {
  local option name names
  for option; do
    IFS=' ' read -r -a names <<< "$option"
    for name in "\${names[@]}"; do
      [[ " \${given[*]} " == *" $name "* ]] && continue 2
    done
    _listenscope_words "\${names[@]}"
  done
}

_listenscope_files() {
  local file
  while IFS= read -r file; do COMPREPLY+=("$prefix$file"); done < <(compgen -f -- "$current")
  # Where there is none, as behind a quote, readline has a try.
  compopt -o filenames -o default 2> /dev/null
}

_listenscope_interfaces() {
  local path
  if [[ -d /sys/class/net ]]; then
    for path in /sys/class/net/*; do _listenscope_words "\${path##*/}"; done
  else
    while IFS= read -r path; do _listenscope_words "$path"; done < <(ifconfig -l 2> /dev/null | tr ' ' '\\n')
  fi
}

complete -F _listenscope listenscope
`;
}

function valueBranches(name: CommandName): string[] {
  return optionsOf(name).flatMap((row) => {
    const call = callFor(offerFor(row));
    const patterns = flagsOf(row).map((flag) => `${name}${flag}`);
    return row.value === undefined || call === undefined ? [] : [`      ${patterns.join(' | ')}) ${call} ;;`];
  });
}

function operandBranches(name: CommandName): string[] {
  const { operands = [] }: CommandRow = COMMANDS[name];
  return operands.flatMap((operand, index) => {
    const call = callFor(offerFor(operand));
    return call === undefined ? [] : [`      ${name}/${index}) ${call} ;;`];
  });
}

function optionBranch(name: CommandName): string {
  const rows = optionsOf(name);
  const repeatable = rows.filter(isRepeatable).flatMap(flagsOf);
  const once = rows.filter((row) => !isRepeatable(row)).map((row) => `'${flagsOf(row).join(' ')}'`);
  const words = repeatable.length === 0 ? '' : ` _listenscope_words ${repeatable.join(' ')} ;`;
  return `    ${name})${words} _listenscope_options ${once.join(' ')} ;;`;
}

function callFor(offer: Offer): string | undefined {
  if (offer === 'files') return '_listenscope_files';
  if (offer === 'interfaces') return '_listenscope_interfaces';
  return offer === 'nothing' ? undefined : `_listenscope_words ${offer.join(' ')}`;
}
