import { execFile } from 'node:child_process';
import { findTool } from './find-tool.js';

/** Where a shell is asked: with which script, in which directory, in a network namespace of `ip netns` or this one. */
export interface ShellPlace {
  readonly script: string;
  readonly directory: string;
  readonly home: string;
  readonly namespace?: string;
}

/** What a shell offers where the cursor stands at the end of `line`, sorted, each once. */
export type Offers = (line: string) => Promise<readonly string[]>;

/** Asks bash by calling the function that it would call, with its words split as readline does. */
export function bashOffers(place: ShellPlace): Offers {
  const program = `
    source "$1"
    COMP_LINE=$2 COMP_POINT=\${#2} COMP_WORDS=() COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
    rest=$2
    while [[ -n $rest ]]; do
      if [[ $rest =~ ^[[:space:]]+ ]]; then rest=\${rest#"\${BASH_REMATCH[0]}"}; [[ -z $rest ]] && COMP_WORDS+=('')
      elif [[ $rest =~ ^[=:]+ || $rest =~ ^[^[:space:]=:]+ ]]; then
        COMP_WORDS+=("\${BASH_REMATCH[0]}"); rest=\${rest#"\${BASH_REMATCH[0]}"}
        [[ -z $rest && \${BASH_REMATCH[0]} == [=:]* ]] && COMP_WORDS+=('')
      fi
    done
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    "$(complete -p listenscope | sed 's/.*-F \\([^ ]*\\).*/\\1/')" listenscope
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  return (line) => ask('bash', ['--norc', '--noprofile', '-c', program, 'bash', place.script, line], place);
}

/** Asks fish with `complete -C`, which prints what the tabulator key would show, a tab before each description. */
export function fishOffers(place: ShellPlace): Offers {
  return (line) =>
    ask('fish', ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', place.script, line], place);
}

/** Asks a zsh on a terminal of its own, with compinit, by pressing the tabulator key. */
export function zshOffers(place: ShellPlace): Offers {
  const program = `
    zmodload zsh/zpty
    zpty inner zsh -f -i
    zpty -w inner "PS1= ; stty -echo; autoload -U compinit; compinit -D -u; source $1; zstyle ':completion:*' list-grouped no"
    zpty -w inner 'compadd() {
      if [[ " \${@[1,(i)(-|--)]} " == *" -"[OAD]" "* ]]; then builtin compadd "$@"; return; fi
      local -a hits; builtin compadd -A hits "$@"; print -rl -- "<offer>"\${^hits}"</offer>"; (( \${#hits} ))
    }
    probe() { _main_complete; print -r -- "<end"of"offers>"; compstate[insert]= compstate[list]= }
    zle -C probe complete-word probe; bindkey "^I" probe; print -r -- "<re""ady>"'
    zpty -r inner text '*<ready>*'
    zpty -w -n inner "$2"$'\\t'
    zpty -r inner text '*<endofoffers>*'
    zpty -d inner
    print -r -- "$text"`;
  return async (line) => {
    const text = (await ask('zsh', ['-f', '-c', program, 'zsh', place.script, line], place)).join('\n');
    return tidy([...text.matchAll(/<offer>(.*?)<\/offer>/g)].map(([, word = '']) => word));
  };
}

function ask(
  shell: string,
  args: readonly string[],
  { directory, home, namespace }: ShellPlace,
): Promise<readonly string[]> {
  const env = { PATH: process.env.PATH, HOME: home, TERM: 'xterm', LC_ALL: 'C.UTF-8' };
  const [program = shell, ...before] =
    namespace === undefined ? [shell] : ['ip', 'netns', 'exec', namespace, shell];
  return new Promise((resolve, reject) => {
    const options = { cwd: directory, env, timeout: 20_000 };
    execFile(findTool(program) ?? program, [...before, ...args], options, (error, stdout, stderr) => {
      if (error !== null || stderr !== '') reject(new Error(`${shell}: ${error?.message ?? ''} ${stderr}`));
      else resolve(tidy(stdout.split('\n').map((row) => row.replace(/\t.*/, '').trimEnd())));
    });
  });
}

function tidy(words: readonly string[]): readonly string[] {
  return [...new Set(words.filter((word) => word !== ''))].toSorted();
}
