import { useMemo, useState } from 'preact/hooks';
import type { CheckInfo, OverviewAccount } from '../../lib/contracts/overview';
import { type Finding, findingsOf, severityRank } from '../model/findings';
import { indexOf, matching, type Order, pageOf, rankOf, sorted, wordsOf } from '../model/select-rows';
import { AccountCell } from '../parts/account-cell';
import { Choice, FilterBar } from '../parts/filter-bar';
import { LevelBadge } from '../parts/level';
import { NodeLink } from '../parts/node-link';
import { Pager } from '../parts/pager';
import { type Column, Table } from '../parts/table';
import type { Context } from '../text/context';
import { driftText } from '../text/drift-words';
import { checkTitle } from '../text/titles';
import { Evidence } from './evidence';
import type { PostureProps } from './posture-view';
import { PAGE_ROWS } from './view';

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
const ALL = '';
type Checks = Readonly<Record<string, CheckInfo>>;

const controlsText = (info: CheckInfo | undefined): string =>
  Object.entries(info?.controls ?? {})
    .map(([framework, controls]) => `${framework} ${controls.join(', ')}`)
    .join(' · ');

function columnsOf(
  checks: Checks,
  accounts: ReadonlyMap<string, OverviewAccount>,
  context: Context,
): Column<Finding>[] {
  const { t, format } = context;
  const column = (id: string, cell: Column<Finding>['cell'], sortable = true) => ({
    ...{ id, title: t(`posture.column.${id}`), sortable, cell },
  });
  return [
    column('status', ({ level, status }) => <LevelBadge level={level}>{t(`finding.${status}`)}</LevelBadge>),
    column('severity', ({ check }) => {
      const severity = checks[check]?.severity;
      return severity === undefined ? '–' : t(`severity.${severity}`);
    }),
    column('check', ({ check }) => <span class="mo-name">{checkTitle(check, checks[check], context)}</span>),
    column('account', ({ posture }, tabIndex) => (
      <span class="mo-account">
        <AccountCell account={accounts.get(posture.account)} id={posture.account} context={context} />
        <NodeLink link={posture.link} tabIndex={tabIndex} context={context}>
          {posture.name || t('posture.node')}
        </NodeLink>
      </span>
    )),
    column('since', ({ since }) => (since === null ? '–' : format.day(since))),
    column('drift', ({ drift }) =>
      drift === null ? <span class="mo-muted">–</span> : driftText(drift, context),
    ),
    column('controls', ({ check }) => <span class="mo-muted">{controlsText(checks[check])}</span>, false),
  ];
}

export function Findings({ model, posture, context, filter, onFilter }: PostureProps) {
  const { t } = context;
  const [severity, setSeverity] = useState(ALL);
  const [order, setOrder] = useState<Order<string>>({ column: 'status', descending: false });
  const [page, setPage] = useState(0);
  const index = indexOf(model.accounts);
  const { checks } = posture;
  const all = useMemo(() => findingsOf(posture), [posture]);
  const rows = useMemo(() => {
    const title = ({ check }: Finding): string => checkTitle(check, checks[check], context);
    const words = (row: Finding): string =>
      `${wordsOf(index.byId.get(row.posture.account))}\n${title(row)}\n${controlsText(checks[row.check])}`;
    const chosen = severity === ALL ? all : all.filter(({ check }) => checks[check]?.severity === severity);
    const level = (row: Finding): number => rankOf(row.level);
    const bySeverity = (row: Finding): number => severityRank(checks[row.check]);
    const place = (row: Finding): number => index.placeOf(row.posture.account);
    const values: Readonly<Record<string, (row: Finding) => string | number | null>> = {
      ...{ severity: bySeverity, check: title, account: place, since: ({ since }) => since },
      drift: ({ drift }) => drift?.to ?? null,
    };
    const first = values[order.column] ?? level;
    return sorted(
      matching(chosen, filter, words),
      order.descending,
      first,
      level,
      bySeverity,
      place,
      ({ id }) => id,
    );
  }, [all, filter, severity, order, model.accounts]);
  const columns = useMemo(() => columnsOf(checks, index.byId, context), [checks, model.accounts, context]);
  const shown = pageOf(rows, page, PAGE_ROWS);
  const fromFirstPage = <T,>(set: (value: T) => void) => {
    return (value: T): void => {
      setPage(0);
      set(value);
    };
  };
  const onOrder = (column: string): void =>
    fromFirstPage(setOrder)({
      column,
      // The latest changes are the first ones that anybody looks for.
      descending: order.column === column ? !order.descending : ['since', 'drift'].includes(column),
    });
  return (
    <>
      <FilterBar rows={all} shown={rows.length} {...{ filter, context }} onFilter={fromFirstPage(onFilter)}>
        <Choice
          label={t('posture.column.severity')}
          value={severity}
          options={[
            [ALL, t('posture.all')],
            ...SEVERITIES.map((one) => [one, t(`severity.${one}`)] as const),
          ]}
          onChoose={fromFirstPage(setSeverity)}
        />
      </FilterBar>
      {rows.length === 0 ? (
        <p>{t('filter.none')}</p>
      ) : (
        <Table
          caption={t('posture.mode.findings')}
          columns={columns}
          rows={shown.rows}
          keyOf={({ id }) => id}
          {...{ order, onOrder }}
          detail={{
            label: (row) =>
              t('posture.unfold', {
                check: checkTitle(row.check, checks[row.check], context),
                account: index.byId.get(row.posture.account)?.name ?? row.posture.account,
              }),
            content: ({ posture: { node }, check }) => (
              <Evidence node={node} check={check} info={checks[check]} context={context} />
            ),
          }}
        />
      )}
      <Pager {...{ page: shown.page, pages: shown.pages, context }} onPage={setPage} />
    </>
  );
}
