import { useState } from 'preact/hooks';
import type { IndicatorInfo, OverviewAccount, RiskTile } from '../../lib/contracts/overview';
import { readIndicator } from '../model/requests';
import { AccountCell } from '../parts/account-cell';
import { Chevron, LevelBadge } from '../parts/level';
import { LimitsLine } from '../parts/lines';
import { Loaded } from '../parts/loaded';
import { NodeLink } from '../parts/node-link';
import { Scroll } from '../parts/scroll';
import type { Context } from '../text/context';
import { indicatorTitle } from '../text/titles';

interface TileProps {
  readonly tile: RiskTile;
  readonly account: OverviewAccount | undefined;
  readonly info: IndicatorInfo | undefined;
  readonly isStop: boolean;
  readonly context: Context;
  onFocus(id: string): void;
}

const FULL = 1;

/** Why there is no value, or what it leaves out. */
function Remarks({ tile, context }: { readonly tile: RiskTile; readonly context: Context }) {
  const { t, format, now } = context;
  const remarks = [
    tile.state !== 'ok' && tile.state !== 'partial' ? t(`risk.state.${tile.state}`) : undefined,
    tile.value !== null && tile.coverage < FULL
      ? t('risk.coverage', { coverage: format.percent(tile.coverage) })
      : undefined,
    tile.reason ?? undefined,
    tile.ragSince === null ? undefined : t('risk.ragSince', { when: format.ago(tile.ragSince, now) }),
    tile.asOf === null ? undefined : t('risk.asOf', { when: format.ago(tile.asOf, now) }),
  ];
  return (
    <ul class="mo-remarks">
      {remarks
        .filter((text) => text !== undefined)
        .map((text) => (
          <li key={text}>{text}</li>
        ))}
    </ul>
  );
}

function Change({ tile, context: { t, format } }: { readonly tile: RiskTile; readonly context: Context }) {
  if (tile.delta === null || tile.previous === null) return null;
  const text =
    tile.delta === 0
      ? t('risk.same')
      : t('risk.delta', { delta: format.difference(tile.delta), previous: tile.previous });
  return <span class="mo-muted">{text}</span>;
}

function limitsText(tile: RiskTile, info: IndicatorInfo | undefined, { t }: Context): string {
  const key = info?.direction === 'lower-is-worse' ? 'risk.limitsBelow' : 'risk.limitsAbove';
  return t(key, { amber: tile.amber, red: tile.red });
}

const History = ({ tile, context }: { readonly tile: RiskTile; readonly context: Context }) => {
  const { t, format } = context;
  return (
    <Loaded id={tile.id} load={(signal) => readIndicator(context.host, tile.id, signal)} context={context}>
      {({ days }) =>
        days.length === 0 ? (
          <p>{t('risk.noHistory')}</p>
        ) : (
          <>
            <LimitsLine
              points={days.map(([, value]) => value)}
              limits={tile}
              name={t('risk.history', { count: days.length, from: format.day(days[0]?.[0] ?? '') })}
            />
            <Scroll name={t('risk.values')}>
              <table class="mo-plain">
                <caption>{t('risk.values')}</caption>
                <thead>
                  <tr>
                    <th scope="col">{t('calendar.column.day')}</th>
                    <th scope="col" class="mo-number">
                      {t('risk.value')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {days.toReversed().map(([day, value]) => (
                    <tr key={day}>
                      <th scope="row">{format.day(day)}</th>
                      <td class="mo-number">{format.number(value)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          </>
        )
      }
    </Loaded>
  );
};

/** One indicator of one account. */
export function Tile({ tile, account, info, isStop, context, onFocus }: TileProps) {
  const { t, find, format } = context;
  const [isOpen, setOpen] = useState(false);
  const tabIndex = isStop ? 0 : -1;
  const title = indicatorTitle(tile.indicator, info, context);
  const limits = limitsText(tile, info, context);
  const unit = info === undefined ? '' : (find(`unit.${info.unit}`) ?? info.unit);
  const measured = tile.days.filter((day) => day !== null);
  const line = t('risk.line', {
    ...{ days: tile.days.length, measured: measured.length, limits },
    highest: measured.length === 0 ? '–' : Math.max(...measured),
  });
  return (
    <li class={`mo-tile mo-edge-${tile.level}`} data-row={tile.id} onFocusIn={() => onFocus(tile.id)}>
      <h3>{title}</h3>
      <AccountCell account={account} id={tile.account} context={context} />
      <p class="mo-value">
        <span class="mo-big">{tile.value === null ? '–' : format.number(tile.value)}</span>{' '}
        <span class="mo-muted">{tile.value === null ? '' : unit}</span>
        <LevelBadge level={tile.level}>{t(`risk.rag.${tile.rag}`)}</LevelBadge>
      </p>
      <Change tile={tile} context={context} />
      <LimitsLine points={tile.days} limits={tile} name={line} />
      <p class="mo-muted">{limits}</p>
      <Remarks tile={tile} context={context} />
      <p class="mo-actions">
        <NodeLink link={tile.link} tabIndex={tabIndex} context={context}>
          {tile.name || t('risk.node')}
        </NodeLink>
        <button
          type="button"
          data-slot
          tabIndex={tabIndex}
          aria-expanded={isOpen}
          aria-label={t('risk.unfold', { title, account: account?.name ?? tile.account })}
          onClick={() => setOpen(!isOpen)}
        >
          {t('risk.more')} <Chevron to={isOpen ? 'down' : 'right'} />
        </button>
      </p>
      {isOpen && <History tile={tile} context={context} />}
    </li>
  );
}
