/** Collection: a row for each account, source and type of records. What fails comes first. */
import { useMemo, useState } from 'preact/hooks';
import { decodeHours } from '../../lib/contracts/hour-line';
import type { CollectionRow, OverviewAccount } from '../../lib/contracts/overview';
import {
  type AccountIndex,
  indexOf,
  matching,
  type Order,
  pageOf,
  rankOf,
  sorted,
  wordsOf,
} from '../model/select-rows';
import { AccountCell } from '../parts/account-cell';
import { FilterBar } from '../parts/filter-bar';
import { LedgerStrip } from '../parts/ledger';
import { LevelBadge } from '../parts/level';
import { Spark } from '../parts/lines';
import { NodeLink } from '../parts/node-link';
import { Pager } from '../parts/pager';
import { type Column, Table } from '../parts/table';
import type { Context } from '../text/context';
import { adviceInWords, factsInWords } from '../text/state-words';
import { RowDetail } from './row-detail';
import { PAGE_ROWS, type ViewProps } from './view';

type SortColumn = 'state' | 'account' | 'source' | 'lag' | 'polled' | 'hours' | 'losses';

/** What is missing, or may be. */
const LOSSES = ['gaps', 'quarantined', 'rejected', 'waiting'] as const;

type Sortable = (row: CollectionRow) => string | number | null;

const lag: Sortable = ({ lagMs }) => (lagMs === null ? null : -lagMs);

const sortedBy = (index: AccountIndex): Readonly<Record<SortColumn, Sortable>> => ({
  state: ({ level }) => rankOf(level),
  account: ({ account }) => index.placeOf(account),
  source: ({ source, type }) => `${source} ${type}`,
  lag: ({ lagMs }) => lagMs,
  polled: ({ polledAt }) => polledAt,
  hours: ({ hours }) => hours.total,
  losses: (row) => LOSSES.reduce((sum, name) => sum + row[name], 0),
});

const isSortColumn = (id: string, keys: object): id is SortColumn => Object.hasOwn(keys, id);

/** Words sort from A on, numbers from the largest one on. */
const DESCENDING_FIRST: readonly string[] = ['lag', 'hours', 'losses'];

const sourceName = ({ source }: CollectionRow, { find }: Context): string =>
  find(`source.${source}`) ?? source;

function StateCell({ row, context }: { readonly row: CollectionRow; readonly context: Context }) {
  const details = factsInWords(row, context);
  return (
    <>
      <LevelBadge level={row.level}>{context.t(`state.${row.state}`)}</LevelBadge>
      {details.length > 0 && <span class="mo-facts">{details.join(' · ')}</span>}
    </>
  );
}

function HoursCell({ row, context }: { readonly row: CollectionRow; readonly context: Context }) {
  const { t, format } = context;
  const { total, max } = row.hours;
  if (row.hours.points === '') return <span class="mo-muted">{t('collection.noHours')}</span>;
  const name = t('collection.hoursOf', { total, max });
  return (
    <span class="mo-hours">
      <Spark points={decodeHours(row.hours)} name={name} />
      <span>{format.number(total)}</span>
    </span>
  );
}

/** Only what there is: four columns of zeros would hide it. */
function LossesCell({
  row,
  context: { t, count },
}: {
  readonly row: CollectionRow;
  readonly context: Context;
}) {
  const some = LOSSES.filter((name) => row[name] > 0);
  if (some.length === 0) return <span class="mo-muted">{t('collection.noLosses')}</span>;
  return (
    <ul>
      {some.map((name) => (
        <li key={name} class="mo-strong">
          {count(`loss.${name}`, row[name])}
        </li>
      ))}
    </ul>
  );
}

function columnsOf(
  accounts: ReadonlyMap<string, OverviewAccount>,
  context: Context,
): Column<CollectionRow>[] {
  const { t, format, now } = context;
  const column = (id: SortColumn, cell: Column<CollectionRow>['cell'], numeric = false) => ({
    ...{ id, title: t(`collection.column.${id}`), sortable: true, numeric, cell },
  });
  return [
    column('state', (row) => <StateCell row={row} context={context} />),
    column('account', ({ account }) => (
      <AccountCell account={accounts.get(account)} id={account} context={context} />
    )),
    column('source', (row, tabIndex) => (
      <span class="mo-account">
        <NodeLink link={row.link} tabIndex={tabIndex} context={context}>
          {row.name || sourceName(row, context)}
        </NodeLink>
        <span class="mo-muted">
          {[sourceName(row, context), row.type].filter((one) => one !== '').join(' · ')}
        </span>
      </span>
    )),
    column('lag', ({ lagMs }) => (lagMs === null ? '–' : format.duration(lagMs)), true),
    column('polled', ({ polledAt }) =>
      polledAt === null ? (
        <span class="mo-muted">{t('collection.notPolled')}</span>
      ) : (
        <time dateTime={polledAt} title={format.time(polledAt)}>
          {format.ago(polledAt, now)}
        </time>
      ),
    ),
    column('hours', (row) => <HoursCell row={row} context={context} />),
    {
      id: 'ledger',
      title: t('collection.column.ledger'),
      cell: (row) => <LedgerStrip letters={row.days} context={context} />,
    },
    column('losses', (row) => <LossesCell row={row} context={context} />),
    {
      id: 'advice',
      title: t('collection.column.advice'),
      cell: (row) => adviceInWords(row, context) ?? <span class="mo-muted">{t('advice.none')}</span>,
    },
  ];
}

export function CollectionView({ model, context, filter, onFilter }: ViewProps) {
  const { t, count } = context;
  const [order, setOrder] = useState<Order<SortColumn>>({ column: 'state', descending: false });
  const [page, setPage] = useState(0);
  const { accounts, collection } = model;
  const index = indexOf(accounts);
  const all = collection?.rows ?? [];
  const keys = sortedBy(index);
  const rows = useMemo(() => {
    const words = (row: CollectionRow): string =>
      `${wordsOf(index.byId.get(row.account))}\n${row.name}\n${row.stream}\n${sourceName(row, context)}`;
    const wanted = matching(all, filter, words);
    return sorted(wanted, order.descending, keys[order.column], lag, keys.account, ({ id }) => id);
  }, [all, filter, order, accounts]);
  // The columns change with the time, and all rows with them.
  const columns = useMemo(() => columnsOf(index.byId, context), [accounts, context]);
  const shown = pageOf(rows, page, PAGE_ROWS);
  const onOrder = (id: string): void => {
    if (!isSortColumn(id, keys)) return;
    const descending = order.column === id ? !order.descending : DESCENDING_FIRST.includes(id);
    setOrder({ column: id, descending });
    setPage(0);
  };
  const search = (next: typeof filter): void => {
    setPage(0);
    onFilter(next);
  };
  return (
    <>
      <FilterBar rows={all} shown={rows.length} {...{ filter, context }} onFilter={search} />
      {all.length === 0 && <p>{t('collection.empty')}</p>}
      {all.length > 0 && rows.length === 0 && <p>{t('filter.none')}</p>}
      {rows.length > 0 && (
        <Table
          caption={t('view.collection')}
          columns={columns}
          rows={shown.rows}
          keyOf={({ id }) => id}
          {...{ order, onOrder }}
          detail={{
            label: (row) =>
              t('collection.unfold', {
                ...{
                  account: index.byId.get(row.account)?.name ?? row.account,
                  type: row.type || row.source,
                },
              }),
            content: (row) => <RowDetail row={row} context={context} />,
          }}
        />
      )}
      <Pager {...{ page: shown.page, pages: shown.pages, context }} onPage={setPage} />
      {collection !== undefined && collection.omitted > 0 && <p>{count('omitted', collection.omitted)}</p>}
    </>
  );
}
