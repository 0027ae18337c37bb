const STEPS = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'm', seconds: 60 },
] as const;

/** How long ago `since` was, in the largest unit that fits: "3 d", "5 h", "12 m", "<1 m". Milliseconds since the epoch. */
export function ageText(since: number | undefined, now: number): string {
  if (since === undefined) return '';
  const seconds = Math.max(0, (now - since) / 1000);
  const step = STEPS.find((candidate) => seconds >= candidate.seconds);
  return step === undefined ? '<1 m' : `${Math.floor(seconds / step.seconds)} ${step.unit}`;
}
