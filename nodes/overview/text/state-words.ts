/** The state of a row, and what to do about it, in words. */
import type { CollectionRow, StateFacts } from '../../lib/contracts/overview';
import type { Context } from './context';

type Fact = (facts: StateFacts, context: Context) => string | undefined;

/** A fact in words; undefined when it is not known. */
const ago =
  (member: 'since' | 'retryAt' | 'nextAt' | 'doneAt', key: string): Fact =>
  (facts, { t, format, now }) => {
    const at = facts[member];
    return at === undefined ? undefined : t(key, { when: format.ago(at, now) });
  };

/** In the order of the sentence. */
const FACTS: readonly Fact[] = [
  ({ code }, { find }) => (code === undefined ? undefined : (find(`code.${code}`) ?? code)),
  ({ reason }) => reason,
  ({ permission }, { t }) => (permission === undefined ? undefined : t('fact.permission', { permission })),
  ({ product }, { t }) => (product === undefined ? undefined : t('fact.product', { product })),
  ago('since', 'fact.since'),
  ({ attempts }, { count }) => (attempts === undefined ? undefined : count('fact.attempts', attempts)),
  ({ records }, { count }) => (records === undefined ? undefined : count('fact.records', records)),
  ({ holder }, { t }) => (holder === undefined ? undefined : t('fact.holder', { holder })),
  ago('retryAt', 'fact.retryAt'),
  ago('nextAt', 'fact.nextAt'),
  ago('doneAt', 'fact.doneAt'),
];

/** Details of the state, one phrase each. */
export const factsInWords = ({ facts }: CollectionRow, context: Context): string[] =>
  FACTS.map((fact) => fact(facts, context)).filter((text) => text !== undefined);

/** What to do; undefined: nothing. */
export function adviceInWords({ advice, facts }: CollectionRow, { t, format }: Context): string | undefined {
  if (advice === 'none') return undefined;
  const interval = facts.fittingIntervalMs;
  if (advice === 'longer_interval' && interval !== undefined)
    return t('advice.longer_interval_of', { interval: format.duration(interval) });
  return t(`advice.${advice}`);
}
