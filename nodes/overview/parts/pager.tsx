import type { Context } from '../text/context';

interface PagerProps {
  readonly page: number;
  readonly pages: number;
  readonly context: Context;
  onPage(page: number): void;
}

export function Pager({ page, pages, context: { t }, onPage }: PagerProps) {
  if (pages < 2) return null;
  const button = (target: number, key: string, sign: string) => (
    <button
      type="button"
      aria-label={t(key)}
      title={t(key)}
      disabled={target < 0 || target >= pages || target === page}
      onClick={() => onPage(target)}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  );
  return (
    <nav class="mo-pager" aria-label={t('pager.name')}>
      {button(0, 'pager.first', '«')}
      {button(page - 1, 'pager.previous', '‹')}
      <span>{t('pager.page', { page: page + 1, pages })}</span>
      {button(page + 1, 'pager.next', '›')}
      {button(pages - 1, 'pager.last', '»')}
    </nav>
  );
}
