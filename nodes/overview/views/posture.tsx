/** Posture: what the policy checks found. */
import { useState } from 'preact/hooks';
import { panelId, TabList, tabId } from '../parts/tab-list';
import { AccountsTable } from './posture-accounts';
import { CompareDates } from './posture-compare';
import { Controls } from './posture-controls';
import { Findings } from './posture-findings';
import type { ViewProps } from './view';

const MODES = {
  findings: Findings,
  controls: Controls,
  accounts: AccountsTable,
  compare: CompareDates,
} as const;
type Mode = keyof typeof MODES;
const PREFIX = 'mo-posture';

export function PostureView(props: ViewProps) {
  const { t, count } = props.context;
  const [mode, setMode] = useState<Mode>('findings');
  const { posture } = props.model;
  if (posture === undefined || posture.accounts.length === 0) return <p>{t('posture.empty')}</p>;
  const Shown = MODES[mode];
  const names: readonly Mode[] = ['findings', 'controls', 'accounts', 'compare'];
  return (
    <>
      <TabList
        label={t('posture.modes')}
        prefix={PREFIX}
        tabs={names.map((name) => [name, t(`posture.mode.${name}`)] as const)}
        selected={mode}
        onSelect={(name: Mode) => setMode(name)}
      />
      <div role="tabpanel" id={panelId(PREFIX)} aria-labelledby={tabId(PREFIX, mode)} class="mo-subview">
        <Shown {...props} posture={posture} />
      </div>
      {posture.omitted > 0 && <p>{count('omitted', posture.omitted)}</p>}
    </>
  );
}
