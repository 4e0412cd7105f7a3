import type { OverviewAccount } from '../../lib/contracts/overview';
import type { Context } from '../text/context';
import { Tag } from './level';

interface AccountCellProps {
  readonly account: OverviewAccount | undefined;
  readonly id: string;
  readonly context: Context;
}

/** Name and code, and what is special about the account. */
export const AccountCell = ({ account, id, context: { t } }: AccountCellProps) => (
  <span class="mo-account">
    <span class="mo-name">{account?.name || id}</span>
    {account?.code && <span class="mo-muted">{account.code}</span>}
    {account?.demo && <Tag>{t('account.demo')}</Tag>}
    {account && account.replica !== null && (
      <span class="mo-muted">{t('account.replica', { replica: account.replica })}</span>
    )}
  </span>
);
