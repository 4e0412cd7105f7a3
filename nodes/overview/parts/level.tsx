import type { ComponentChildren } from 'preact';
import type { Level } from '../../lib/contracts/overview';

/** A shape of its own for each level: colours alone are not enough. Drawn, because fonts lack such characters. */
const SIGNS: Readonly<Record<Level, string>> = {
  bad: 'M1.5 1.5l9 9m0-9l-9 9',
  warn: 'M6 1L11.2 10.8H.8zM6 4.4v3',
  ok: 'M1 6.5l3.5 3.7L11 2',
  off: 'M1.5 6h9',
};

interface BadgeProps {
  readonly level: Level;
  readonly children: ComponentChildren;
}

export const LevelBadge = ({ level, children }: BadgeProps) => (
  <span class={`mo-badge mo-${level}`}>
    <svg class="mo-sign" viewBox="0 0 12 12" aria-hidden="true">
      <path d={SIGNS[level]} />
    </svg>
    <span>{children}</span>
  </span>
);

export const Tag = ({ children }: { readonly children: ComponentChildren }) => (
  <span class="mo-tag">{children}</span>
);

/** Whether something is unfolded, or how a column is sorted. */
export const Chevron = ({ to }: { readonly to: 'right' | 'down' | 'up' }) => {
  const paths = { right: 'M4 2l5 4-5 4', down: 'M2 4l4 5 4-5', up: 'M2 8l4-5 4 5' };
  return (
    <svg class="mo-sign" viewBox="0 0 12 12" aria-hidden="true">
      <path d={paths[to]} />
    </svg>
  );
};
