import type { Lab } from './build.js';
import * as c from './kernel/constants.js';
import { errno, errnoName, libc } from './kernel/libc.js';
import { within } from './kernel/namespace.js';
import type { Poller } from './kernel/poller.js';
import { encodeSockaddr } from './kernel/sockaddr.js';
import { pendingError, resetOnClose } from './kernel/socket-options.js';
import { launch } from './launch.js';
import { encodeNumber } from './listen.js';
import { isToGroup, type Probe } from './scenario.js';

/** What became of a probe. `listener` is its number in the scenario. */
export type Outcome =
  /** Delivered and answered. */
  | { readonly kind: 'open'; readonly listener: number }
  /** UDP: delivered, but no answer came back. */
  | { readonly kind: 'one-way'; readonly listener: number }
  /** A datagram to a group or a broadcast address: who got it, and whose answers came back. */
  | { readonly kind: 'heard'; readonly by: readonly number[]; readonly answered: readonly number[] }
  /** An error that names itself: ECONNREFUSED, EHOSTUNREACH, EACCES. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** TCP: the handshake ended for the client, but the listener's word never came. */
  | { readonly kind: 'half-open' }
  | { readonly kind: 'timeout' }
  /** The client could not even send: says nothing of the target. */
  | { readonly kind: 'not-sent'; readonly detail: string };

interface Flight {
  readonly number: number;
  readonly fd: number;
  readonly deadline: number;
}

const FIRST_TIMEOUT_MS = 250;
const RETRY_TIMEOUT_MS = 500;
const IN_FLIGHT = 3000;
const EAGAIN = 11;

/** Tries packets, many at once, from the client and from the target itself, over sockets in `poller`. */
export class Prober {
  readonly #lab: Lab;
  readonly #poller: Poller;
  readonly #probes: readonly Probe[];
  readonly #outcomes: (Outcome | undefined)[];
  readonly #arrivals = new Map<number, Set<number>>();
  readonly #answers = new Map<number, Set<number>>();
  readonly #handshaken = new Set<number>();
  readonly #answer = Buffer.alloc(64);

  constructor(lab: Lab, poller: Poller, probes: readonly Probe[]) {
    this.#lab = lab;
    this.#poller = poller;
    this.#probes = probes;
    this.#outcomes = probes.map(() => undefined);
  }

  /** To be told of each datagram that a listener gets. */
  arrived(listener: number, probe: number): void {
    note(this.#arrivals, probe, listener);
  }

  /** Runs all probes; those that stay without an answer are tried once more, since a packet can get lost. */
  run(): Outcome[] {
    this.#pass([...this.#probes.keys()], FIRST_TIMEOUT_MS);
    const silent = [...this.#probes.keys()].filter((number) => isSilent(this.#outcomes[number]));
    this.#pass(silent, RETRY_TIMEOUT_MS);
    return this.#outcomes.map((outcome) => outcome ?? { kind: 'timeout' });
  }

  #pass(numbers: readonly number[], timeoutMs: number): void {
    const flying = new Map<number, Flight>();
    let next = 0;
    while (next < numbers.length || flying.size > 0) {
      for (let burst = 0; burst < 64 && next < numbers.length && flying.size < IN_FLIGHT; burst++) {
        this.#start(numbers[next++] as number, timeoutMs, flying);
      }
      const full = next >= numbers.length || flying.size >= IN_FLIGHT;
      // Only a poll that brought nothing shows that a silent probe is silent and not merely unread.
      if (this.#poller.wait(full ? 20 : 0) === 0) this.#expire(flying);
    }
  }

  #expire(flying: Map<number, Flight>): void {
    const now = performance.now();
    for (const flight of flying.values()) {
      if (flight.deadline > now) return;
      const { number } = flight;
      if (isToGroup(this.#probes[number] as Probe)) {
        const [by = [], answered = []] = [this.#arrivals, this.#answers].map((map) => [
          ...(map.get(number) ?? []),
        ]);
        this.#land(flight, flying, { kind: 'heard', by, answered });
        continue;
      }
      const [listener] = this.#arrivals.get(flight.number) ?? [];
      const silent = { kind: this.#handshaken.has(flight.number) ? 'half-open' : 'timeout' } as const;
      this.#land(flight, flying, listener === undefined ? silent : { kind: 'one-way', listener });
    }
  }

  #start(number: number, timeoutMs: number, flying: Map<number, Flight>): void {
    const probe = this.#probes[number] as Probe;
    const guest = probe.from === undefined ? undefined : this.#lab.guests.get(probe.from);
    const mark = guest === undefined ? this.#lab.marks.get(probe.via) : undefined;
    const sender = guest ?? (mark === undefined ? this.#lab.target : this.#lab.client);
    const fd = within(sender, () => launch(probe, mark));
    const flight = { number, fd, deadline: performance.now() + timeoutMs };
    flying.set(number, flight);
    if (fd < 0) {
      this.#land(flight, flying, this.#refusedToSend(flight.number, -fd));
      return;
    }
    const interest = probe.protocol === 'udp' ? c.EPOLLIN : c.EPOLLIN | c.EPOLLOUT;
    this.#poller.add(fd, interest, (events) => this.#progress(flight, flying, events));
    if (probe.protocol === 'udp') this.#send(flight, flying);
  }

  #send(flight: Flight, flying: Map<number, Flight>): void {
    const probe = this.#probes[flight.number] as Probe;
    const token = encodeNumber(flight.number);
    const to = encodeSockaddr(probe.destination, probe.port);
    const sent = isToGroup(probe)
      ? libc().sendto(flight.fd, token, 4, 0, to, to.length)
      : libc().send(flight.fd, token, 4, 0);
    if (sent < 0) {
      this.#land(flight, flying, this.#refusedToSend(flight.number, errno()));
    }
  }

  /** A client on the target itself is stopped by what is under test; one elsewhere never got that far. */
  #refusedToSend(number: number, error: number): Outcome {
    const probe = this.#probes[number];
    const here = probe !== undefined && probe.from === undefined && !this.#lab.marks.has(probe.via);
    const kind = here ? 'refused' : 'not-sent';
    return { kind, detail: errnoName(error) };
  }

  #progress(flight: Flight, flying: Map<number, Flight>, events: number): void {
    const length = libc().recv(flight.fd, this.#answer, this.#answer.length, 0);
    if (isToGroup(this.#probes[flight.number] as Probe)) {
      if (length === 4) note(this.#answers, flight.number, this.#answer.readInt32LE());
      return;
    }
    if (length === 4) {
      this.#land(flight, flying, { kind: 'open', listener: this.#answer.readInt32LE() });
      return;
    }
    const failed = length < 0 ? errno() : 0;
    if (failed === EAGAIN && (events & (c.EPOLLERR | c.EPOLLHUP)) === 0) {
      // Connected, and from now on only the listener's word is of interest.
      if (this.#handshaken.has(flight.number)) return;
      this.#handshaken.add(flight.number);
      this.#poller.change(flight.fd, c.EPOLLIN);
      return;
    }
    const error = failed === EAGAIN ? pendingError(flight.fd) : failed;
    if (error === 0 && length !== 0) return;
    const [listener] = this.#arrivals.get(flight.number) ?? [];
    const detail = error === 0 ? 'closed' : errnoName(error);
    this.#land(
      flight,
      flying,
      listener === undefined ? { kind: 'refused', detail } : { kind: 'one-way', listener },
    );
  }

  #land(flight: Flight, flying: Map<number, Flight>, outcome: Outcome): void {
    this.#outcomes[flight.number] = outcome;
    flying.delete(flight.number);
    if (flight.fd < 0) return;
    if (this.#probes[flight.number]?.protocol === 'tcp') resetOnClose(flight.fd);
    this.#poller.close(flight.fd);
  }
}

/** True where nothing came back, which may be a packet's fate or its loss. */
function isSilent(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'timeout' || (outcome?.kind === 'heard' && outcome.answered.length === 0);
}

function note(sets: Map<number, Set<number>>, key: number, value: number): void {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([value]));
  else known.add(value);
}
