import type { CalendarDay, CalendarGap, CollectionRow, RowCalendar } from '../../lib/contracts/overview';
import { readCalendar } from '../model/requests';
import { Calendar } from '../parts/ledger';
import { Loaded } from '../parts/loaded';
import { Scroll } from '../parts/scroll';
import type { Context } from '../text/context';

/** rows of the table of days; the calendar has all of them */
const MAX_DAYS = 60;

const PROOFS = ['proved', 'gap', 'partial', 'open', 'unknown'] as const;

const Legend = ({ context: { t } }: { readonly context: Context }) => (
  <ul class="mo-legend">
    {PROOFS.map((proof) => (
      <li key={proof}>
        <svg width="10" height="10" aria-hidden="true">
          <rect class={`mo-day-${proof}`} width="10" height="10" />
        </svg>
        {t(`proof.${proof}`)}
      </li>
    ))}
  </ul>
);

function Gaps({ gaps, context }: { readonly gaps: readonly CalendarGap[]; readonly context: Context }) {
  const { t, format } = context;
  if (gaps.length === 0) return <p>{t('calendar.noGaps')}</p>;
  return (
    <table class="mo-plain">
      <caption>{t('calendar.gaps')}</caption>
      <thead>
        <tr>
          {['from', 'to', 'reason', 'recoverable'].map((key) => (
            <th key={key} scope="col">
              {t(`calendar.column.${key}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {gaps.map((gap) => (
          <tr key={`${gap.from} ${gap.at}`}>
            <td>{format.time(gap.from)}</td>
            <td>{format.time(gap.to)}</td>
            <td>{gap.reason}</td>
            <td>{t(gap.recoverable ? 'calendar.canRead' : 'calendar.isLost')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const COLUMNS = ['records', 'duplicates', 'quarantined', 'rejected', 'gaps', 'polls', 'failed'] as const;

/** The days that are not proved, for those who do not see the calendar. */
function Days({ days, context }: { readonly days: readonly CalendarDay[]; readonly context: Context }) {
  const { t, format } = context;
  const unproved = days.filter(({ proof }) => proof !== 'proved').slice(-MAX_DAYS);
  return (
    <details>
      <summary>{t('calendar.unproved', { count: unproved.length })}</summary>
      <Scroll name={t('calendar.unproved', { count: unproved.length })}>
        <table class="mo-plain">
          <thead>
            <tr>
              <th scope="col">{t('calendar.column.day')}</th>
              <th scope="col">{t('calendar.column.proof')}</th>
              {COLUMNS.map((key) => (
                <th key={key} scope="col" class="mo-number">
                  {t(`calendar.column.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {unproved.toReversed().map((day) => (
              <tr key={day.day}>
                <th scope="row">{format.day(day.day)}</th>
                <td>{t(`proof.${day.proof}`)}</td>
                {COLUMNS.map((key) => (
                  <td key={key} class="mo-number">
                    {format.number(day[key])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}

function Content({ calendar, context }: { readonly calendar: RowCalendar; readonly context: Context }) {
  const { t } = context;
  const { asked } = calendar;
  return (
    <>
      <p>
        {t('calendar.asked', {
          ...{ account: asked.code ?? asked.account, stream: asked.stream, node: asked.name || asked.node },
        })}
      </p>
      {calendar.days.length === 0 ? (
        <p>{t('calendar.empty')}</p>
      ) : (
        <>
          <Scroll name={t('calendar.title')}>
            <Calendar days={calendar.days} context={context} />
          </Scroll>
          <Legend context={context} />
          <Days days={calendar.days} context={context} />
        </>
      )}
      <Gaps gaps={calendar.gaps} context={context} />
    </>
  );
}

/** The ledger of a row, as a calendar. */
export const RowDetail = ({ row, context }: { readonly row: CollectionRow; readonly context: Context }) => (
  <>
    <h3>{context.t('calendar.title')}</h3>
    <Loaded id={row.id} load={(signal) => readCalendar(context.host, row.id, signal)} context={context}>
      {(calendar) => <Content calendar={calendar} context={context} />}
    </Loaded>
  </>
);
