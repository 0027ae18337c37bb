/** Titles of netstat in the languages of Windows, net-tools and others: their letters beyond ASCII may be damaged. */
const TITLE =
  /^\s*(?:active\s|registered kernel|netgraph sockets|aktive\s+(?:verbindungen|internet|sockets|anslutningar|forbindelser)|aktiva anslutningar|connexions\s+(?:actives|internet)|conexiones activas|connessioni attive|conex\S{1,6}es\s+(?:ativas|internet)|aktywne po\S+czenia|actieve verbindingen|akt\S+\s+(?:p\S+ipojen|internetov|soket|kapcsolatok)|aktiivse|etkin ba|активные подключения|アクティブな接続|稼働中の|活动连接|使用中連線|活性連線|활성 연결|sockets? (?:du domaine|netrom)|domain sockets unix)/iu;

/** Names of columns. */
const COLUMN_OF_LOCAL =
  /local ?address|lokale ?adresse|adresse ?locale|direcci\S{1,3}n ?local|indirizzo ?locale|endere\S{1,3}o ?local|adres ?lokalny|lokaal ?adres|lokal ?ad(?:ress|resse|res)|m\S{1,3}stn\S{1,3} ?ad|helyi c|kohalik a|локальный адрес|ローカル ?アドレス|内部アドレス|本地地址|本機位址|로컬 ?주소|\bforeign\b|\bpeer address|localport/iu;
const COLUMNS =
  /^\s*(?:netid|proto\s+re[cf]|command\s+pid|user\s+command|state\s+recv-q|proto\S*\s+\D+$|socket\s+flowhash|address\s+type|id\s+flags|proto\/id|(?:tcpcb|pcb|socket)\s+proto)/i;

/** What tools say around their rows. */
const REMARK =
  /^\s*\(?\s*(?:not all processes could be identified|will not be shown, you would have to be root|no info could be read for|nicht alle prozesse|lsof: warning|output information may be incomplete|failed to open cgroup|cannot open netlink|microsoft windows \[|\(c\) .*microsoft|copyright \(c\) microsoft)/i;

const COMMAND = /\b(?:netstat|ss|lsof|sockstat|get-net(?:tcpconnection|udpendpoint))\b/i;
/** `C:\>`, `PS C:\Users\me>`, with a command right behind it or none. */
const WINDOWS_PROMPT = /^\s*(?:PS )?[A-Z]:\\[^>]*>/;
/** `me@host:~$`, `[root@host ~]#`, `(base) me@host dir %`. */
const SHELL_PROMPT = /^\s*(?:\([^)]*\) ?)?[^\s|]{0,60}(?: [^\s|]{1,40}){0,2} ?[$#%❯➜](?: (?<command>.*)|$)/u;
const BARE_COMMAND = /^\s*(?:sudo\s+)?(?:netstat|ss|lsof|sockstat|Get-Net\w+)(?:\s+[-/|].*)?$/;

/** True for the names of the columns of some listing. */
export function namesColumns(line: string): boolean {
  return COLUMNS.test(line) || (COLUMN_OF_LOCAL.test(line) && !/\d[.:]\d/.test(line));
}

/** True for lines that are around a listing's rows: titles, names of columns, rules, prompts, fences of Markdown. */
export function isHeading(line: string): boolean {
  if (/^\s*(?:`{3,}|~{3,})\S*$/.test(line) || /^[-=_\s]+$/.test(line)) return true;
  if (TITLE.test(line) || REMARK.test(line) || BARE_COMMAND.test(line) || namesColumns(line)) return true;
  // No row is without digits: what has come damaged out of another code page is a title or names of columns.
  if (/\ufffd/.test(line) && !/\d/.test(line)) return true;
  if (WINDOWS_PROMPT.test(line)) return true;
  const prompt = SHELL_PROMPT.exec(line);
  return prompt !== null && (prompt.groups?.command === undefined || COMMAND.test(line));
}
