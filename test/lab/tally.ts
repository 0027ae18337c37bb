import type { Experiment } from './experiment.js';

/** Counts over experiments of one kind, or of all. */
export class Tally {
  probes = 0;
  agreements = 0;
  disagreements = 0;
  conditional = 0;
  /** Conditional because the order of binding chooses between SO_REUSEPORT listeners: nothing more can be known. */
  either = 0;
  void = 0;
  /** Listeners that the audit has and the scenario has not, such as those of the engines' own proxies, or the other way round. */
  listing = 0;
  gaps = 0;
  probeMs = 0;
  readonly codes = new Map<string, number>();

  /** Adds one experiment. */
  add({ judgements, listing, gaps, milliseconds }: Experiment): void {
    this.probes += judgements.length;
    this.listing += listing.length;
    this.gaps += gaps.length;
    this.probeMs += milliseconds.probes;
    for (const judgement of judgements) {
      switch (judgement.kind) {
        case 'agreement':
          this.agreements++;
          break;
        case 'disagreement':
          this.disagreements++;
          break;
        case 'conditional':
          if (judgement.either) this.either++;
          else this.conditional++;
          for (const code of new Set(judgement.codes)) this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
          break;
        case 'void':
          this.void++;
          break;
        default:
          judgement satisfies never;
      }
    }
  }

  get decided(): number {
    return this.agreements + this.disagreements;
  }

  /** One line of figures. */
  line(name: string): string {
    const share = (part: number, whole: number) =>
      whole === 0 ? '–' : `${((100 * part) / whole).toFixed(3)} %`;
    const parts = [
      `${name.padEnd(16)} ${this.probes} probes`,
      `decided ${this.decided}`,
      `agreements ${this.agreements} (${share(this.agreements, this.decided)})`,
      `disagreements ${this.disagreements}`,
      `conditional ${this.conditional} (${share(this.conditional, this.probes)})`,
      `either-of ${this.either}`,
    ];
    if (this.void > 0) parts.push(`not sent ${this.void}`);
    if (this.listing > 0) parts.push(`listeners besides ${this.listing}`);
    if (this.gaps > 0) parts.push(`gaps ${this.gaps}`);
    return parts.join(' · ');
  }

  /** Why answers were conditional, most frequent first. */
  codeLine(): string {
    const sorted = [...this.codes].sort((a, b) => b[1] - a[1]);
    return sorted.map(([code, count]) => `${code} ${count}`).join(', ');
  }
}
