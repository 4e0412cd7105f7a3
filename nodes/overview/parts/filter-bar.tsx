import type { ComponentChildren } from 'preact';
import type { Level } from '../../lib/contracts/overview';
import type { Filter } from '../model/select-rows';
import type { Context } from '../text/context';
import { LevelBadge } from './level';

const LEVELS: readonly Level[] = ['bad', 'warn', 'ok', 'off'];

interface FilterBarProps {
  readonly filter: Filter;
  readonly context: Context;
  /** all rows, before filtering */
  readonly rows: readonly { readonly level: Level }[];
  readonly shown: number;
  readonly children?: ComponentChildren;
  onFilter(filter: Filter): void;
}

/** What is shown, how many of each level there are, and what the filter leaves. */
export function FilterBar({ filter, context, rows, shown, children, onFilter }: FilterBarProps) {
  const { t, count } = context;
  const counts = new Map<Level, number>();
  for (const { level } of rows) counts.set(level, (counts.get(level) ?? 0) + 1);
  return (
    <div class="mo-bar">
      <ul class="mo-counts" aria-label={t('filter.counts')}>
        {LEVELS.map((level) => (
          <li key={level}>
            <LevelBadge level={level}>{count(`levels.${level}`, counts.get(level) ?? 0)}</LevelBadge>
          </li>
        ))}
      </ul>
      <search class="mo-filters" aria-label={t('filter.name')}>
        <input
          type="search"
          maxLength={120}
          value={filter.text}
          placeholder={t('filter.text')}
          aria-label={t('filter.text')}
          onInput={({ currentTarget }) => onFilter({ ...filter, text: currentTarget.value })}
        />
        <label class="mo-tick">
          <input
            type="checkbox"
            checked={filter.failing}
            onChange={({ currentTarget }) => onFilter({ ...filter, failing: currentTarget.checked })}
          />
          {t('filter.failing')}
        </label>
        {children}
        <span class="mo-muted">{t('filter.shown', { shown, all: rows.length })}</span>
      </search>
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  onChoose(value: string): void;
}

export const Choice = ({ label, value, options, onChoose }: ChoiceProps) => (
  <label class="mo-choice">
    <span>{label}</span>
    <select aria-label={label} value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  </label>
);
