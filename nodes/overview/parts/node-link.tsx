import type { ComponentChildren } from 'preact';
import { nodeUrl } from '../model/host';
import type { Context } from '../text/context';

interface NodeLinkProps {
  /** id of the node in the editor */
  readonly link: string;
  readonly tabIndex?: number;
  readonly context: Context;
  readonly children: ComponentChildren;
}

/** Selects the node in the editor: here, or in the window that the link opens. */
export function NodeLink({ link, tabIndex, context: { host, t }, children }: NodeLinkProps) {
  const { selectNode } = host;
  const onClick = (event: MouseEvent): void => {
    if (selectNode === undefined) return;
    event.preventDefault();
    selectNode(link);
  };
  return (
    <a
      href={nodeUrl(host, link)}
      title={t('showNode')}
      {...(tabIndex === undefined ? {} : { tabIndex, 'data-slot': true })}
      {...(selectNode === undefined ? { target: 'node-red', rel: 'noopener' } : {})}
      onClick={onClick}
    >
      {children}
    </a>
  );
}
