/** Risk: a tile for each indicator and account. */
import { useMemo, useState } from 'preact/hooks';
import type { IndicatorInfo, OverviewAccount, RiskTile } from '../../lib/contracts/overview';
import { indexOf, matching, pageOf, rankOf, sorted, wordsOf } from '../model/select-rows';
import { Choice, FilterBar } from '../parts/filter-bar';
import { Pager } from '../parts/pager';
import { rove } from '../parts/rove';
import { indicatorTitle } from '../text/titles';
import { Tile } from './tile';
import type { ViewProps } from './view';

const PAGE_TILES = 24;
const ALL = '';
const ORDERS = ['worst', 'account', 'indicator'] as const;
type TileOrder = (typeof ORDERS)[number];

export function RiskView({ model, context, filter, onFilter }: ViewProps) {
  const { t, count } = context;
  const [indicator, setIndicator] = useState(ALL);
  const [order, setOrder] = useState<TileOrder>('worst');
  const [page, setPage] = useState(0);
  const { accounts, risk } = model;
  const index = indexOf(accounts);
  const all = risk?.tiles ?? [];
  const infos: Readonly<Record<string, IndicatorInfo>> = risk?.indicators ?? {};
  const tiles = useMemo(() => {
    const title = (tile: RiskTile): string => indicatorTitle(tile.indicator, infos[tile.indicator], context);
    const words = (tile: RiskTile): string => `${wordsOf(index.byId.get(tile.account))}\n${title(tile)}`;
    const chosen = indicator === ALL ? all : all.filter((tile) => tile.indicator === indicator);
    const level = (tile: RiskTile): number => rankOf(tile.level);
    const place = (tile: RiskTile): number => index.placeOf(tile.account);
    const keys = { worst: level, account: place, indicator: title };
    return sorted(matching(chosen, filter, words), false, keys[order], level, place, ({ id }) => id);
  }, [all, filter, indicator, order, accounts]);
  const shown = pageOf(tiles, page, PAGE_TILES);
  const [active, setActive] = useState<string | undefined>(undefined);
  const stop = shown.rows.some(({ id }) => id === active) ? active : shown.rows[0]?.id;
  const accountOf = (tile: RiskTile): OverviewAccount | undefined => index.byId.get(tile.account);
  const firstPage = <T,>(set: (value: T) => void) => {
    return (value: T): void => {
      setPage(0);
      set(value);
    };
  };
  const isOrder = (value: string): value is TileOrder => ORDERS.some((one) => one === value);
  return (
    <>
      <FilterBar rows={all} shown={tiles.length} {...{ filter, context }} onFilter={firstPage(onFilter)}>
        <Choice
          label={t('risk.indicator')}
          value={indicator}
          options={[
            [ALL, t('risk.all')] as const,
            ...Object.entries(infos).map(([id, info]) => [id, indicatorTitle(id, info, context)] as const),
          ]}
          onChoose={firstPage(setIndicator)}
        />
        <Choice
          label={t('risk.order')}
          value={order}
          options={ORDERS.map((one) => [one, t(`risk.by.${one}`)] as const)}
          onChoose={(value) => {
            if (isOrder(value)) firstPage(setOrder)(value);
          }}
        />
      </FilterBar>
      {all.length === 0 && <p>{t('risk.empty')}</p>}
      {all.length > 0 && tiles.length === 0 && <p>{t('filter.none')}</p>}
      <ul class="mo-tiles" aria-label={t('view.risk')} onKeyDown={rove}>
        {shown.rows.map((tile) => (
          <Tile
            key={tile.id}
            tile={tile}
            account={accountOf(tile)}
            info={infos[tile.indicator]}
            isStop={tile.id === stop}
            onFocus={setActive}
            context={context}
          />
        ))}
      </ul>
      <Pager {...{ page: shown.page, pages: shown.pages, context }} onPage={setPage} />
      {risk !== undefined && risk.omitted > 0 && <p>{count('omitted', risk.omitted)}</p>}
    </>
  );
}
