import type { ComponentChildren } from 'preact';
import type { Level } from '../../lib/contracts/overview';

/** A sign of its own for each level: colours alone are not enough. */
const SIGNS: Readonly<Record<Level, string>> = { bad: '✖', warn: '▲', ok: '✔', off: '–' };

export const LevelBadge = ({
  level,
  children,
}: {
  readonly level: Level;
  readonly children: ComponentChildren;
}) => (
  <span class={`mo-badge mo-${level}`}>
    <span aria-hidden="true" class="mo-sign">
      {SIGNS[level]}
    </span>
    <span>{children}</span>
  </span>
);

export const Tag = ({ children }: { readonly children: ComponentChildren }) => (
  <span class="mo-tag">{children}</span>
);
