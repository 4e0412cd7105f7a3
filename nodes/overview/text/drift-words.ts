import type { DriftRow } from '../../lib/contracts/overview';
import type { Context } from './context';

/** What changed, when, and who may have done it. */
export const driftText = (drift: DriftRow, { t, format, now }: Context): string =>
  [
    t('drift.counts', { added: drift.added, removed: drift.removed, changed: drift.changed }),
    format.ago(drift.to, now),
    drift.by.length === 0 ? t('drift.byNobody') : t('drift.by', { by: drift.by.join(', ') }),
  ].join(' · ');
