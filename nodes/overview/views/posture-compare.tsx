import { useMemo, useState } from 'preact/hooks';
import type { PosturePart } from '../../lib/contracts/overview';
import { DAY_MS, utcDay } from '../../lib/util/time';
import { type Difference, differencesOf } from '../model/findings';
import { readModel } from '../model/requests';
import { indexOf, matching, pageOf, wordsOf } from '../model/select-rows';
import { AccountCell } from '../parts/account-cell';
import { FilterBar } from '../parts/filter-bar';
import { LevelBadge } from '../parts/level';
import { Loaded } from '../parts/loaded';
import { Pager } from '../parts/pager';
import { type Column, Table } from '../parts/table';
import { checkTitle } from '../text/titles';
import type { PostureProps } from './posture-view';
import { PAGE_ROWS } from './view';

const WEEK_DAYS = 7;

/** @returns undefined for what is no day */
const dayIn = (text: string): string | undefined => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined);

interface DifferencesProps extends PostureProps {
  readonly before: PosturePart;
  readonly after: PosturePart;
}

function Differences({ before, after, model, posture, context, filter, onFilter }: DifferencesProps) {
  const { t } = context;
  const [page, setPage] = useState(0);
  const index = indexOf(model.accounts);
  const checks = { ...before.checks, ...posture.checks };
  const all = useMemo(() => differencesOf(before, after), [before, after]);
  const titleOf = ({ check }: Difference): string => checkTitle(check, checks[check], context);
  const rows = matching(
    all,
    filter,
    (row) => `${wordsOf(index.byId.get(row.posture.account))}\n${titleOf(row)}`,
  );
  const shown = pageOf(rows, page, PAGE_ROWS);
  const columns: readonly Column<Difference>[] = [
    {
      ...{ id: 'account', title: t('posture.column.account') },
      cell: ({ posture: { account } }) => (
        <AccountCell account={index.byId.get(account)} id={account} context={context} />
      ),
    },
    { id: 'check', title: t('posture.column.check'), cell: titleOf },
    { id: 'before', title: t('compare.before'), cell: (row) => t(`finding.${row.before}`) },
    {
      ...{ id: 'after', title: t('compare.after') },
      cell: (row) => <LevelBadge level={row.level}>{t(`finding.${row.after}`)}</LevelBadge>,
    },
  ];
  if (all.length === 0) return <p role="status">{t('compare.same')}</p>;
  return (
    <>
      <FilterBar rows={all} shown={rows.length} {...{ filter, context, onFilter }} />
      <Table caption={t('posture.mode.compare')} columns={columns} rows={shown.rows} keyOf={({ id }) => id} />
      <Pager {...{ page: shown.page, pages: shown.pages, context }} onPage={setPage} />
    </>
  );
}

/** What differs between two days, or between a day and now. */
export function CompareDates(props: PostureProps) {
  const { context, posture } = props;
  const { t, host, now } = context;
  const today = utcDay(now);
  const [first, setFirst] = useState(utcDay(now - WEEK_DAYS * DAY_MS));
  /** empty: now */
  const [second, setSecond] = useState('');
  const from = dayIn(first);
  const until = dayIn(second);
  const field = (label: string, value: string, onDay: (day: string) => void) => (
    <label class="mo-choice">
      <span>{label}</span>
      <input
        type="date"
        value={value}
        min={posture.since ?? today}
        max={today}
        onChange={({ currentTarget }) => onDay(currentTarget.value)}
      />
    </label>
  );
  const load = async (
    signal: AbortSignal,
  ): Promise<readonly [PosturePart | undefined, PosturePart | undefined]> => {
    const [before, after] = await Promise.all([
      readModel(host, 'posture', signal, from),
      until === undefined ? undefined : readModel(host, 'posture', signal, until),
    ]);
    return [before.posture, after === undefined ? undefined : after.posture];
  };
  return (
    <>
      <fieldset class="mo-filters">
        <legend>{t('compare.legend')}</legend>
        {field(t('compare.first'), first, setFirst)}
        {field(t('compare.second'), second, setSecond)}
        <button type="button" onClick={() => setSecond('')} disabled={second === ''}>
          {t('compare.now')}
        </button>
      </fieldset>
      {from === undefined ? (
        <p>{t('compare.choose')}</p>
      ) : (
        <Loaded id={`${from} ${until ?? ''}`} load={load} context={context}>
          {([before, after]) =>
            before === undefined ? (
              <p>{t('notLoaded')}</p>
            ) : (
              <Differences {...props} before={before} after={after ?? posture} />
            )
          }
        </Loaded>
      )}
    </>
  );
}
