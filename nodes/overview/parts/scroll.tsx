import type { ComponentChildren } from 'preact';

/** What may be too wide or too high. It takes the focus, so that the arrow keys can scroll it. */
export const Scroll = ({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: without it only a mouse could scroll
  <section class="mo-scroll" tabIndex={0} aria-label={name}>
    {children}
  </section>
);
