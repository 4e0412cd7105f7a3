/** API: quota, calls, latency and token of each account. */
import { useMemo, useState } from 'preact/hooks';
import { decodeHours } from '../../lib/contracts/hour-line';
import type { ApiRow, OverviewAccount, QuotaRow } from '../../lib/contracts/overview';
import { indexOf, matching, type Order, pageOf, rankOf, sorted, wordsOf } from '../model/select-rows';
import { AccountCell } from '../parts/account-cell';
import { FilterBar } from '../parts/filter-bar';
import { LevelBadge } from '../parts/level';
import { Spark } from '../parts/lines';
import { Pager } from '../parts/pager';
import { type Column, Table } from '../parts/table';
import type { Context } from '../text/context';
import { PAGE_ROWS, type ViewProps } from './view';

function Quota({ quota, context }: { readonly quota: QuotaRow; readonly context: Context }) {
  const { t, format, now } = context;
  const { group, limit, remaining, windowMs, resetAt, blocked } = quota;
  const name = t(`quota.${group}`);
  // Less than half: when it is full again begins to matter.
  const isShort = blocked || remaining < limit / 2;
  const text = t('api.left', { remaining, limit, window: format.duration(windowMs) });
  return (
    <li>
      <span class="mo-quota-name">{name}</span>
      <meter
        class={blocked || remaining === 0 ? 'mo-used' : ''}
        min={0}
        max={limit}
        value={remaining}
        aria-label={`${name}: ${text}`}
      >
        {text}
      </meter>
      <span class="mo-muted">
        {text}
        {blocked && ` · ${t('api.blocked')}`}
        {isShort && resetAt !== null && ` · ${t('api.reset', { when: format.ago(resetAt, now) })}`}
      </span>
    </li>
  );
}

function Token({ token, context }: { readonly token: ApiRow['token']; readonly context: Context }) {
  const { t, format, now } = context;
  if (token === null) return <span class="mo-muted">{t('api.noToken')}</span>;
  return (
    <>
      {t('api.issued', { when: format.ago(token.issuedAt, now) })}
      <span class="mo-facts">{t('api.renewed', { when: format.ago(token.renewAt, now) })}</span>
    </>
  );
}

function columnsOf(accounts: ReadonlyMap<string, OverviewAccount>, context: Context): Column<ApiRow>[] {
  const { t, format, find, now } = context;
  const column = (id: string, cell: Column<ApiRow>['cell'], sortable = true, numeric = false) => ({
    ...{ id, title: t(`api.column.${id}`), sortable, numeric, cell },
  });
  return [
    column('account', ({ account, level }) => (
      <>
        <LevelBadge level={level}>{t(`level.${level}`)}</LevelBadge>
        <AccountCell account={accounts.get(account)} id={account} context={context} />
      </>
    )),
    column(
      'quota',
      ({ quota }) =>
        quota.length === 0 ? (
          <span class="mo-muted">{t('api.noCalls')}</span>
        ) : (
          <ul class="mo-quotas">
            {quota.map((one) => (
              <Quota key={one.group} quota={one} context={context} />
            ))}
          </ul>
        ),
      false,
    ),
    column('calls', ({ hours, callsLastHour }) => (
      <span class="mo-hours">
        {hours.points !== '' && (
          <Spark
            points={decodeHours(hours)}
            name={t('api.callsOf', { total: hours.total, max: hours.max })}
          />
        )}
        <span>{t('api.perHour', { calls: callsLastHour })}</span>
      </span>
    )),
    column('throttled', ({ throttledLastHour, throttled }) => (
      <span class={throttled === 0 ? 'mo-muted' : 'mo-strong'}>
        {t('api.throttled', { hour: throttledLastHour, week: throttled })}
      </span>
    )),
    column('latency', ({ latency }) =>
      latency === null ? (
        <span class="mo-muted">–</span>
      ) : (
        t('api.latency', { median: Math.round(latency.medianMs), max: Math.round(latency.maxMs) })
      ),
    ),
    column('token', ({ token }) => <Token token={token} context={context} />, false),
    column(
      'error',
      ({ lastError }) =>
        lastError === null ? (
          <span class="mo-muted">{t('api.noError')}</span>
        ) : (
          <>
            {find(`code.${lastError.code}`) ?? lastError.code}
            <span class="mo-facts">
              {lastError.reason} · {format.ago(lastError.at, now)}
            </span>
          </>
        ),
      false,
    ),
  ];
}

export function ApiView({ model, context, filter, onFilter }: ViewProps) {
  const { t, count } = context;
  const [order, setOrder] = useState<Order<string> | undefined>(undefined);
  const [page, setPage] = useState(0);
  const index = indexOf(model.accounts);
  const { api } = model;
  const all = api?.rows ?? [];
  const rows = useMemo(() => {
    const level = (row: ApiRow): number => rankOf(row.level);
    const place = (row: ApiRow): number => index.placeOf(row.account);
    const values: Readonly<Record<string, (row: ApiRow) => number | null>> = {
      ...{
        account: place,
        calls: ({ callsLastHour }) => callsLastHour,
        throttled: ({ throttled }) => throttled,
      },
      latency: ({ latency }) => latency?.medianMs ?? null,
    };
    const first = values[order?.column ?? ''] ?? level;
    const wanted = matching(all, filter, ({ account }) => wordsOf(index.byId.get(account)));
    return sorted(wanted, order?.descending ?? false, first, level, place);
  }, [all, filter, order, model.accounts]);
  const columns = useMemo(() => columnsOf(index.byId, context), [model.accounts, context]);
  const shown = pageOf(rows, page, PAGE_ROWS);
  const onOrder = (column: string): void => {
    setPage(0);
    setOrder({ column, descending: order?.column === column ? !order.descending : column !== 'account' });
  };
  return (
    <>
      <FilterBar
        rows={all}
        shown={rows.length}
        {...{ filter, context }}
        onFilter={(next) => {
          setPage(0);
          onFilter(next);
        }}
      />
      {all.length === 0 && <p>{t('api.empty')}</p>}
      {all.length > 0 && rows.length === 0 && <p>{t('filter.none')}</p>}
      {rows.length > 0 && (
        <Table
          caption={t('view.api')}
          columns={columns}
          rows={shown.rows}
          keyOf={({ account }) => account}
          {...(order === undefined ? {} : { order })}
          onOrder={onOrder}
        />
      )}
      <Pager {...{ page: shown.page, pages: shown.pages, context }} onPage={setPage} />
      {api !== undefined && api.omitted > 0 && <p>{count('omitted', api.omitted)}</p>}
    </>
  );
}
