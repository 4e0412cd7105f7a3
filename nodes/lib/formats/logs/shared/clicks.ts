/** Links that were clicked or scanned: their verdict, level and title. */
import type { Disposition, Event, Level, ThreatVerdict } from '../../event';

const LEVEL_BY_VERDICT: Readonly<Record<ThreatVerdict, Level>> = {
  malicious: 'medium',
  suspicious: 'low',
  clean: 'informational',
  unknown: 'low',
};

/** How a check was started (`creationMethod`, wire.md 10.1): what its title says, and whether a user clicked. */
export interface Occasion {
  readonly checked: string;
  readonly suffix: string;
  readonly byUser: boolean;
}

const CLICK: Occasion = { checked: 'Link clicked', suffix: '', byUser: true };
const OTHER: Occasion = { checked: 'Link checked', suffix: '', byUser: false };

const OCCASIONS: ReadonlyMap<string, Occasion> = new Map([
  ['user click', CLICK],
  ['entry scan', { checked: 'Link scanned on entry', suffix: ' on entry', byUser: false }],
  ['real-time protection', { checked: 'Link scanned in real time', suffix: ' in real time', byUser: false }],
]);

/** Records without that member are clicks. */
export const occasionOf = (creationMethod: string | undefined): Occasion =>
  creationMethod === undefined ? CLICK : (OCCASIONS.get(creationMethod.trim().toLowerCase()) ?? OTHER);

const TITLES: Partial<Readonly<Record<Disposition, string>>> = {
  blocked: 'Link blocked',
  alerted: 'Link warned about',
};

/** Without a verdict of the record, only a blocked link is suspicious: an allowed one may not have been scanned. */
function levelOf({ disposition }: Event, verdict: ThreatVerdict): Level {
  if (disposition !== 'allowed') return LEVEL_BY_VERDICT[verdict];
  if (verdict === 'malicious') return 'high';
  return verdict === 'unknown' ? 'informational' : LEVEL_BY_VERDICT[verdict];
}

export function deriveClick(event: Event, occasion: Occasion = CLICK): void {
  const verdict = event.verdict ?? (event.disposition === 'blocked' ? 'suspicious' : 'unknown');
  event.verdict = verdict;
  event.kind = 'threat';
  event.activity = 'create';
  event.level = levelOf(event, verdict);
  const title = event.disposition === undefined ? undefined : TITLES[event.disposition];
  event.name = title === undefined ? occasion.checked : `${title}${occasion.suffix}`;
  event.disposition ??= 'detected';
  if (!occasion.byUser) return;
  event.sourceIsUser = true;
  // of several recipients, the record does not say who it was
  if (event.to.length === 1) [event.user] = event.to;
}
