import { useState } from 'preact/hooks';
import type { AccountPosture } from '../../lib/contracts/overview';
import { severityRank } from '../model/findings';
import { indexOf, isFailing, pageOf, wordsOf } from '../model/select-rows';
import { FilterBar } from '../parts/filter-bar';
import { LevelBadge } from '../parts/level';
import { NodeLink } from '../parts/node-link';
import { Pager } from '../parts/pager';
import { Scroll } from '../parts/scroll';
import { checkTitle } from '../text/titles';
import type { PostureProps } from './posture-view';

/** columns that fit beside each other */
const PAGE_ACCOUNTS = 5;

const score = ({ score: value }: AccountPosture): number => value ?? Number.POSITIVE_INFINITY;

/** A column for each account, the lowest score first, and a row for each check. */
export function AccountsTable({ model, posture, context, filter, onFilter }: PostureProps) {
  const { t, format } = context;
  const [page, setPage] = useState(0);
  const index = indexOf(model.accounts);
  const { checks } = posture;
  const text = filter.text.trim().toLowerCase();
  const ordered = posture.accounts
    .filter(({ account }) => wordsOf(index.byId.get(account)).toLowerCase().includes(text))
    .toSorted(
      (one, other) => score(one) - score(other) || index.placeOf(one.account) - index.placeOf(other.account),
    );
  const shown = pageOf(ordered, page, PAGE_ACCOUNTS);
  const findings = shown.rows.map((one) => new Map(one.findings.map((finding) => [finding.check, finding])));
  const names = Object.keys(checks)
    .filter((check) => findings.some((one) => one.has(check)))
    .filter(
      (check) => !filter.failing || findings.some((one) => isFailing(one.get(check) ?? { level: 'off' })),
    )
    .toSorted((one, other) => severityRank(checks[one]) - severityRank(checks[other]));
  const counted = posture.accounts.map(({ findings: rows }) => ({
    level: rows.some(({ level }) => level === 'bad')
      ? ('bad' as const)
      : rows.some(({ level }) => level === 'ok')
        ? ('ok' as const)
        : ('off' as const),
  }));
  return (
    <>
      <FilterBar rows={counted} shown={ordered.length} {...{ filter, context, onFilter }} />
      {ordered.length === 0 ? (
        <p>{t('filter.none')}</p>
      ) : (
        <Scroll name={t('posture.mode.accounts')}>
          <table class="mo-plain mo-matrix">
            <caption class="mo-hidden">{t('posture.mode.accounts')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('posture.column.check')}</th>
                {shown.rows.map((one) => (
                  <th key={one.node} scope="col">
                    <span class="mo-name">{index.byId.get(one.account)?.name || one.account}</span>
                    <span class="mo-muted">
                      {one.score === null
                        ? t('posture.noScore')
                        : t('posture.score', { score: format.percent(one.score / 100) })}
                    </span>
                    <NodeLink link={one.link} context={context}>
                      {one.name || t('posture.node')}
                    </NodeLink>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {names.map((check) => (
                <tr key={check}>
                  <th scope="row">{checkTitle(check, checks[check], context)}</th>
                  {shown.rows.map((one, at) => {
                    const finding = findings[at]?.get(check);
                    return (
                      <td key={one.node}>
                        {finding === undefined ? (
                          <span class="mo-muted">–</span>
                        ) : (
                          <LevelBadge level={finding.level}>{t(`finding.${finding.status}`)}</LevelBadge>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <Pager {...{ page: shown.page, pages: shown.pages, context }} onPage={setPage} />
    </>
  );
}
