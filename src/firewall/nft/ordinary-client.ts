import { asArray, asNumber, asObject, asString, type Json, type JsonObject } from './json.js';

/** The segment size that a client behind Ethernet announces; tunnels take a little less, loopback much more. */
const ORDINARY_MSS = [1220, 1460, 65_495] as const;

/** What header fields hold in packets of ordinary clients, from the least to the most that is seen. */
const ORDINARY_FIELDS: ReadonlyMap<string, readonly number[]> = new Map([
  ['ip hdrlength', [5]],
  ['tcp doff', [5, 8, 10]],
  ['tcp window', [256, 29_200, 65_535]],
  ['udp length', [9, 1472]],
]);

/**
 * Whether a match on what clients choose holds for an ordinary one, where every ordinary client is alike: it sends no IP
 * options, no IPv6 extension headers, headers and windows of common size, and in its SYN a TCP maximum segment size of
 * common length. Undefined otherwise.
 */
export function ordinaryOutcome(match: JsonObject): boolean | undefined {
  const left = asObject(match.left);
  if (left === undefined) return undefined;
  if (left['ip option'] !== undefined || left.exthdr !== undefined) return absentHeader(left, match);
  const payload = asObject(left.payload);
  if (payload !== undefined) {
    const sizes = ORDINARY_FIELDS.get(`${asString(payload.protocol)} ${asString(payload.field)}`);
    return sizes && agreed(sizes.map((size) => compareNumber(size, match.op, match.right)));
  }
  const option = asObject(left['tcp option']);
  if (option === undefined || asString(option.name) !== 'maxseg') return undefined;
  if (option.field === undefined) return undefined;
  return agreed(ORDINARY_MSS.map((size) => compareNumber(size, match.op, match.right)));
}

/** Asked whether it is there: it is not. Asked for its contents: that fails. */
function absentHeader(left: JsonObject, match: JsonObject): boolean {
  const header = asObject(left['ip option'] ?? left.exthdr);
  return header?.field === undefined && match.right === (match.op === '!=');
}

function compareNumber(value: number, operator: Json, right: Json): boolean | undefined {
  const range = asArray(asObject(right)?.range);
  const first = asNumber(range === undefined ? right : range[0]);
  const last = asNumber(range === undefined ? right : range[1]);
  if (first === undefined || last === undefined) return undefined;
  const within = value >= first && value <= last;
  switch (operator) {
    case '==':
      return within;
    case '!=':
      return !within;
    case '<':
      return value < first;
    case '<=':
      return value <= first;
    case '>':
      return value > last;
    case '>=':
      return value >= last;
    default:
      return undefined;
  }
}

function agreed(outcomes: readonly (boolean | undefined)[]): boolean | undefined {
  const [first] = outcomes;
  return outcomes.every((outcome) => outcome === first) ? first : undefined;
}
