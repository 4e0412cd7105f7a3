import { useMemo, useState } from 'preact/hooks';
import { type ControlRow, controlsOf, findingsOf, frameworksOf } from '../model/findings';
import { indexOf, matching, type Order, pageOf, rankOf, sorted, wordsOf } from '../model/select-rows';
import { Choice, FilterBar } from '../parts/filter-bar';
import { LevelBadge } from '../parts/level';
import { Pager } from '../parts/pager';
import { type Column, Table } from '../parts/table';
import type { Context } from '../text/context';
import { checkTitle } from '../text/titles';
import type { PostureProps } from './posture-view';
import { PAGE_ROWS } from './view';

const NUMBERS = ['failed', 'open', 'passed'] as const;

/** `9.6` before `10.1` */
const naturally = new Intl.Collator('en', { numeric: true });

function columnsOf(titleOf: (check: string) => string, { t, format }: Context): Column<ControlRow>[] {
  return [
    {
      ...{ id: 'control', title: t('posture.column.control'), sortable: true },
      cell: ({ id, level }) => <LevelBadge level={level}>{id}</LevelBadge>,
    },
    {
      ...{ id: 'checks', title: t('posture.column.checks') },
      cell: ({ checks }) => checks.map(titleOf).join(' · '),
    },
    ...NUMBERS.map((id) => ({
      ...{ id, title: t(`posture.column.${id}`), sortable: true, numeric: true },
      cell: (row: ControlRow) => format.number(row[id]),
    })),
  ];
}

/** The findings of all accounts, by the controls of a framework. */
export function Controls({ model, posture, context, filter, onFilter }: PostureProps) {
  const { t } = context;
  const frameworks = frameworksOf(posture);
  const [framework, setFramework] = useState(frameworks[0] ?? '');
  const [order, setOrder] = useState<Order<string>>({ column: 'failed', descending: true });
  const [page, setPage] = useState(0);
  const { checks } = posture;
  const titleOf = (check: string): string => checkTitle(check, checks[check], context);
  const index = indexOf(model.accounts);
  const all = useMemo(() => {
    const text = filter.text.trim().toLowerCase();
    const isWanted = (account: string): boolean =>
      wordsOf(index.byId.get(account)).toLowerCase().includes(text);
    // The text may name accounts: then it counts theirs.
    const named = findingsOf(posture).filter(({ posture: { account } }) => isWanted(account));
    return controlsOf(posture, named.length > 0 ? named : findingsOf(posture), framework);
  }, [posture, framework, filter.text, model.accounts]);
  const rows = useMemo(() => {
    const namesAccount =
      filter.text !== '' &&
      model.accounts.some((one) => wordsOf(one).toLowerCase().includes(filter.text.trim().toLowerCase()));
    const wanted = matching(
      all,
      namesAccount ? { ...filter, text: '' } : filter,
      (row) => `${row.id}\n${row.checks.map(titleOf).join('\n')}`,
    );
    const byName = wanted.toSorted((one, other) => naturally.compare(one.id, other.id));
    const values: Readonly<Record<string, (row: ControlRow) => number>> = {
      ...{ passed: ({ passed }) => passed, failed: ({ failed }) => failed, open: ({ open }) => open },
    };
    const value = values[order.column];
    if (value !== undefined) return sorted(byName, order.descending, value, ({ level }) => rankOf(level));
    return order.descending ? byName.toReversed() : byName;
  }, [all, filter, order]);
  const columns = useMemo(() => columnsOf(titleOf, context), [checks, context]);
  const shown = pageOf(rows, page, PAGE_ROWS);
  const onOrder = (column: string): void =>
    setOrder({ column, descending: order.column === column ? !order.descending : column !== 'control' });
  return (
    <>
      <FilterBar rows={all} shown={rows.length} {...{ filter, context, onFilter }}>
        <Choice
          label={t('posture.framework')}
          value={framework}
          options={frameworks.map((one) => [one, one] as const)}
          onChoose={(value) => {
            setPage(0);
            setFramework(value);
          }}
        />
      </FilterBar>
      {rows.length === 0 ? (
        <p>{t('filter.none')}</p>
      ) : (
        <Table
          caption={t('posture.controlsOf', { framework })}
          columns={columns}
          rows={shown.rows}
          keyOf={({ id }) => id}
          {...{ order, onOrder }}
        />
      )}
      <Pager {...{ page: shown.page, pages: shown.pages, context }} onPage={setPage} />
    </>
  );
}
